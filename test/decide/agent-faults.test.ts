/** Faults of agents use up no attempt, and are repeated no more often than somebody, or an hour, gives reason to. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { isFaultOfAgent } from "../../src/state/failure.ts";
import { HOUR, MINUTE, agent, plan, workstream } from "../support/builders.ts";
import { anyEvent, anyPlan, anyRefusal, decideFrom, settle } from "../support/ticks.ts";
import { createWorld } from "../support/world.ts";
import type { World, WorldEvent } from "../support/world.ts";

function refused({ attempts }: World, id: string) {
  return attempts.filter(({ claim, end }) => {
    return claim.agent === id && end?.failure !== undefined && isFaultOfAgent(end.failure);
  });
}

function course(of: Plan, events: readonly WorldEvent[]): World {
  const world = createWorld(of);
  settle(of, world);
  for (const event of events) {
    world.happen(event);
    settle(of, world);
  }
  return world;
}

const anyWait = fc.record({ kind: fc.constant("wait" as const), minutes: fc.nat(90) });
/** What is over by itself, and after how long at least. */
const PASSING = new Map<string | undefined, number>([
  ["usage-cap", HOUR],
  ["install", 15 * MINUTE],
]);
const isWish = ({ kind }: WorldEvent) => kind === "intend" || kind === "resume-agent";

describe("on any plan, whatever happens", () => {
  test("an agent is tried once for each pause, and once for each thing that people ask for", () => {
    const events = fc.array(fc.oneof(anyRefusal, anyRefusal, anyWait, anyEvent), { maxLength: 60 });
    fc.assert(
      fc.property(anyPlan, events, (of, happened) => {
        const world = course(of, happened);
        const wishes = happened.filter(isWish).length;
        for (const { id } of of.config.agents) {
          const lasting = refused(world, id).filter(({ end }) => !PASSING.has(end?.failure?.code));
          const others = world.attempts.filter(({ claim }) => claim.agent === id).length - refused(world, id).length;
          expect(lasting.length, `${id} was tried in vain`).toBeLessThanOrEqual(1 + wishes + others);
        }
      }),
      { numRuns: 75 },
    );
  });

  test("what is over by itself is asked again after its time and not before, unless people ask for it", () => {
    const events = fc.array(fc.oneof(anyRefusal, anyWait), { maxLength: 60 });
    fc.assert(
      fc.property(anyPlan, events, (of, happened) => {
        const world = course(of, happened);
        for (const { id } of of.config.agents) {
          const own = world.attempts
            .filter(({ claim }) => claim.agent === id)
            .toSorted((a, b) => a.claim.at - b.claim.at);
          for (const [index, { end }] of own.entries()) {
            const next = own[index + 1];
            const pause = PASSING.get(end?.failure?.code);
            if (end === undefined || pause === undefined || next === undefined) continue;
            expect(next.claim.at - end.at).toBeGreaterThanOrEqual(pause);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test("a usage limit that is reached again and again costs no more than all attempts of a workstream", () => {
    const usage = { usd: undefined, inputTokens: 900, outputTokens: 100 };
    const hit = fc.record({
      kind: fc.constant("refuse" as const),
      code: fc.constant("usage-cap" as const),
      pick: fc.nat(7),
    });
    // Up to 6 workstreams have 3 attempts each: what follows after those finds nothing to hit.
    const hits = fc.array(hit, { minLength: 20, maxLength: 30 });
    fc.assert(
      fc.property(anyPlan, hits, (of, refusals) => {
        const events = refusals.flatMap((each) => [{ ...each, usage }, { kind: "wait", minutes: 90 } as const]);
        const world = course(of, events);
        for (const { id, maxAttempts } of of.workstreams.values()) {
          const paid = world.attempts.filter((each) => each.id === id && each.end?.usage !== undefined);
          expect(paid.length, `${id} was paid for`).toBeLessThanOrEqual(maxAttempts);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("they use up no attempt, and where no agent is left the plan is stuck and says who is paused", () => {
    fc.assert(
      fc.property(anyPlan, fc.constantFrom("login" as const, "agent-start" as const), (of, code) => {
        const world = createWorld(of);
        for (let turn = 0; ; turn++) {
          expect(turn, "agents that are always refused are tried for ever").toBeLessThan(50);
          const { progress, states, pauses } = settle(of, world);
          if (progress.kind === "working") {
            world.happen({ kind: "refuse", code, pick: turn });
            continue;
          }
          expect(progress.kind).toBe("stuck");
          expect([...pauses.keys()]).toEqual(of.config.agents.map(({ id }) => id).slice(0, world.attempts.length));
          expect([...states.values()].every(({ used }) => used === 0)).toBe(true);
          expect([...states.values()].some(({ reason }) => reason.kind === "agents-paused")).toBe(true);
          return;
        }
      }),
      { numRuns: 50 },
    );
  });
});

test("another agent that fits takes over at once what one could not begin", () => {
  const of = plan([workstream()], { config: { agents: [agent({ id: "agent-1" }), agent({ id: "agent-2" })] } });
  const world = course(of, [{ kind: "refuse", code: "login", pick: 0 }]);
  expect(world.attempts.map(({ claim }) => claim.agent)).toEqual(["agent-1", "agent-2"]);
  expect(decideFrom(of, world.facts(), world.now).progress.kind).toBe("working");
});
