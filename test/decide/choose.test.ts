import { describe, expect, test } from "vitest";
import { bottomLevels } from "../../src/plan/critical-path.ts";
import { readLedger } from "../../src/decide/budget.ts";
import { learnEstimates } from "../../src/decide/estimates.ts";
import { chooseStarts } from "../../src/decide/choose.ts";
import type { Config } from "../../src/plan/config.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { AgentPause } from "../../src/state/lifecycle.ts";
import { readWishes } from "../../src/state/wishes.ts";
import { T0, agent, attempt, plan, pull, snapshot, workstream } from "../support/builders.ts";
import type { SnapshotFields } from "../support/builders.ts";

const AGENTS = [agent({ id: "agent-1" }), agent({ id: "agent-2" })];

interface ChooseOptions extends Partial<Config> {
  readonly canary?: boolean;
  readonly mergesByItself?: boolean;
  /** By agent, why it gets no work. */
  readonly pauses?: Readonly<Record<string, AgentPause>>;
}

function choose(
  workstreams: readonly Workstream[],
  facts: SnapshotFields = {},
  { canary = false, mergesByItself = true, pauses = {}, ...config }: ChooseOptions = {},
) {
  const of = plan(workstreams, { config: { agents: AGENTS, ...config } });
  const seen = snapshot(facts);
  const derived = deriveStates(of, seen);
  const { claims, states } = chooseStarts({
    plan: of,
    states: derived,
    branches: seen.branches,
    levels: bottomLevels(of.graph, (id) => of.workstreams.get(id)?.estimate ?? 0),
    wishes: readWishes(seen.intents),
    now: T0,
    canary,
    pauses: new Map(Object.entries(pauses)),
    ledger: readLedger(of, seen, T0),
    estimates: learnEstimates(of, derived),
    mergesByItself,
  });
  const started = claims.map((claim) => (claim.kind === "claim" ? `${claim.id} on ${claim.agent}` : claim.kind));
  const held = [...states.values()].filter(({ state }) => state === "held");
  return { started, held: Object.fromEntries(held.map(({ id, reason }) => [id, reason])), claims };
}

const [A, B, C] = ["ws-a", "ws-b", "ws-c"].map((id) => workstream({ id }));
if (A === undefined || B === undefined || C === undefined) throw new Error("three workstreams");

describe("what starts now", () => {
  test("one for each free agent; the others are held for one", () => {
    const { started, held } = choose([A, B, C]);
    expect(started).toEqual(["ws-a on agent-1", "ws-b on agent-2"]);
    expect(held).toEqual({ "ws-c": { kind: "no-free-agent", busy: ["agent-1", "agent-2"] } });
  });

  test("the longest chain first", () => {
    const long = workstream({ id: "ws-d", dependsOn: ["ws-c"], estimate: 9 });
    expect(choose([A, B, C, long]).started).toEqual(["ws-c on agent-1", "ws-a on agent-2"]);
  });

  test("what a person asked to start goes first", () => {
    const intents = [{ verb: "start", target: "ws-c", who: "ada", at: T0 - 1 }] as const;
    const { started, claims } = choose([A, B, C], { intents });
    expect(started).toEqual(["ws-c on agent-1", "ws-a on agent-2"]);
    expect(claims[0]).toMatchObject({ answers: T0 - 1 });
  });

  test("never two that could write the same path", () => {
    const clashing = workstream({ id: "ws-b", scope: ["src/*/x.ts"] });
    const { started, held } = choose([A, clashing, C]);
    expect(started).toEqual(["ws-a on agent-1", "ws-c on agent-2"]);
    expect(held).toEqual({ "ws-b": { kind: "overlap", holder: "ws-a", witness: "src/ws-a/x.ts", until: "merged" } });
  });

  test("never beside one in review that could have written the same path", () => {
    const facts = { attempts: [attempt({ end: {} })], branches: new Map(), pulls: [pull()] };
    const { started, held } = choose([A, workstream({ id: "ws-b", scope: ["src/ws-a/x.ts"] })], facts);
    expect(started).toEqual([]);
    expect(held).toMatchObject({ "ws-b": { kind: "overlap", holder: "ws-a" } });
  });

  test("no agent that runs something, also something that is not in the plan any more", () => {
    const { started } = choose([B, C], { attempts: [attempt({ claim: { agent: "agent-1" } })] });
    expect(started).toEqual(["ws-b on agent-2"]);
  });

  test("never more than there are agents, whatever the running ones were called", () => {
    const { started } = choose([B, C], { attempts: [attempt({ claim: { agent: "from another run" } })] });
    expect(started).toEqual(["ws-b on agent-1"]);
  });

  test("a retry only when its pause is over", () => {
    const failed = { outcome: "failed", at: T0 - 61_000 } as const;
    const facts = (at: number) => ({ attempts: [attempt({ claim: { at: T0 - 99_000 }, end: { ...failed, at } })] });
    expect(choose([A], facts(T0 - 61_000)).started).toEqual(["ws-a on agent-1"]);
    expect(choose([A], facts(T0 - 59_000)).started).toEqual([]);
  });

  test("nothing that is paused", () => {
    const intents = [{ verb: "pause", target: "ws-a", who: "ada", at: T0 - 1 }] as const;
    const { started, held } = choose([A, B], { intents });
    expect(started).toEqual(["ws-b on agent-1"]);
    expect(held).toEqual({ "ws-a": { kind: "paused", who: "ada", at: T0 - 1 } });
  });

  test("one at a time until something has landed", () => {
    const { started, held } = choose([A, B], {}, { canary: true });
    expect(started).toEqual(["ws-a on agent-1"]);
    expect(held).toEqual({ "ws-b": { kind: "canary", holder: "ws-a" } });
  });

  test("no more of a track than its limit allows, beside those that run", () => {
    const [a, b, c] = ["ws-a", "ws-b", "ws-c"].map((id) => workstream({ id, track: "backend" }));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three workstreams");
    const agents = [...AGENTS, agent({ id: "agent-3" }), agent({ id: "agent-4" })];
    const limits = { agents, maxParallel: new Map([["backend", 2]]) };
    const full = { kind: "track-full", track: "backend", running: 2 };
    expect(choose([a, b, c, workstream({ id: "ws-d" })], {}, limits)).toMatchObject({
      started: ["ws-a on agent-1", "ws-b on agent-2", "ws-d on agent-3"],
      held: { "ws-c": full },
    });
  });

  test("of a live attempt the track counts that it was claimed with", () => {
    const { contract } = attempt();
    const facts = { attempts: [attempt({ contract: { ...contract, workstream: workstream({ track: "backend" }) } })] };
    const limits = { maxParallel: new Map([["backend", 1]]) };
    expect(choose([A, workstream({ id: "ws-b", track: "backend" })], facts, limits)).toMatchObject({
      started: [],
      held: { "ws-b": { kind: "track-full", track: "backend", running: 1 } },
    });
  });

  test("nothing on an agent that is paused; what only such ones could take says why", () => {
    const lacks = { kind: "lacks", why: "no KEY: add it to the repository's secrets" } as const;
    expect(choose([A, B], {}, { pauses: { "agent-1": lacks } })).toMatchObject({
      started: ["ws-a on agent-2"],
      held: { "ws-b": { kind: "no-free-agent", busy: ["agent-2"] } },
    });
    expect(choose([A], {}, { pauses: { "agent-1": lacks, "agent-2": lacks } }).held).toEqual({
      "ws-a": { kind: "agents-paused", agents: ["agent-1", "agent-2"], pause: lacks },
    });
  });

  test("of several pauses the one that is over first is told", () => {
    const fault = { kind: "fault", id: "ws-a", attempt: 1, failure: { code: "usage-cap", detail: "" } } as const;
    const pauses = { "agent-1": { ...fault, until: T0 + 9 }, "agent-2": { ...fault, until: T0 + 5 } };
    expect(choose([A], {}, { pauses }).held).toEqual({
      "ws-a": { kind: "agents-paused", agents: ["agent-2", "agent-1"], pause: pauses["agent-2"] },
    });
  });

  test("an agent that is paused while it works takes no other's place", () => {
    const facts = { attempts: [attempt({ claim: { agent: "agent-1" } })] };
    const pauses = { "agent-1": { kind: "person", who: "ada", at: T0 } } as const;
    expect(choose([B], facts, { pauses }).started).toEqual(["ws-b on agent-2"]);
  });

  test("nothing where nobody says which agents there are; what is ready stays so", () => {
    expect(choose([A], {}, { agents: [] })).toMatchObject({ started: [], held: {} });
  });
});

