/** The invariants of docs/design.md on any plan, whatever happens in whatever order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlap } from "../../src/plan/scope.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { deriveStates } from "../../src/state/derive.ts";
import { anyEvent, anyPlan, decideFrom, settle, tick } from "../support/ticks.ts";
import { createWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

function checkLive(of: Plan, world: World): void {
  const live = world.attempts.filter((each) => each.end === undefined);
  const ids = live.map(({ id }) => id);
  expect(new Set(ids).size, "two live attempts of one workstream").toBe(ids.length);
  expect(live.length, "more live attempts than agents").toBeLessThanOrEqual(of.config.agents.length);
  for (const [track, most] of of.config.maxParallel) {
    const ofTrack = ids.filter((id) => of.workstreams.get(id)?.track === track);
    expect(ofTrack.length, `too many of the track ${track} run`).toBeLessThanOrEqual(most);
  }
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
      { numRuns: 75 },
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
      { numRuns: 50 },
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
          const counted = world.attempts.filter((each) => each.id === id && each.end?.counted !== false);
          expect(counted.length).toBeLessThanOrEqual(maxAttempts);
        }
      }),
      { numRuns: 50 },
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
      { numRuns: 75 },
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
      { numRuns: 75 },
    );
  });
});
