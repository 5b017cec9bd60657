import { describe, expect, test } from "vitest";
import { judgePulls } from "../../src/decide/judge.ts";
import type { PullVerdict } from "../../src/decide/judge.ts";
import type { Config } from "../../src/plan/config.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Change, Pull } from "../../src/state/facts.ts";
import { attempt, plan, pull, sha, snapshot, workstream } from "../support/builders.ts";
import type { SnapshotFields } from "../support/builders.ts";

const TESTED = workstream({ acceptance: [{ kind: "command", command: "npm test" }] });
const delivered = (acceptance: "passed" | "off" | "none", id = "ws-a") =>
  attempt({ id, end: { acceptance }, contract: { ...attempt({ id }).contract, workstream: { ...TESTED, id } } });

function judge(
  facts: SnapshotFields,
  acceptance: "on" | "off" = "on",
  config: Partial<Config> = {},
): readonly PullVerdict[] {
  const of = plan([TESTED, workstream({ id: "ws-b" }), workstream({ id: "ws-c" })], { config });
  const seen = snapshot(facts);
  return judgePulls(of, seen, deriveStates(of, seen), { acceptance });
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

  test("a pull request that is nobody's workstream is not judged", () => {
    expect(judge({ pulls: [pull({ id: undefined })] })).toEqual([]);
  });
});

describe("of several pull requests", () => {
  const attempts = ["ws-a", "ws-b", "ws-c"].map((id) => delivered("passed", id));
  const of = (id: string, number: number, fields: Partial<Pull> = {}) => pull({ id, number, ...fields });
  const pairs = [{ a: 1, b: 2, shared: ["x.ts"], conflicts: ["x.ts"] }];

  test("the later of two that conflict waits for the earlier one, on which path", () => {
    const [first, second] = judge({ attempts, pairs, pulls: [of("ws-a", 1), of("ws-b", 2)] });
    expect(first?.passes).toBe(true);
    expect(second?.gates).toContainEqual({
      context: "workstreams/overlap",
      state: "pending",
      reason: { kind: "behind", pull: 1, path: "x.ts" },
    });
  });

  test.each<[string, Partial<Pull>, Partial<Pull>, number[]]>([
    ["the lower number goes first", {}, {}, [1, 2]],
    ["an approved one goes first", {}, { approved: true }, [2, 1]],
    ["a draft waits for nobody's sake", { draft: true }, {}, [2, 1]],
    [
      "one that can't merge does not stand in the way",
      { mergeability: { kind: "conflict", paths: ["y"] } },
      {},
      [2, 1],
    ],
    ["mergeable comes before approved", { head: sha("pushed"), approved: true }, {}, [2, 1]],
  ])("%s", (_, first, second, order) => {
    const judged = judge({ attempts, pairs, pulls: [of("ws-a", 1, first), of("ws-b", 2, second)] });
    expect(judged.map((each) => each.pull.number)).toEqual(order);
    expect(judged[0]?.passes).toBe(true);
  });

  test.each([
    ["merge", [{ a: 1, b: 2, shared: ["x.ts"], conflicts: [] }], true],
    ["file", [{ a: 1, b: 2, shared: ["x.ts"], conflicts: [] }], false],
    ["off", [{ a: 1, b: 2, shared: ["x.ts"], conflicts: ["x.ts"] }], true],
  ] as const)("under the policy %s", (policy, shared, passes) => {
    const facts = { attempts, pairs: shared, pulls: [of("ws-a", 1), of("ws-b", 2)] };
    expect(judge(facts, "on", { overlap: { policy } })[1]?.passes).toBe(passes);
  });
});
