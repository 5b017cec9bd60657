import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attemptLimit, readLedger } from "../../src/decide/budget.ts";
import type { Budget } from "../../src/plan/config.ts";
import { NO_BUDGET } from "../../src/plan/default-config.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Usage } from "../../src/state/facts.ts";
import { HOUR, T0, agent, attempt, plan, snapshot, workstream } from "../support/builders.ts";
import { anyEvent, anyPlan, settle } from "../support/ticks.ts";
import { createWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

const DAY = 24 * HOUR;
const MIDNIGHT = Date.UTC(2026, 2, 3);
const DOLLAR: Usage = { usd: 1, inputTokens: 900, outputTokens: 100 };

function perDay(of: Plan, usd: number): Plan {
  return { ...of, config: { ...of.config, budget: { ...NO_BUDGET, perDay: { usd, tokens: undefined } } } };
}

describe("the ledger", () => {
  const spent = (id: string, at: number) => attempt({ id, end: { at, usage: DOLLAR } });

  test("tells today, in UTC, from all days; also what is not in the plan any more has spent", () => {
    const attempts = [spent("ws-a", MIDNIGHT - 1), spent("ws-b", MIDNIGHT), spent("ws-gone", MIDNIGHT + DAY - 1)];
    const ledger = readLedger(plan([]), snapshot({ attempts }), MIDNIGHT + HOUR);
    expect(ledger).toMatchObject({ total: { usd: 3 }, today: { usd: 2 }, nextDay: MIDNIGHT + DAY });
  });
});

test("an attempt may spend its own limit, or what the workstream or the day has left where that is less", () => {
  const spent = (usd: number, tokens: number) => ({ usd, tokens, attempts: 1, untold: { usd: 0, tokens: 0 } });
  const none = { usd: undefined, tokens: undefined };
  const budget = { perAttempt: { usd: 2, tokens: undefined }, perWorkstream: { usd: 5, tokens: 100 }, perDay: none };
  const limit = (own: number, tokens: number, day: Budget["perDay"] = none, today = 0) =>
    attemptLimit({ ...budget, perDay: day }, { workstream: spent(own, tokens), today: spent(today, 0) });
  expect(limit(0, 0)).toEqual({ usd: 2, tokens: 100 });
  expect(limit(4.1, 40)).toEqual({ usd: 0.9, tokens: 60 });
  expect(limit(4.1, 40, { usd: 10, tokens: 50 }, 9.5)).toEqual({ usd: 0.5, tokens: 50 });
  expect(limit(6, 200)).toEqual({ usd: 0.01, tokens: 1 });
  expect(attemptLimit(NO_BUDGET, { workstream: spent(1, 1), today: spent(1, 1) })).toEqual(none);
});

describe("what a day may cost", () => {
  const of = perDay(plan([workstream(), workstream({ id: "ws-b", maxAttempts: 2 })]), 1);

  test("holds everything once it is spent, retries too, until the next day", () => {
    const world = createWorld(of, DOLLAR);
    settle(of, world);
    world.happen({ kind: "fail", pick: 0 });
    const { states, progress } = settle(of, world);
    const held = { kind: "day-spent", spent: { usd: 1 }, limit: { usd: 1 }, until: MIDNIGHT };
    expect(states.get("ws-b")).toMatchObject({ state: "held", reason: held });
    world.happen({ kind: "wait", minutes: 5 });
    expect(settle(of, world).states.get("ws-a")).toMatchObject({ state: "held", reason: held });
    expect(progress).toMatchObject({ kind: "working" });
    world.now = MIDNIGHT;
    settle(of, world);
    expect(world.attempts).toHaveLength(2);
  });

  test("leaves what runs alone", () => {
    const agents = [agent({ id: "agent-1" }), agent({ id: "agent-2" })];
    const two = { ...of, config: { ...of.config, agents } };
    const world = createWorld(two, DOLLAR);
    settle(two, world);
    world.happen({ kind: "fail", pick: 0 });
    expect(settle(two, world).states.get("ws-b")?.state).toBe("running");
  });

  test("is spent on the critical path first", () => {
    const chain = plan([
      workstream({ id: "ws-a" }),
      workstream({ id: "ws-b" }),
      workstream({ id: "ws-c", estimate: 5 }),
      workstream({ id: "ws-d", estimate: 5, dependsOn: ["ws-c"] }),
    ]);
    const limited = perDay(chain, 2);
    const world = createWorld(limited, DOLLAR);
    for (let turn = 0; turn < 9; turn++) {
      settle(limited, world);
      world.happen({ kind: "deliver", pick: 0 });
    }
    expect(world.attempts.map(({ id }) => id)).toEqual(["ws-c", "ws-d"]);
  });

  test("is never exceeded by more than what ran when it was reached", () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.array(anyEvent, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (any, events, usd) => {
          const limited = perDay(any, usd);
          const world = createWorld(limited, DOLLAR);
          settle(limited, world);
          for (const event of events) {
            world.happen(event);
            settle(limited, world);
            for (const [, costs] of costsByDay(world)) {
              expect(costs).toBeLessThanOrEqual(usd - 1 + limited.config.agents.length);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

function costsByDay({ attempts }: World): ReadonlyMap<number, number> {
  const costs = new Map<number, number>();
  for (const { end } of attempts) {
    const day = Math.floor((end?.at ?? T0) / DAY);
    costs.set(day, (costs.get(day) ?? 0) + (end?.usage?.usd ?? 0));
  }
  return costs;
}
