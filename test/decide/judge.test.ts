import { describe, expect, test } from "vitest";
import { judgePulls } from "../../src/decide/judge.ts";
import type { CiCopy, CiRules, PullVerdict } from "../../src/decide/judge.ts";
import type { Config } from "../../src/plan/config.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Change, Pull } from "../../src/state/facts.ts";
import { attempt, plan, pull, sha, snapshot, workstream } from "../support/builders.ts";
import type { SnapshotFields } from "../support/builders.ts";

const OVERLAP = { unordered: "warn", until: "merged", rebuild: "auto" } as const;
const TESTED = workstream({ acceptance: [{ kind: "command", command: "npm test" }] });
const delivered = (acceptance: "passed" | "off" | "none", id = "ws-a") =>
  attempt({ id, end: { acceptance }, contract: { ...attempt({ id }).contract, workstream: { ...TESTED, id } } });

function judge(
  facts: SnapshotFields,
  acceptance: "on" | "off" = "on",
  config: Partial<Config> = {},
  ci?: CiRules,
): readonly PullVerdict[] {
  const of = plan([TESTED, workstream({ id: "ws-b" }), workstream({ id: "ws-c" })], { config });
  const seen = snapshot(facts);
  return judgePulls(of, seen, deriveStates(of, seen), { acceptance, ci });
}

function change(path: string): Change {
  return { path, kind: "modified", mode: "100644", bytes: 1, target: undefined };
}

/** `workstreams/scope success` and so on, of the first pull request. */
function verdicts([first]: readonly PullVerdict[]): Record<string, string> {
  return Object.fromEntries((first?.gates ?? []).map((gate) => [gate.context, `${gate.state} ${gate.reason.kind}`]));
}

