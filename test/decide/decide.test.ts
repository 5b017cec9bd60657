import { describe, expect, test } from "vitest";
import { decide } from "../../src/decide/decide.ts";
import type { DecideOptions } from "../../src/decide/decide.ts";
import type { Config } from "../../src/plan/config.ts";
import type { CiRules } from "../../src/decide/judge.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Pull } from "../../src/state/facts.ts";
import { CONTEXTS } from "../../src/state/names.ts";
import { printAction } from "../../src/text/action.ts";
import { printGate } from "../../src/text/gate.ts";
import { T0, attempt, plan, pull, sha, snapshot, workstream } from "../support/builders.ts";
import type { SnapshotFields } from "../support/builders.ts";

const CI: CiRules = { workflow: "ci.yml", copies: new Map([[sha("head ws-a/1"), "harmless"]]) };

const OPTIONS: DecideOptions = {
  now: T0,
  merge: "manual",
  canary: false,
  unavailable: new Map(),
  acceptance: "on",
  ci: undefined,
  refusedMerges: new Set(),
  describe: printGate,
};

/** Everything that a tick does about one delivered workstream but its statuses. */
function actionsOf(
  fields: Partial<Pull>,
  options: Partial<DecideOptions>,
  config: Partial<Config> = {},
): readonly string[] {
  return decided({ pulls: [pull(fields)] }, options, config);
}

function decided(
  facts: SnapshotFields,
  options: Partial<DecideOptions>,
  config: Partial<Config> = {},
): readonly string[] {
  const of = plan([workstream()], { config });
  const seen = snapshot({ attempts: [attempt({ end: {} })], ...facts });
  const { actions } = decide(of, seen, deriveStates(of, seen), { ...OPTIONS, ...options });
  return actions.filter(({ kind }) => kind !== "status").map(printAction);
}

const head = sha("head ws-a/1").slice(0, 7);
const merge = `merge #1 of ws-a at ${head}`;
const approvals = (count: number) => ({ approvedBy: Array.from({ length: count }, (_, index) => `ann-${index}`) });

describe("merging what passes its gates", () => {
  test.each<[string, Partial<Pull>, Partial<DecideOptions>, Partial<Config>, readonly string[]]>([
    ["is a person's", {}, { merge: "manual" }, {}, []],
    ["is the tick's", {}, { merge: "auto" }, {}, [merge]],
    ["waits for the approvals that are asked for", approvals(1), { merge: "auto" }, { requiredApprovals: 2 }, []],
    ["has them", approvals(2), { merge: "auto" }, { requiredApprovals: 2 }, [merge]],
    ["leaves alone what the forge has just refused", {}, { merge: "auto", refusedMerges: new Set([1]) }, {}, []],
    ["leaves drafts alone", { draft: true }, { merge: "auto" }, {}, []],
    ["is GitHub's", {}, { merge: "queue" }, {}, [`give #1 of ws-a at ${head} to GitHub's queue`]],
    ["is asked of GitHub once", { queued: true }, { merge: "auto-merge" }, {}, []],
    [
      "waits for the repository's own CI",
      {},
      { merge: "auto", ci: CI },
      {},
      [`start ci.yml on ${head} of #1 for ws-a`],
    ],
    ["has it", { ci: { kind: "ended", conclusion: "success", url: "" } }, { merge: "auto", ci: CI }, {}, [merge]],
  ])("%s", (_, fields, options, config, expected) => {
    expect(actionsOf(fields, options, config)).toEqual(expected);
  });
});

test("what is revoked comes before what is granted, on all pull requests", () => {
  const of = plan([workstream(), workstream({ id: "ws-b" })]);
  const contract = { ...attempt().contract, scope: ["elsewhere/"] };
  const changes = [{ path: "src/a.ts", kind: "modified", mode: "100644", bytes: 1, target: undefined } as const];
  const stale = new Map([[CONTEXTS.all, { state: "success", description: "all gates pass" } as const]]);
  const seen = snapshot({
    attempts: [attempt({ end: {} }), attempt({ id: "ws-b", end: {}, contract })],
    pulls: [pull(), pull({ number: 2, id: "ws-b", head: sha("head ws-b/1"), statuses: stale, changes })],
  });
  const { actions } = decide(of, seen, deriveStates(of, seen), OPTIONS);
  const states = actions.flatMap((action) => (action.kind === "status" ? [action.state] : []));
  expect(states).toContain("success");
  expect(states.slice(states.indexOf("success"))).toEqual(states.filter((state) => state === "success"));
});

test("the head of a merge group gets the required status of the pull request that it holds, once", () => {
  const queueHead = sha("group");
  const written = { state: "success", description: printGate({ kind: "all-gates-pass" }) } as const;
  const statusesOn = (fields: Partial<Pull>) => {
    const of = plan([workstream()]);
    const seen = snapshot({ attempts: [attempt({ end: {} })], pulls: [pull({ queueHead, ...fields })] });
    const { actions } = decide(of, seen, deriveStates(of, seen), OPTIONS);
    return actions.flatMap((each) =>
      each.kind === "status" && each.sha === queueHead ? [each.context, each.state] : [],
    );
  };
  expect(statusesOn({})).toEqual(["workstreams", "success"]);
  expect(statusesOn({ id: undefined })).toEqual(["workstreams", "success"]);
  expect(statusesOn({ queueStatus: written })).toEqual([]);
});

test("the repository's own CI is started once", () => {
  const started = { state: "pending", description: printGate({ kind: "ci-started", workflow: "ci.yml" }) } as const;
  expect(actionsOf({ statuses: new Map([[CONTEXTS.ci, started]]) }, { ci: CI })).toEqual([]);
});

test("a head that is being verified is not verified twice", () => {
  const tested = workstream({ acceptance: [{ kind: "command", command: "npm test" }] });
  const contract = { ...attempt().contract, workstream: tested };
  const pushed = pull({ head: sha("pushed") });
  const facts = { attempts: [attempt({ end: {}, contract })], pulls: [pushed] };
  const verify = `verify ${sha("pushed").slice(0, 7)} of #1 for ws-a`;
  expect(decided(facts, {})).toContain(verify);
  expect(decided({ ...facts, verifying: new Set([sha("pushed")]) }, {})).not.toContain(verify);
});