describe("what is left until later on purpose", () => {
  const first = workstream({ id: "ws-first", estimate: 1 });
  const long = workstream({ id: "ws-long", estimate: 4, dependsOn: ["ws-first"], scope: ["src/a/**"] });
  const last = workstream({ id: "ws-last", estimate: 4, dependsOn: ["ws-long"] });
  const short = workstream({ id: "ws-short", estimate: 3, scope: ["src/a/x.ts"] });
  const PLAN = [first, long, last, short];
  const PURPOSE = { kind: "on-purpose", ahead: "ws-long", startsIn: 1, critical: true };

  test("what would keep the critical path off its paths", () => {
    const { started, held } = choose(PLAN);
    expect(started).toEqual(["ws-first on agent-1"]);
    expect(held).toEqual({ "ws-short": { ...PURPOSE, by: { kind: "scope", witness: "src/a/x.ts" } } });
  });

  test("also beside what runs already, for as long as that is expected to take", () => {
    const running = attempt({ id: "ws-first", claim: { agent: "agent-1", at: T0 - 1_800_000 } });
    const { started, held } = choose(PLAN, { attempts: [running] });
    expect(started).toEqual([]);
    expect(held).toMatchObject({ "ws-short": { kind: "on-purpose", startsIn: 0.5 } });
  });

  test("not where a person asks for it", () => {
    const intents = [{ verb: "start", target: "ws-short", who: "ada", at: T0 - 1 }] as const;
    expect(choose(PLAN, { intents }).started).toEqual(["ws-short on agent-1", "ws-first on agent-2"]);
  });

  test("not where a person has to merge first: nobody knows when", () => {
    expect(choose(PLAN, {}, { mergesByItself: false }).started).toEqual(["ws-first on agent-1", "ws-short on agent-2"]);
  });

  test("not where it comes after one that is paused", () => {
    const intents = [{ verb: "pause", target: "ws-first", who: "ada", at: T0 - 1 }] as const;
    expect(choose(PLAN, { intents }).started).toEqual(["ws-short on agent-1"]);
  });

  test("not for longer than the plan gains by it", () => {
    const slow = { ...first, estimate: 5 };
    // To wait 5 h for ws-long ends the plan at 13 h, not to wait at 13 h, too.
    expect(choose([slow, long, last, short]).started).toEqual(["ws-first on agent-1", "ws-short on agent-2"]);
  });
});
