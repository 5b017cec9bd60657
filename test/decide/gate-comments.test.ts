import { describe, expect, test } from "vitest";
import { decide } from "../../src/decide/decide.ts";
import type { GateComment } from "../../src/decide/gate-comments.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Change, Pull, Status } from "../../src/state/facts.ts";
import { printGateComment } from "../../src/text/gate-comment.ts";
import { printGate } from "../../src/text/gate.ts";
import { T0, attempt, plan, pull, sha, snapshot, workstream } from "../support/builders.ts";

const change = (path: string): Change => ({ path, kind: "modified", mode: "100644", bytes: 1, target: undefined });
const OUTSIDE = { changes: [change("src/ws-a/a.ts"), change("docs/[x].md"), change("src/ws-b/b.ts")] };

function commentsOn(fields: Partial<Pull>, file = "workstreams/ws-a.json", number = 1): readonly GateComment[] {
  const of = plan([workstream(), workstream({ id: "ws-b" }), workstream({ id: "ws-c", status: "done" })]);
  const head = sha(`head ws-a/${number}`);
  const facts = snapshot({
    attempts: [attempt({ number, claim: { file }, end: { acceptance: "passed" } })],
    branches: new Map([["ws-a", head]]),
    pulls: [pull({ attempt: number, head, ...fields })],
  });
  const { actions } = decide(of, facts, deriveStates(of, facts), {
    now: T0,
    merge: "manual",
    canary: false,
    unavailable: new Map(),
    acceptance: "on",
    ci: undefined,
    refusedMerges: new Set(),
    describe: printGate,
  });
  return actions.filter((action) => action.kind === "comment");
}

function statuses(all: Status["state"], overlap: string): Pull["statuses"] {
  return new Map([
    [
      "workstreams",
      { state: all, description: all === "success" ? "all gates pass" : "waits for workstreams/overlap" },
    ],
    ["workstreams/scope", { state: "success", description: "0 changed paths inside the scope" }],
    ["workstreams/acceptance", { state: "success", description: "no acceptance test is a command" }],
    ["workstreams/overlap", { state: all, description: overlap }],
  ]);
}

describe("the comment on a workstream's pull request", () => {
  test("is written for what a person has to know, and not where all is well from the beginning", () => {
    expect(commentsOn({})).toEqual([]);
    expect(commentsOn(OUTSIDE)).toMatchObject([{ id: "ws-a", pull: 1, how: "write" }]);
  });

  test("is not written again while its verdicts stand", () => {
    const conflict = { mergeability: { kind: "conflict", paths: ["a.ts"] } } as const;
    const words = "conflicts with main in a.ts; a new attempt builds it anew";
    expect(commentsOn(conflict)).toHaveLength(1);
    const written = new Map(statuses("failure", words)).set("workstreams/acceptance", {
      state: "success",
      description: "0 acceptance tests passed on this head",
    });
    expect(commentsOn({ ...conflict, statuses: written })).toEqual([]);
  });

  test("is brought up to date where something was wrong before, on this head or an earlier one", () => {
    expect(commentsOn({ statuses: statuses("failure", "conflicts with main") })).toMatchObject([{ how: "edit" }]);
    expect(commentsOn({ statuses: statuses("success", "?") })).toEqual([]);
    expect(commentsOn({}, "workstreams/ws-a.json", 2)).toMatchObject([{ how: "edit" }]);
  });

  test("offers the lines that widen the scope, as the file is written, and says whom they concern", () => {
    const [comment] = commentsOn(OUTSIDE);
    if (comment === undefined) throw new Error("there is no comment");
    expect(printGateComment(comment)).toBe(
      [
        "What `ws-a` waits for:",
        "",
        "- ❌ `workstreams/scope`: outside the scope: docs/\\[x\\].md and src/ws-b/b.ts; revert it, or widen files_scope",
        "  - `docs/[x].md`",
        "  - `src/ws-b/b.ts`",
        "- ✅ `workstreams/acceptance`: 0 acceptance tests passed on this head",
        "- ✅ `workstreams/overlap`: merges cleanly",
        "",
        "If these paths belong to the task, add to the end of `files_scope` in `workstreams/ws-a.json`:",
        "",
        "```json",
        '    "docs/\\\\[x\\\\].md",',
        '    "src/ws-b/b.ts"',
        "```",
        "",
        "An attempt keeps the scope that it was claimed with: ask for a retry of `ws-a` afterwards. It starts from the base: " +
          "what people pushed to this branch is then kept under `refs/workstreams/saved/`, and not on the branch.",
        "",
        "Others may change them too, and would have to wait:",
        "",
        "- `ws-b` (ready): `src/ws-b/b.ts`",
      ].join("\n"),
    );
    const [yaml] = commentsOn(OUTSIDE, "workstreams/all.yaml");
    expect(yaml && printGateComment(yaml)).toContain('```yaml\n  - "docs/\\\\[x\\\\].md"\n  - "src/ws-b/b.ts"\n```');
  });

  test("names all that it waits for with all paths, and where a conflict is", () => {
    const base = { kind: "comment", id: "ws-a", pull: 3, widening: undefined, how: "write" } as const;
    const waits = [
      { pull: 1, path: "a.ts", paths: ["a.ts", "b`.ts"], isConflict: false },
      { pull: 2, path: "c.ts", paths: Array.from({ length: 40 }, (_, index) => `c${index}.ts`), isConflict: false },
    ];
    const behind = { kind: "behind", pull: 1, path: "a.ts", waits } as const;
    const text = printGateComment({
      ...base,
      gates: [{ context: "workstreams/overlap", state: "pending", reason: behind }],
    });
    expect(text).toContain("  - #1, on 2 paths:\n    - `a.ts`\n    - ``b`.ts``\n  - #2, on 40 paths:\n    - `c0.ts`");
    expect(text).toContain("    - 10 more");
    const lines = [
      {
        path: "a.ts",
        ranges: [
          { first: 3, last: 4 },
          { first: 9, last: 9 },
        ],
      },
    ];
    const reason = {
      kind: "conflicts-with-base",
      branch: "main",
      paths: ["a.ts", "gone.ts"],
      lines,
      next: "person",
    } as const;
    const conflict = printGateComment({
      ...base,
      gates: [{ context: "workstreams/overlap", state: "failure", reason }],
    });
    expect(conflict).toContain("  - `a.ts`, lines 3-4 and 9 of this pull request's version\n  - `gone.ts`");
  });

  test("is never longer than GitHub takes", () => {
    const huge = Array.from({ length: 60 }, (_, number) => ({
      pull: number,
      path: "x",
      paths: Array.from({ length: 40 }, (__, index) => `${"deep/".repeat(150)}${index}.ts`),
      isConflict: true,
    }));
    const reason = { kind: "behind", pull: 0, path: "x", waits: huge } as const;
    const cut = printGateComment({
      id: "ws-a",
      widening: undefined,
      how: "write",
      gates: [{ context: "workstreams/overlap", state: "pending", reason }],
    });
    expect(cut.length).toBeLessThanOrEqual(60_000);
    expect(cut).toMatch(/… cut: the head itself has it all\.$/);
  });
});
