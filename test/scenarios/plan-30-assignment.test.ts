/** What `assign` proposes on real input. Every conflict that it names is judged by a search of its own. */
import { describe, expect, test } from "vitest";
import { findAssignment } from "../../src/decide/assignment.ts";
import { schedule } from "../../src/decide/schedule.ts";
import { wholePlan } from "../../src/decide/whole-plan.ts";
import type { AgentConfig } from "../../src/plan/config.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { readPlan } from "../../src/plan/read-plan.ts";
import { overlap } from "../../src/plan/scope.ts";
import { agent } from "../support/builders.ts";
import { HAS_PLAN_30, readPlan30Sources } from "../support/plan-30.ts";

function team(count: number): AgentConfig[] {
  return Array.from({ length: count }, (_, index) => agent({ id: `agent-${index + 1}` }));
}

const TRACKS = `tracks:
  pipeline_plus: ["ws-2[2-9]-*", "ws-30-*"]
  error_engine: ["ws-1[2-4]-*"]
  core_refactor: ["ws-0*", "ws-1[015-9]-*", "ws-2[01]-*"]
`;

/** The same plan, but each two that overlap share a file of their own, and these two none. */
function withPairScopes(all: Plan["workstreams"], except: readonly string[]): Plan["workstreams"] {
  const pairs = [...all.keys()].flatMap((a) => [...all.keys()].filter((b) => a < b).map((b) => [a, b]));
  const scopes = new Map([...all.keys()].map((id) => [id, [`own/${id}`]]));
  for (const pair of pairs) {
    const [a, b] = pair.map((id) => all.get(id)?.scope ?? []);
    if (overlap(a ?? [], b ?? []) === undefined || pair.every((id) => except.includes(id))) continue;
    for (const id of pair) scopes.get(id)?.push(`pairs/${pair.join("+")}`);
  }
  return new Map(Array.from(all, ([id, each]) => [id, { ...each, scope: scopes.get(id) ?? [] }]));
}

describe.skipIf(!HAS_PLAN_30)("the plan of 30, with the source document's tracks", () => {
  test("three agents keep to a track each for nothing; a 4th one buys nothing", () => {
    const sources = [...readPlan30Sources(), { path: ".github/workstreams.yml", text: TRACKS }];
    const whole = readPlan(sources, { agents: team(3) });
    const found = findAssignment(wholePlan(whole, team(3)));
    expect(found.agents.map(({ id, tracks, exclusive }) => ({ id, tracks, exclusive }))).toEqual([
      { id: "agent-1", tracks: ["pipeline_plus"], exclusive: false },
      { id: "agent-2", tracks: ["core_refactor"], exclusive: false },
      { id: "agent-3", tracks: ["error_engine"], exclusive: false },
    ]);
    expect(found).toMatchObject({ withTracks: 76, withoutTracks: 76, further: [{ makespan: 76 }] });
    expect(schedule(wholePlan(whole, found.agents)).makespan).toBe(76);
    for (const { a, b, without } of found.conflicts) {
      const apart = { ...whole, workstreams: withPairScopes(whole.workstreams, [a, b]) };
      expect(schedule(wholePlan(apart, found.agents)).makespan).toBe(without);
    }
  });

  test("a 2nd agent halves it", () => {
    const found = findAssignment(wholePlan(readPlan(readPlan30Sources(), { agents: team(1) }), team(1)));
    expect(found).toMatchObject({ withoutTracks: 220, further: [{ makespan: 110 }] });
  });
});
