import { describe, expect, test } from "vitest";
import type { Forge, PullDraft } from "../../src/forge/forge.ts";
import type { Fault } from "../support/github/faults.ts";
import { LOOP, PERMISSIONS, createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

const BRANCH = "workstreams/ws-a";

async function createDraft(rig: GithubRig): Promise<PullDraft> {
  const head = await rig.push(BRANCH, { "b.txt": "b\n" });
  return { branch: BRANCH, head, title: "A", body: "", labels: ["workstream"], reviewers: [], draft: false };
}

async function land(forge: Forge, rig: GithubRig): Promise<unknown> {
  return forge.land(await createDraft(rig));
}

/** One that is open already, by the usual token. */
async function merge(forge: Forge, rig: GithubRig): Promise<unknown> {
  const draft = await createDraft(rig);
  return forge.merge(await rig.connectAs({}).land(draft), draft.head, "Merge");
}

function without(...names: readonly string[]): typeof PERMISSIONS {
  return Object.fromEntries(Object.entries(PERMISSIONS).filter(([name]) => !names.includes(name)));
}

interface Row {
  readonly what: string;
  readonly arrange: (rig: GithubRig) => Forge;
  readonly act: (forge: Forge, rig: GithubRig) => Promise<unknown>;
  readonly kind: string;
  readonly message: string | RegExp;
}

/** Every request of that kind, for ever. */
function always(fault: Pick<Fault, "match"> & { status: number; message?: string }) {
  return (rig: GithubRig) => {
    rig.server.fault({ kind: "status", times: 100, ...fault });
    return rig.connectAs({});
  };
}

const ROWS: readonly Row[] = [
  {
    what: "the setting that keeps Actions from opening pull requests",
    arrange: (rig) => {
      rig.repository.setSetting("canCreatePullRequests", false);
      return rig.connectAs({});
    },
    act: land,
    kind: "refused",
    message:
      'GitHub Actions may not open pull requests here: turn on "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General',
  },
  {
    what: "a token that may not open pull requests",
    arrange: (rig) => rig.connectAs({ permissions: { ...PERMISSIONS, "pull-requests": "read" } }),
    act: land,
    kind: "refused",
    message: /^the token lacks a permission: add `pull-requests: write` .* `permissions:` of the workflow/,
  },
  {
    what: "a token that may not write statuses",
    arrange: (rig) => rig.connectAs({ permissions: { ...PERMISSIONS, statuses: "read" } }),
    act: async (forge, rig) =>
      forge.setStatuses([{ sha: await rig.tip("base"), context: "workstreams", state: "success", description: "" }]),
    kind: "refused",
    message: /^the token lacks a permission: add `statuses: write`/,
  },
  {
    what: "a token that may not read statuses, which GraphQL tells by the field",
    arrange: (rig) => rig.connectAs({ permissions: without("statuses") }),
    act: async (forge, rig) => {
      await land(rig.connectAs({}), rig);
      return forge.read();
    },
    kind: "refused",
    message: /^the token lacks a permission: add `statuses: read`/,
  },
  {
    what: "a token that may not start workflows",
    arrange: (rig) => rig.connectAs({ permissions: { ...PERMISSIONS, actions: "read" } }),
    act: (forge) => forge.wake(),
    kind: "refused",
    message: /^the token lacks a permission: add `actions: write`/,
  },
  {
    what: "a token that nobody knows",
    arrange: (rig) => rig.connectAs({ place: { ...rig.place, token: "ghs_wrong" } }),
    act: (forge) => forge.read(),
    kind: "refused",
    message: "GitHub does not know the token: give a valid one as `token`",
  },
  {
    what: "a repository that is not there, asked by REST",
    arrange: (rig) => rig.connectAs({ place: { ...rig.place, repo: "other" } }),
    act: (forge) => forge.setStatuses([{ sha: "0".repeat(40), context: "x", state: "success", description: "" }]),
    kind: "refused",
    message: /^GitHub knows no such repository, or the token may not see it/,
  },
  {
    what: "a repository that is not there, asked by GraphQL",
    arrange: (rig) => rig.connectAs({ place: { ...rig.place, repo: "other" } }),
    act: (forge) => forge.read(),
    kind: "refused",
    message: /^GitHub knows no such repository, or the token may not see it/,
  },
  {
    what: "a rule of the base branch",
    arrange: (rig) => {
      rig.repository.protectBranch("main", { reviews: 1 });
      return rig.connectAs({});
    },
    act: merge,
    kind: "refused",
    message: /^the repository's rules keep #1 from being merged by us: .*review/i,
  },
  {
    what: "a merge that changes a workflow file",
    arrange: (rig) => rig.connectAs({}),
    act: async (forge, rig) => {
      await rig.push(BRANCH, { ".github/workflows/other.yml": "on: push\njobs: {}\n" });
      return merge(forge, rig);
    },
    kind: "refused",
    message: /^it changes a workflow file, which this token may not merge: merge it yourself/,
  },
  {
    what: "a policy that forbids dispatches",
    arrange: always({
      match: { operationId: "actions/create-workflow-dispatch" },
      status: 403,
      message: "Event 'workflow_dispatch' is not allowed to trigger Actions workflows.",
    }),
    act: (forge) => forge.wake(),
    kind: "refused",
    message:
      "a policy for Actions keeps `workflow_dispatch` from starting workflows here: allow that event in Settings > Actions > General",
  },
  {
    what: "a workflow that can't be started by hand",
    arrange: always({
      match: { operationId: "actions/create-workflow-dispatch" },
      status: 422,
      message: "Workflow does not have 'workflow_dispatch' trigger",
    }),
    act: (forge) => forge.dispatch(LOOP, "main"),
    kind: "refused",
    message: "the workflow can't be started by us: add `workflow_dispatch:` to its `on:`",
  },
  {
    what: "merge commits that are switched off",
    arrange: always({
      match: { operationId: "pulls/merge" },
      status: 405,
      message: "Merge commits are not allowed on this repository.",
    }),
    act: merge,
    kind: "refused",
    message: 'merge commits are switched off: turn on "Allow merge commits" in Settings > General > Pull Requests',
  },
  {
    what: "nobody at home",
    arrange: (rig) => rig.connectAs({ place: { ...rig.place, apiUrl: "http://127.0.0.1:1" } }),
    act: (forge) => forge.close(1),
    kind: "retry",
    message: /^GitHub can't be reached at http:\/\/127\.0\.0\.1:1: /,
  },
  {
    what: "a fault of GitHub's that stays",
    arrange: always({ match: { operationId: "pulls/get" }, status: 502 }),
    act: (forge) => forge.close(1),
    kind: "retry",
    message: "GitHub has a fault of its own (502): try again",
  },
  {
    what: "a write that fails again and again",
    arrange: always({ match: { operationId: "pulls/create" }, status: 500 }),
    act: land,
    kind: "retry",
    message: "GitHub has a fault of its own (500): try again",
  },
];

describe("what GitHub refuses becomes one name and one sentence", () => {
  test.each(ROWS)("$what", async ({ arrange, act, kind, message }) => {
    const rig = await createGithubRig();
    await expect(act(arrange(rig), rig)).rejects.toMatchObject({
      name: "ForgeError",
      kind,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  /** The throttling plugin goes by the machine's clock: in no test run is this over. */
  const NOW = Date.UTC(2037, 0, 1, 12);

  test.each<{ what: string; fault: Fault; until: number }>([
    {
      what: "429 with a delay",
      fault: { match: { kind: "rest" }, kind: "status", status: 429, seconds: 900, message: "Too many requests" },
      until: NOW + 900_000,
    },
    {
      what: "a secondary limit with a long delay",
      fault: { match: { kind: "rest" }, kind: "secondary", seconds: 900 },
      until: NOW + 900_000,
    },
    {
      what: "429 without a delay",
      fault: { match: { kind: "rest" }, kind: "status", status: 429, message: "Too many requests" },
      until: NOW + 60_000,
    },
    {
      what: "the hour's limit",
      fault: { match: { kind: "rest" }, kind: "rate-limit", seconds: 1800 },
      until: NOW + 1_800_000,
    },
    {
      what: "the hour's points",
      fault: { match: { kind: "graphql" }, kind: "rate-limit", seconds: 1800 },
      until: NOW + 1_800_000,
    },
  ])("$what ends in a wait, and the log says until when", async ({ fault, until }) => {
    const rig = await createGithubRig({ clock: () => NOW });
    const forge = rig.connectAs({ clock: () => NOW });
    rig.server.fault({ ...fault, times: 100 });
    const asked = fault.match.kind === "graphql" ? forge.read() : forge.close(1);
    const time = new Date(until).toISOString().slice(11, 19);
    const message = `GitHub asks to wait until ${time}Z`;
    await expect(asked).rejects.toMatchObject({ name: "ForgeError", kind: "wait", until, message });
    expect(rig.log).toEqual([message]);
  });

  test("a short limit is waited for, by writes too, and the log says until when", async () => {
    const rig = await createGithubRig({ clock: () => NOW });
    const forge = rig.connectAs({ clock: () => NOW });
    rig.server.fault({ match: { operationId: "pulls/create" }, kind: "secondary", seconds: 3 });
    rig.server.fault({ match: { operationId: "git/get-ref" }, kind: "secondary" });
    expect(await land(forge, rig)).toBe(1);
    expect(rig.repository.pulls()).toHaveLength(1);
    expect(rig.log).toEqual(["GitHub asks to wait until 12:01:00Z", "GitHub asks to wait until 12:00:03Z"]);
  });

  test("a fault that passes is not noticed", async () => {
    const rig = await createGithubRig();
    rig.server.fault({ match: { operationId: "pulls/list" }, kind: "status", status: 502, times: 2 });
    rig.server.fault({ match: { operationId: "git/get-ref" }, kind: "reset" });
    expect(await land(rig.connectAs({}), rig)).toBe(1);
  });
});
