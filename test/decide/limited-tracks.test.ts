import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIST_ONLY, schedule, SHORT_SEARCH } from "../../src/decide/schedule.ts";
import type { Schedule } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import { agent, plan, workstream } from "../support/builders.ts";

function team(count: number): ReturnType<typeof agent>[] {
  return Array.from({ length: count }, (_, index) => agent({ id: `agent-${index + 1}` }));
}

/** So many workstreams of one hour each in the track, and one without. */
function scheduleTrack(size: number, limits: readonly (readonly [string, number])[], agents: number): Schedule {
  const tracked = Array.from({ length: size }, (_, index) => workstream({ id: `ws-${index}`, track: "backend" }));
  const all = plan([...tracked, workstream({ id: "ws-free" })], { config: { maxParallel: new Map(limits) } });
  return schedule(wholePlan(all, team(agents)));
}

describe("a track's limit in the schedule", () => {
  test.each([
    ["1: one after the other", 6, 1, 3, 6],
    ["2: two at once", 6, 2, 3, 3],
    ["as many as there are agents: nobody waits", 6, 3, 3, 3],
    ["as many as the track has workstreams: nobody waits", 2, 2, 3, 1],
  ])("of %s", (_, size, limit, agents, makespan) => {
    expect(scheduleTrack(size, [["backend", limit]], agents).makespan).toBe(makespan);
  });

  test("of another track changes nothing", () => {
    expect(scheduleTrack(6, [["docs", 1]], 3)).toEqual(scheduleTrack(6, [], 3));
  });

  test("bounds the whole, with what runs already", () => {
    expect(scheduleTrack(6, [["backend", 2]], 7)).toMatchObject({ makespan: 3, lowerBound: 3, iterations: 0 });
    const tracked = ["ws-a", "ws-b", "ws-c", "ws-d"].map((id) => workstream({ id, track: "backend", estimate: 4 }));
    const all = wholePlan(plan(tracked, { config: { maxParallel: new Map([["backend", 2]]) } }), team(5));
    const running = ["ws-a", "ws-b", "ws-c"].map((id, index) => ({ id, agent: `agent-${index + 1}`, elapsed: index }));
    expect(schedule({ ...all, running })).toMatchObject({ makespan: 7, lowerBound: 6 });
  });

  test("leaves the search its way: what would be in the way of a longer chain is held on purpose", () => {
    const all = plan(
      [
        workstream({ id: "ws-first", estimate: 2 }),
        workstream({ id: "ws-long", estimate: 20, dependsOn: ["ws-first"], scope: ["src/a/"] }),
        workstream({ id: "ws-end", estimate: 5, dependsOn: ["ws-long"] }),
        workstream({ id: "ws-block", estimate: 10, scope: ["src/a/"] }),
        ...["ws-x", "ws-y", "ws-z"].map((id) => workstream({ id, estimate: 4, track: "backend" })),
      ],
      { config: { maxParallel: new Map([["backend", 2]]) } },
    );
    const { makespan, gain, schedule: rows } = schedule(wholePlan(all, team(5)));
    // A wait for room in the track is none on purpose: it may be longer than what is gained.
    expect([makespan, gain, rows.find(({ id }) => id === "ws-z")?.start]).toEqual([32, 3, 4]);
  });

  test("waits for all that runs beyond it", () => {
    const ids = ["ws-a", "ws-b", "ws-c", "ws-d"];
    const all = plan(
      [...ids.map((id) => workstream({ id, track: "backend", estimate: 4 })), workstream({ id: "ws-e", estimate: 9 })],
      { config: { maxParallel: new Map([["backend", 2]]) } },
    );
    const running = [1, 2, 3].map((elapsed, index) => ({ id: ids[index] ?? "", agent: `agent-${elapsed}`, elapsed }));
    const { schedule: rows } = schedule({ ...wholePlan(all, team(4)), running });
    expect(rows.find(({ id }) => id === "ws-d")?.start).toBe(2);
  });

  test("counts what runs", () => {
    const all = plan(
      ["ws-a", "ws-b", "ws-c"].map((id) => workstream({ id, track: "backend", estimate: 2 })),
      { config: { maxParallel: new Map([["backend", 2]]) } },
    );
    const running = [{ id: "ws-b", agent: "agent-1", elapsed: 1 }];
    const { schedule: rows } = schedule({ ...wholePlan(all, team(3)), running });
    expect(rows.map(({ id, start, end }) => [id, start, end])).toEqual([
      ["ws-b", -1, 1],
      ["ws-a", 0, 2],
      ["ws-c", 1, 3],
    ]);
  });
});

const anyPlan = fc
  .array(
    fc.record({
      estimate: fc.constantFrom(0.5, 1, 2, 5),
      dependsOn: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 2 }),
      folder: fc.constantFrom("a", "b", "c", undefined),
      track: fc.constantFrom("s", "t", undefined),
      tool: fc.constantFrom("codex", undefined),
    }),
    { maxLength: 10 },
  )
  .map((rows) =>
    rows.map(({ dependsOn, folder, ...fields }, index) =>
      workstream({
        ...fields,
        id: `ws-${index}`,
        dependsOn: dependsOn.filter((each) => each < index).map((each) => `ws-${each}`),
        scope: [`own/${index}`, ...(folder === undefined ? [] : [`${folder}/`])],
      }),
    ),
  );

/** How many of a track run at once, at most: as many as at the start of one of them. */
function mostAtOnce(
  track: string,
  { schedule: rows }: Schedule,
  tracks: ReadonlyMap<string, string | undefined>,
): number {
  const own = rows.filter(({ id }) => tracks.get(id) === track);
  const beside = own.map(({ start }) => own.filter((each) => each.start <= start && start < each.end).length);
  return Math.max(0, ...beside);
}

test("no schedule breaks a limit, with and without a search, nor is it below its bound", () => {
  const limit = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(
      anyPlan,
      limit,
      limit,
      fc.constantFrom(LIST_ONLY, SHORT_SEARCH / 20),
      (workstreams, s, t, placements) => {
        const maxParallel = new Map([
          ["s", s],
          ["t", t],
        ]);
        const result = schedule(wholePlan(plan(workstreams, { config: { maxParallel } }), team(4)), placements);
        const tracks = new Map(workstreams.map(({ id, track }) => [id, track]));
        for (const [track, most] of maxParallel) expect(mostAtOnce(track, result, tracks)).toBeLessThanOrEqual(most);
        expect(result.schedule).toHaveLength(workstreams.length);
        expect(result.makespan).toBeGreaterThanOrEqual(result.lowerBound);
      },
    ),
    { numRuns: 150 },
  );
});
