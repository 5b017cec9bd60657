import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findAssignment } from "../../src/decide/assignment.ts";
import type { Assignment } from "../../src/decide/assignment.ts";
import { schedule } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { AgentConfig } from "../../src/plan/config.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { agent, plan, workstream } from "../support/builders.ts";

function team(count: number): AgentConfig[] {
  return Array.from({ length: count }, (_, index) => agent({ id: `agent-${index + 1}` }));
}

function assign(workstreams: readonly Workstream[], agents: readonly AgentConfig[], next?: number): Assignment {
  return findAssignment(wholePlan(plan(workstreams), agents), next);
}

function tracksOf({ agents }: Assignment): Readonly<Record<string, string>> {
  return Object.fromEntries(agents.map(({ id, tracks, exclusive }) => [id, `${tracks.join()}${exclusive ? "!" : ""}`]));
}

/** A chain of so many workstreams of one hour each in a track of that name. */
function chain(track: string, length: number, fields: Partial<Workstream> = {}): Workstream[] {
  return Array.from({ length }, (_, index) =>
    workstream({
      id: `ws-${track}-${index}`,
      track,
      dependsOn: index === 0 ? [] : [`ws-${track}-${index - 1}`],
      ...fields,
    }),
  );
}

describe("which agents are dedicated", () => {
  test("those of the longest remaining paths, each to its track", () => {
    const found = assign([...chain("short", 2), ...chain("long", 5), ...chain("middle", 3)], team(2));
    expect(tracksOf(found)).toEqual({ "agent-1": "long", "agent-2": "middle" });
    expect(found).toMatchObject({
      withoutTracks: 5,
      withTracks: 5,
      asConfigured: undefined,
      schedule: { makespan: 5 },
    });
  });

  test("an agent whose tool the track asks for", () => {
    const codex = agent({ id: "codex", type: "codex", tools: ["codex"] });
    const aider = agent({ id: "aider", type: "aider", tools: ["aider"] });
    const found = assign([...chain("x", 3, { tool: "aider" }), ...chain("y", 2, { tool: "codex" })], [codex, aider]);
    expect(tracksOf(found)).toEqual({ codex: "y", aider: "x" });
  });

  test("as they are now, where no other way is shorter", () => {
    const now = [agent({ id: "a", tracks: ["short"] }), agent({ id: "b", tracks: ["long"] })];
    const found = assign([...chain("short", 2), ...chain("long", 5)], now);
    expect(found.agents).toEqual(now);
    expect(found.asConfigured).toBe(5);
  });

  test("others than now, where these make the plan longer", () => {
    const now = [agent({ id: "a", tracks: ["long"], exclusive: true }), agent({ id: "b", tracks: ["long"] })];
    const found = assign([...chain("x", 3), ...chain("y", 3), ...chain("long", 2)], [...now, agent({ id: "c" })]);
    expect(found.schedule.makespan).toBeLessThanOrEqual(found.asConfigured ?? 0);
    expect(found.schedule.makespan).toBe(found.withoutTracks);
  });

  test.each([
    ["where nothing has a track", [workstream({ id: "ws-a" }), workstream({ id: "ws-b" })], 2],
    ["where one does everything", chain("x", 3), 1],
    ["where nothing is left", [], 3],
  ])("nobody, %s", (_, workstreams, agents) => {
    const found = assign(workstreams, team(agents));
    expect(Object.values(tracksOf(found)).join("")).toBe("");
    expect(found).toMatchObject({ withTracks: undefined, compared: 0 });
  });
});

test("only the next ones count", () => {
  const all = [...chain("x", 4), ...chain("y", 1, { estimate: 0.5 })];
  const found = assign(all, team(2), 2);
  expect(found.schedule.schedule.map(({ id }) => id)).toEqual(["ws-x-0", "ws-y-0"]);
  expect(found.unscheduled).toEqual([]);
  expect(assign(all, team(2), 9).schedule.schedule).toHaveLength(5);
});