describe("the gates of one pull request", () => {
  test.each<[string, Partial<Pull>, "passed" | "off" | "none", Record<string, string>]>([
    [
      "all pass",
      { changes: [change("src/ws-a/x.ts")] },
      "passed",
      {
        "workstreams/scope": "success in-scope",
        "workstreams/acceptance": "success accepted",
        "workstreams/overlap": "success merges-cleanly",
        workstreams: "success all-gates-pass",
      },
    ],
    [
      "a path outside the scope",
      { changes: [change("other.ts")] },
      "passed",
      { "workstreams/scope": "failure out-of-scope", workstreams: "failure gates-missing" },
    ],
    ["the tests were switched off", {}, "off", { "workstreams/acceptance": "success acceptance-off" }],
    [
      "a head that nobody has tested",
      { head: sha("pushed") },
      "passed",
      { "workstreams/acceptance": "pending unverified", workstreams: "pending gates-missing" },
    ],
    [
      "a pushed head whose tests passed",
      { head: sha("pushed"), verdict: { acceptance: "passed", detail: "" } },
      "passed",
      { "workstreams/acceptance": "success accepted", workstreams: "success all-gates-pass" },
    ],
    [
      "a pushed head whose tests failed",
      { head: sha("pushed"), verdict: { acceptance: "failed", detail: "npm test" } },
      "passed",
      { "workstreams/acceptance": "failure rejected", workstreams: "failure gates-missing" },
    ],
    [
      "a conflict with the base",
      { mergeability: { kind: "conflict", paths: ["a.ts"] } },
      "passed",
      { "workstreams/overlap": "failure conflicts-with-base", workstreams: "failure gates-missing" },
    ],
    [
      "nobody knows yet whether it merges",
      { mergeability: { kind: "unknown" } },
      "passed",
      { "workstreams/overlap": "pending mergeability-unknown", workstreams: "pending gates-missing" },
    ],
  ])("%s", (_, fields, acceptance, expected) => {
    expect(verdicts(judge({ attempts: [delivered(acceptance)], pulls: [pull(fields)] }))).toMatchObject(expected);
  });

  test("only a head without a verdict asks for a verify-only job", () => {
    const attempts = [delivered("passed")];
    expect(judge({ attempts, pulls: [pull()] })[0]?.needsVerification).toBe(false);
    expect(judge({ attempts, pulls: [pull({ head: sha("pushed") })] })[0]?.needsVerification).toBe(true);
    expect(judge({ attempts, pulls: [pull({ head: sha("pushed") })] }, "off")[0]?.needsVerification).toBe(false);
  });

  test("of a pull request that is nobody's workstream only the required status is judged", () => {
    expect(verdicts(judge({ pulls: [pull({ id: undefined })] }))).toEqual({
      workstreams: "success no-workstream-ahead",
    });
  });

  test.each<[string, Partial<Pull>, Partial<Pull>, string, string]>([
    ["an earlier workstream's goes before a person's", {}, {}, "success all-gates-pass", "pending behind"],
    [
      "an approved person's goes before a workstream's",
      {},
      { approvedBy: ["ada"] },
      "pending gates-missing",
      "success no-workstream-ahead",
    ],
    [
      "a workstream's draft stands in nobody's way",
      { draft: true },
      { approvedBy: ["ada"] },
      "pending gates-missing",
      "success no-workstream-ahead",
    ],
  ])("%s where the two conflict", (_, own, foreign, expectedOwn, expectedForeign) => {
    const found = judge({
      attempts: [delivered("passed")],
      pulls: [pull({ number: 1, ...own }), pull({ number: 2, id: undefined, ...foreign })],
      pairs: [{ a: 1, b: 2, shared: ["a.ts"], conflicts: ["a.ts"] }],
    });
    const all = found.map(({ pull: { number }, gates }) => [
      number,
      `${gates.at(-1)?.state} ${gates.at(-1)?.reason.kind}`,
    ]);
    expect(Object.fromEntries(all)).toEqual({ 1: expectedOwn, 2: expectedForeign });
  });

  test("a person's stands in nobody's way before somebody with write access approved it", () => {
    const found = judge({
      attempts: [delivered("passed")],
      pulls: [pull({ number: 1, id: undefined }), pull({ number: 2 })],
      pairs: [{ a: 1, b: 2, shared: ["a.ts"], conflicts: ["a.ts"] }],
    });
    expect(found.map(({ pull: { number }, passes }) => [number, passes])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test("somebody else's pull request of a workstream's very head says nothing about it", () => {
    const failing = pull({ number: 1, verdict: { acceptance: "failed", detail: "npm test" }, head: sha("pushed") });
    const copy = pull({ number: 2, id: undefined, head: sha("pushed") });
    const found = judge({ attempts: [delivered("passed")], pulls: [failing, copy] });
    expect(found.map(({ pull: { number }, passes }) => [number, passes])).toEqual([[1, false]]);
  });

  test.each<[string, Partial<Pull>, CiCopy, string]>([
    ["starts where it can do no harm", {}, "harmless", "pending ci-started"],
    ["waits for an approval of this head where it can", {}, "powerful", "pending ci-needs-approval"],
    ["can't be started without its trigger", { approvedBy: ["ada"] }, "not-startable", "failure ci-not-startable"],
    ["starts once this head is approved", { approvedBy: ["ada"] }, "powerful", "pending ci-started"],
    ["is waited for", { ci: { kind: "running", url: "" } }, "harmless", "pending ci-running"],
    ["has passed", { ci: { kind: "ended", conclusion: "success", url: "" } }, "harmless", "success ci-passed"],
    ["has failed", { ci: { kind: "ended", conclusion: "timed_out", url: "" } }, "harmless", "failure ci-failed"],
  ])("the repository's own CI %s", (_, fields, copy, expected) => {
    const ci = { workflow: "ci.yml", copies: new Map([[pull().head, copy]]) };
    const found = judge({ attempts: [delivered("passed")], pulls: [pull(fields)] }, "on", {}, ci);
    expect(verdicts(found)["workstreams/ci"]).toBe(expected);
    expect(found[0]?.passes).toBe(expected.startsWith("success"));
  });
});

describe("of several pull requests", () => {
  const attempts = ["ws-a", "ws-b", "ws-c"].map((id) => delivered("passed", id));
  const of = (id: string, number: number, fields: Partial<Pull> = {}) => pull({ id, number, ...fields });
  const pairs = [{ a: 1, b: 2, shared: ["x.ts"], conflicts: ["x.ts"] }];

  test("of equals the one with the higher priority goes first", () => {
    const urgent = delivered("passed", "ws-b");
    const workstreamOf = { ...TESTED, id: "ws-b", priority: "high" as const };
    const raised = { ...urgent, contract: { ...urgent.contract, workstream: workstreamOf } };
    const found = judge({ attempts: [delivered("passed"), raised], pulls: [of("ws-a", 1), of("ws-b", 2)], pairs });
    expect(found.map(({ pull: { number }, passes }) => [number, passes])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test("the later of two that conflict waits for the earlier one, on which path", () => {
    const [first, second] = judge({ attempts, pairs, pulls: [of("ws-a", 1), of("ws-b", 2)] });
    expect(first?.passes).toBe(true);
    expect(second?.gates).toContainEqual({
      context: "workstreams/overlap",
      state: "pending",
      reason: {
        kind: "behind",
        pull: 1,
        path: "x.ts",
        waits: [{ pull: 1, path: "x.ts", paths: ["x.ts"], isConflict: true }],
      },
    });
  });

  test.each<[string, Partial<Pull>, Partial<Pull>, number[]]>([
    ["the lower number goes first", {}, {}, [1, 2]],
    ["an approved one goes first", {}, { approvedBy: ["ada"] }, [2, 1]],
    ["a draft waits for nobody's sake", { draft: true }, {}, [2, 1]],
    [
      "one that can't merge does not stand in the way",
      { mergeability: { kind: "conflict", paths: ["y"] } },
      {},
      [2, 1],
    ],
    ["mergeable comes before approved", { head: sha("pushed"), approvedBy: ["ada"] }, {}, [2, 1]],
    ["nobody waits for what a person wants changed", { changesRequestedBy: ["ada"] }, {}, [2, 1]],
  ])("%s", (_, first, second, order) => {
    const judged = judge({ attempts, pairs, pulls: [of("ws-a", 1, first), of("ws-b", 2, second)] });
    expect(judged.map((each) => each.pull.number)).toEqual(order);
    expect(judged[0]?.passes).toBe(true);
  });

  test("one with all approvals that are asked for does not wait for one with fewer", () => {
    const pulls = [of("ws-a", 1, { approvedBy: ["ada"] }), of("ws-b", 2, { approvedBy: ["ada", "grace"] })];
    const [first, second] = judge({ attempts, pairs, pulls }, "on", { requiredApprovals: 2 });
    expect([first?.pull.number, first?.passes, second?.passes]).toEqual([2, true, false]);
  });

  test("nobody waits for what is built anew", () => {
    const again = attempt({ number: 2, claim: { sha: sha("again") } });
    const found = judge({ attempts: [...attempts, again], pairs, pulls: [of("ws-a", 1), of("ws-b", 2)] });
    expect(found.map(({ pull: { number }, passes }) => [number, passes])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test("it names all that it waits for, in their order, and the path that both change first", () => {
    const all = [
      { a: 3, b: 2, shared: ["a.ts", "b.ts"], conflicts: ["renamed.ts", "b.ts"] },
      { a: 1, b: 3, shared: ["x.ts"], conflicts: ["x.ts"] },
    ];
    const pulls = [of("ws-a", 1), of("ws-b", 2, { approvedBy: ["ada"] }), of("ws-c", 3)];
    const found = judge({ attempts, pairs: all, pulls });
    expect(found[2]?.gates.find(({ context }) => context === "workstreams/overlap")?.reason).toEqual({
      kind: "behind",
      pull: 2,
      path: "b.ts",
      waits: [
        { pull: 2, path: "b.ts", paths: ["b.ts", "renamed.ts"], isConflict: true },
        { pull: 1, path: "x.ts", paths: ["x.ts"], isConflict: true },
      ],
    });
  });

  test.each([
    ["merge", [{ a: 1, b: 2, shared: ["x.ts"], conflicts: [] }], true],
    ["file", [{ a: 1, b: 2, shared: ["x.ts"], conflicts: [] }], false],
    ["off", [{ a: 1, b: 2, shared: ["x.ts"], conflicts: ["x.ts"] }], true],
  ] as const)("under the policy %s", (policy, shared, passes) => {
    const facts = { attempts, pairs: shared, pulls: [of("ws-a", 1), of("ws-b", 2)] };
    expect(judge(facts, "on", { overlap: { ...OVERLAP, policy } })[1]?.passes).toBe(passes);
  });
});
