/** Any plan, any course of events, and ticks on a model of the world. */
import fc from "fast-check";
import type { Decision } from "../../src/decide/action.ts";
import { decide } from "../../src/decide/decide.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Snapshot } from "../../src/state/facts.ts";
import { printGate } from "../../src/text/gate.ts";
import { agent, plan, workstream } from "./builders.ts";
import type { World, WorldEvent } from "./world.ts";

const SCOPES = ["src/a/", "src/b/", "src/c/x.ts", "src/*/x.ts", "docs/", "docs/**/*.md"];

interface Item extends Pick<Workstream, "scope" | "estimate" | "priority" | "track"> {
  /** By their places; only what comes before it counts. */
  readonly dependsOn: readonly number[];
}

/** Each depends on earlier ones, scopes overlap often. */
const anyItems: fc.Arbitrary<readonly Item[]> = fc.array(
  fc.record({
    dependsOn: fc.array(fc.nat(5), { maxLength: 3 }),
    scope: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1, maxLength: 2 }),
    estimate: fc.integer({ min: 1, max: 9 }),
    priority: fc.constantFrom("critical" as const, "normal" as const, "low" as const),
    track: fc.constantFrom("t", undefined),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The last one could start at once, but is better left until the second one, which begins a long chain, has ended. */
const anyHeldItems: fc.Arbitrary<readonly Item[]> = fc
  .tuple(fc.nat(1), fc.nat(1), fc.nat(3), fc.nat(3))
  .map(([first, second, third, held]) => {
    const shared = { priority: "normal", track: undefined } as const;
    return [
      { ...shared, dependsOn: [], scope: ["src/first/"], estimate: 1 + first },
      { ...shared, dependsOn: [0], scope: ["src/a/"], estimate: 1 + second },
      { ...shared, dependsOn: [1], scope: ["src/third/"], estimate: 7 + third },
      { ...shared, dependsOn: [], scope: ["src/a/", "docs/"], estimate: 5 + held },
    ];
  });

/** A plan of up to 6 workstreams: counted over thousands of ticks it meets every reason and action that one of 8 does. */
export const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    items: fc.oneof({ weight: 7, arbitrary: anyItems }, { weight: 1, arbitrary: anyHeldItems }),
    agents: fc.integer({ min: 1, max: 4 }),
    limit: fc.integer({ min: 1, max: 2 }),
    until: fc.constantFrom("merged" as const, "merged" as const, "published" as const),
  })
  .map(({ items, agents, limit, until }) =>
    plan(
      items.map(({ dependsOn, ...fields }, index) =>
        workstream({
          id: `ws-${index}`,
          dependsOn: [...new Set(dependsOn.filter((other) => other < index).map((other) => `ws-${other}`))],
          ...fields,
        }),
      ),
      {
        config: {
          agents: Array.from({ length: agents }, (_, index) => agent({ id: `agent-${index + 1}` })),
          maxParallel: new Map([["t", limit]]),
          overlap: { policy: "merge", unordered: "warn", until, rebuild: "auto" },
        },
      },
    ),
  );

const pick = fc.nat(7);
export const anyRefusal: fc.Arbitrary<WorldEvent> = fc.record({
  kind: fc.constant("refuse" as const),
  code: fc.constantFrom("login" as const, "usage-cap" as const, "agent-start" as const, "install" as const),
  pick,
  usage: fc.constantFrom(undefined, { usd: undefined, inputTokens: 900, outputTokens: 100 }),
});
export const anyEvent: fc.Arbitrary<WorldEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deliver" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("fail" as const, "die" as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("close" as const, "merge" as const, "conflict" as const, "push" as const),
      pick,
    }),
  },
  { weight: 1, arbitrary: anyRefusal },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resume-agent" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.nat(90) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("intend" as const),
      verb: fc.constantFrom("retry" as const, "cancel" as const, "pause" as const, "resume" as const),
      pick,
    }),
  },
);

export function decideFrom(of: Plan, facts: Snapshot, now: number, merge: "auto" | "manual" = "auto"): Decision {
  const given = {
    canary: false,
    unavailable: new Map(),
    acceptance: "on",
    ci: undefined,
    refusedMerges: new Set<number>(),
  } as const;
  const options = { ...given, now, merge, describe: printGate };
  return decide(of, facts, deriveStates(of, facts), options);
}

/** One tick of one process: read, decide, perform. */
export function tick(of: Plan, world: World, facts: Snapshot = world.facts()): Decision {
  const decision = decideFrom(of, facts, world.now);
  const claims = decision.actions.filter(({ kind }) => kind === "claim");
  for (const action of decision.actions) if (action.kind !== "claim") world.perform(action);
  if (claims.length > 0) world.claim(claims, facts.epoch);
  return decision;
}

/** Ticks until one of them finds nothing to do. */
export function settle(of: Plan, world: World): Decision {
  for (let turn = 0; turn < 100; turn++) {
    const decision = tick(of, world);
    if (decision.actions.length === 0) return decision;
  }
  throw new Error("a hundred ticks in a row found something to do");
}