describe("what would make the plan shorter", () => {
  test("a further agent, of each set of tools", () => {
    const codex = agent({ id: "agent-2", type: "codex", tools: ["codex"] });
    const work = ["a", "b", "c", "d"].map((id) => workstream({ id: `ws-${id}`, tool: "codex", estimate: 2 }));
    const aider = agent({ id: "agent-3", type: "aider", tools: ["aider"] });
    expect(assign(work, [codex, aider]).further).toEqual([
      { tools: ["codex"], makespan: 4 },
      { tools: ["aider"], makespan: 8 },
    ]);
  });

  test("an overlap that keeps two waiting for each other, not one of workstreams in an order", () => {
    const found = assign(
      [
        workstream({ id: "ws-b", scope: ["src/"], estimate: 4 }),
        workstream({ id: "ws-a", scope: ["src/x/"], estimate: 3 }),
        workstream({ id: "ws-c", scope: ["docs/"] }),
        workstream({ id: "ws-d", scope: ["docs/"], dependsOn: ["ws-c"] }),
      ],
      team(3),
    );
    expect(found.conflicts).toEqual([
      { a: "ws-a", b: "ws-b", witness: expect.stringMatching(/^src\/x\//), makespan: 7, without: 4 },
    ]);
  });

  test("not an overlap that another one makes useless to take away", () => {
    const three = ["a", "b", "c"].map((id) => workstream({ id: `ws-${id}`, scope: ["lib/"] }));
    expect(assign(three, team(3)).conflicts).toMatchObject([{ without: 2 }, { without: 2 }, { without: 2 }]);
    expect(assign([...three, ...chain("x", 3)], team(4)).conflicts).toEqual([]);
  });

  test("an overlap is taken away of one pair only, and no track's limit with it", () => {
    const pair = ["a", "b"].map((id) => workstream({ id: `ws-${id}`, scope: ["src/"], track: "t" }));
    const limited = plan(pair, { config: { maxParallel: new Map([["t", 1]]) } });
    expect(findAssignment(wholePlan(limited, team(2))).conflicts).toEqual([]);
  });
});

describe("nothing is promised that only a schedule keeps which holds somebody for longer than the whole gains", () => {
  // An hour less is only found where ws-e waits for 7 hours, until ws-c is done.
  const held = [
    ...[2, 2, 3, 5].map((estimate, index) => {
      const [id = "", before] = ["a", "b", "c", "d"].slice(0, index + 1).toReversed();
      return workstream({ id: `ws-${id}`, estimate, dependsOn: before === undefined ? [] : [`ws-${before}`] });
    }),
    workstream({ id: "ws-e", estimate: 5, scope: ["src/ws-c/"] }),
  ];

  test("of a further agent", () => {
    expect(assign(held, team(1))).toMatchObject({ schedule: { makespan: 17 }, further: [{ makespan: 13 }] });
    expect(schedule(wholePlan(plan(held), team(2))).makespan).toBe(13);
  });

  test("of an overlap", () => {
    const pair = ["x", "y"].map((id) => workstream({ id: `ws-${id}`, scope: ["docs/"] }));
    expect(assign([...held, ...pair], team(3)).conflicts).toMatchObject([{ a: "ws-c", b: "ws-e", without: 12 }]);
  });
});

const anyWork = fc
  .array(
    fc.record({
      estimate: fc.constantFrom(1, 2, 5),
      dependsOn: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 2 }),
      folder: fc.constantFrom("a", "b", "c", undefined),
      track: fc.constantFrom("s", "t", "u", undefined),
    }),
    { maxLength: 10 },
  )
  .map((rows) =>
    rows.map(({ dependsOn, folder, ...fields }, index) =>
      workstream({
        ...fields,
        id: `ws-${index}`,
        dependsOn: dependsOn.filter((each) => each < index).map((each) => `ws-${each}`),
        scope: folder === undefined ? [`own/${index}`] : [`${folder}/`],
      }),
    ),
  );

test("any proposal takes as long as it says, and no longer than no tracks or those that are configured", () => {
  const tracks = fc.constantFrom([], ["s"], ["t", "u"]);
  const anyTeam = fc.array(fc.record({ tracks, exclusive: fc.boolean() }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(anyWork, anyTeam, (work, rows) => {
      const agents = [agent({ id: "free" }), ...rows.map((fields, index) => agent({ id: `a-${index}`, ...fields }))];
      const found = assign(work, agents);
      const judged = schedule(wholePlan(plan(work), found.agents));
      expect(judged).toEqual(found.schedule);
      expect(found.schedule.makespan).toBeLessThanOrEqual(found.withoutTracks);
      expect(found.schedule.makespan).toBeLessThanOrEqual(found.asConfigured ?? Infinity);
      for (const { makespan } of found.further) expect(makespan).toBeLessThanOrEqual(found.schedule.makespan);
      for (const { makespan, without } of found.conflicts) expect(without).toBeLessThan(makespan);
      expect(assign(work, agents)).toEqual(found);
    }),
    { numRuns: 10 },
  );
});
