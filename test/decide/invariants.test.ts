/** The invariants of docs/design.md on any plan, whatever happens in whatever order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/decide/action.ts";
import { decide } from "../../src/decide/decide.ts";
import { overlap } from "../../src/plan/scope.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Snapshot } from "../../src/state/facts.ts";
import { printGate } from "../../src/text/gate.ts";
import { agent, plan, workstream } from "../support/builders.ts";
import { createWorld } from "../support/world.ts";
import type { World, WorldEvent } from "../support/world.ts";

const SCOPES = ["src/a/", "src/b/", "src/c/x.ts", "src/*/x.ts", "docs/", "docs/**/*.md"];

/** A plan of up to 8 workstreams: each depends on earlier ones, scopes overlap often. */
const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    items: fc.array(
      fc.record({
        dependsOn: fc.array(fc.nat(7), { maxLength: 3 }),
        scope: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1, maxLength: 2 }),
        estimate: fc.integer({ min: 1, max: 9 }),
        priority: fc.constantFrom("critical" as const, "normal" as const, "low" as const),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    agents: fc.integer({ min: 1, max: 4 }),
    until: fc.constantFrom("merged" as const, "merged" as const, "published" as const),
  })
  .map(({ items, agents, until }) =>
    plan(
      items.map(({ dependsOn, scope, estimate, priority }, index) =>
        workstream({
          id: `ws-${index}`,
          dependsOn: [...new Set(dependsOn.filter((other) => other < index).map((other) => `ws-${other}`))],
          scope,
          estimate,
          priority,
        }),
      ),
      {
        config: {
          agents: Array.from({ length: agents }, (_, index) => agent({ id: `agent-${index + 1}` })),
          overlap: { policy: "merge", unordered: "warn", until, rebuild: "auto" },
        },
      },
    ),
  );

const pick = fc.nat(7);
const anyEvent: fc.Arbitrary<WorldEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deliver" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("fail" as const, "die" as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("close" as const, "merge" as const, "conflict" as const, "push" as const),
      pick,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("intend" as const),
      verb: fc.constantFrom("retry" as const, "cancel" as const, "pause" as const, "resume" as const),
      pick,
    }),
  },
);

function decideFrom(of: Plan, facts: Snapshot, now: number, merge: "auto" | "manual" = "auto"): Decision {
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
function tick(of: Plan, world: World, facts: Snapshot = world.facts()): Decision {
  const decision = decideFrom(of, facts, world.now);
  const claims = decision.actions.filter(({ kind }) => kind === "claim");
  for (const action of decision.actions) if (action.kind !== "claim") world.perform(action);
  if (claims.length > 0) world.claim(claims, facts.epoch);
  return decision;
}

/** Ticks until one of them finds nothing to do. */
function settle(of: Plan, world: World): Decision {
  for (let turn = 0; turn < 100; turn++) {
    const decision = tick(of, world);
    if (decision.actions.length === 0) return decision;
  }
  throw new Error("a hundred ticks in a row found something to do");
}

function checkLive(of: Plan, world: World): void {
  const live = world.attempts.filter((each) => each.end === undefined);
  const ids = live.map(({ id }) => id);
  expect(new Set(ids).size, "two live attempts of one workstream").toBe(ids.length);
  expect(live.length, "more live attempts than agents").toBeLessThanOrEqual(of.config.agents.length);
  const reviewed = world.facts().pulls.filter(({ state }) => state === "open");
  const inReview = world.attempts.filter(({ id, number }) =>
    reviewed.some((pull) => pull.id === id && pull.attempt === number),
  );
  const holding = of.config.overlap.until === "merged" ? [...live, ...inReview] : live;
  for (const [index, a] of holding.entries()) {
    for (const b of holding.slice(index + 1)) {
      if (a.id === b.id) continue;
      expect(overlap(a.contract.scope, b.contract.scope), `${a.id} and ${b.id} are both live`).toBeUndefined();
    }
  }
  for (const { id, state, holds } of deriveStates(of, world.facts()).values()) {
    const isOver = state === "completed" || state === "cancelled";
    const needless = holds !== undefined && !ids.includes(id) && !reviewed.some((pull) => pull.id === id);
    expect(isOver && needless, `${id} is over and still holds its scope`).toBe(false);
  }
}

function checkBases(of: Plan, world: World): void {
  for (const { id, claim } of world.attempts) {
    const base = world.bases.get(claim.sha) ?? [];
    for (const dependency of of.workstreams.get(id)?.dependsOn ?? []) {
      expect(base, `${id} started on a base without ${dependency}`).toContain(dependency);
    }
  }
}

describe("on any plan, whatever happens", () => {
  test("1, 2, 3: what is live never clashes, and starts on a base with all its dependencies", () => {
    fc.assert(
      fc.property(anyPlan, fc.array(anyEvent, { maxLength: 40 }), (of, events) => {
        const world = createWorld(of);
        settle(of, world);
        for (const event of events) {
          world.happen(event);
          settle(of, world);
          checkLive(of, world);
        }
        checkBases(of, world);
      }),
      { numRuns: 150 },
    );
  });

  test("1, 2: two ticks from one snapshot claim like one", () => {
    fc.assert(
      fc.property(anyPlan, fc.array(anyEvent, { maxLength: 20 }), (of, events) => {
        const world = createWorld(of);
        for (const event of events) {
          const seen = world.facts();
          tick(of, world, seen);
          const after = world.attempts.length;
          tick(of, world, seen);
          expect(world.attempts.length, "the second tick claimed too").toBe(after);
          checkLive(of, world);
          world.happen(event);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("5: attempts never exceed their limit unless a person asked for more", () => {
    const asked = anyEvent.filter((event) => event.kind !== "intend" && event.kind !== "die");
    fc.assert(
      fc.property(anyPlan, fc.array(asked, { maxLength: 60 }), (of, events) => {
        const world = createWorld(of);
        for (const event of events) {
          world.happen(event);
          settle(of, world);
        }
        for (const [id, { maxAttempts }] of of.workstreams) {
          expect(world.attempts.filter((each) => each.id === id).length).toBeLessThanOrEqual(maxAttempts);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("5: agents that always end bring the plan to an end, and every state says why", () => {
    fc.assert(
      fc.property(anyPlan, fc.infiniteStream(fc.boolean()), (of, succeeds) => {
        const world = createWorld(of);
        for (let turn = 0; turn < 200; turn++) {
          const { progress, states } = settle(of, world);
          if (progress.kind === "done" || progress.kind === "stuck") {
            const open = [...states.values()].filter(({ state }) => state !== "completed");
            expect(open.map(({ state }) => state).filter((name) => name !== "failed" && name !== "blocked")).toEqual(
              [],
            );
            return;
          }
          expect(progress.kind).toBe("working");
          const outcome = succeeds.next().value === true ? "deliver" : "fail";
          world.happen({ kind: outcome, pick: turn });
          world.happen({ kind: "wait", minutes: 5 });
        }
        throw new Error("the plan came to no end");
      }),
      { numRuns: 150 },
    );
  });

  test("6: a tick without new facts does nothing, and deciding twice changes nothing", () => {
    fc.assert(
      fc.property(anyPlan, fc.array(anyEvent, { maxLength: 25 }), (of, events) => {
        const world = createWorld(of);
        for (const event of events) world.happen(event);
        settle(of, world);
        const facts = world.facts();
        expect(decideFrom(of, facts, world.now)).toEqual(decideFrom(of, facts, world.now));
        expect(decideFrom(of, facts, world.now).actions).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
