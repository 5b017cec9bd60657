/** What holds for every workflow of ours, those that we ship and those that `init` writes. */
import { describe, expect, test } from "vitest";
import { PUBLISHED } from "../../src/published.ts";
import { CONTEXTS } from "../../src/state/names.ts";
import { LOOP, ORCHESTRATE, SHIPPED, STEP_ACTION, WORKSTREAM, WRITTEN, jobIn, jobsOf } from "./workflow-files.ts";

const ALL = [...SHIPPED, ...WRITTEN];
const files = ALL.map((file) => [file.path, file] as const);

/** The action itself, a workflow beside, and the repository's own action: nobody else's. */
const OURS = new Set([
  STEP_ACTION,
  "$/.github/workflows/workstream.yml",
  "./.github/actions/workstreams-setup",
  `${PUBLISHED.repository}/.github/workflows/orchestrate.yml@${PUBLISHED.ref}`,
]);

describe.each(files)("%s", (_, { text, jobs }) => {
  const all = Object.values(jobs);

  test("uses nobody else's action", () => {
    const used = all.flatMap(({ uses, steps }) => [uses, ...steps.map((step) => step.uses)]);
    for (const uses of used.filter((name) => name !== undefined)) expect(OURS).toContain(uses);
  });

  test("puts no expression into a shell line", () => {
    const lines = all.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    for (const line of lines) expect(line).not.toContain("${{");
  });

  test("permits nothing but what each job asks for, line by line, with the reason", () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const asked = all.flatMap(({ permissions }) =>
      Object.entries(permissions).map(([name, level]) => `${name}: ${level}`),
    );
    const lines = [...text.matchAll(/^ {6}([a-z-]+: (?:read|write)) +# \w+.*$/gm)].map(([, line]) => line);
    expect(lines).toEqual(asked);
  });

  test("names no job like a status of ours: its check would count for the status", () => {
    const contexts = Object.values(CONTEXTS).map((context) => context.toLowerCase());
    for (const [id, { name }] of Object.entries(jobs)) {
      expect(contexts).not.toContain((name ?? id).toLowerCase());
      expect(contexts).not.toContain(id.toLowerCase());
    }
  });
});

describe("jobs", () => {
  test("none waits for the matrix, and no leg ends another", () => {
    const matrices = Object.entries(ORCHESTRATE.jobs).filter(([, { strategy }]) => strategy !== undefined);
    expect(matrices.map(([id, { strategy }]) => [id, strategy?.["fail-fast"]])).toEqual([["workstream", false]]);
    for (const [, { needs }] of jobsOf(ALL)) expect(needs).not.toContain("workstream");
    expect(jobsOf([WORKSTREAM, ...WRITTEN]).filter(([, { strategy }]) => strategy !== undefined)).toEqual([]);
  });

  test("an empty matrix is skipped, not failed", () => {
    expect(jobIn(ORCHESTRATE, "workstream").if).toContain("needs.plan.outputs.any == 'true'");
  });

  test("only the plan job holds the lock, and it is never taken from it", () => {
    const locks = jobsOf(ALL).flatMap(([id, { concurrency }]) =>
      concurrency === undefined ? [] : [[id, concurrency]],
    );
    // A dry run has a lock of its own: it must not take the place of a tick that waits.
    const group = "${{ inputs.dry-run && 'workstreams-dry-run' || 'workstreams-plan' }}";
    expect(locks).toEqual([[`${ORCHESTRATE.path}: plan`, { group, "cancel-in-progress": false }]]);
    for (const { text } of ALL) expect(text).not.toMatch(/^concurrency:/m);
  });

  test.each(["agent", "verify"])("%s can read the repository, and nothing else", (id) => {
    expect(jobIn(WORKSTREAM, id).permissions).toEqual({ contents: "read" });
  });

  test("the caller grants each job below what it asks for", () => {
    const granted = jobIn(LOOP, "loop").permissions;
    for (const [, { permissions }] of jobsOf([ORCHESTRATE]))
      expect(downgraded(permissions, granted)).toEqual(permissions);
    const leg = jobIn(ORCHESTRATE, "workstream").permissions;
    for (const [, { permissions }] of jobsOf([WORKSTREAM])) expect(downgraded(permissions, leg)).toEqual(permissions);
  });

  test("the call of a leg asks for nothing that no job of it uses", () => {
    const used = jobsOf([WORKSTREAM]).flatMap(([, { permissions }]) => Object.entries(permissions));
    const writes = used.filter(([, level]) => level === "write");
    expect(jobIn(ORCHESTRATE, "workstream").permissions).toEqual(Object.fromEntries(writes));
  });
});

type Permissions = Readonly<Record<string, "read" | "write">>;

/** What a job of a called workflow gets of what it asks for, by GitHub's rule. */
function downgraded(asked: Permissions, granted: Permissions): Permissions {
  const most = Object.entries(asked).flatMap(([name, level]): [string, "read" | "write"][] => {
    const limit = granted[name];
    return limit === undefined ? [] : [[name, limit === "write" ? level : "read"]];
  });
  return Object.fromEntries(most);
}
