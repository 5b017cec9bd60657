/** What a schedule of a large plan costs with the default budget. */
import { LIST_ONLY, schedule } from "../src/decide/schedule.ts";
import type { ScheduleInput } from "../src/decide/schedule-problem.ts";
import { buildGraph } from "../src/plan/graph.ts";
import { readPlan } from "../src/plan/read-plan.ts";
import { generatePlan } from "./generated-plan.ts";
import { printTable } from "./measure.ts";
import { team } from "./schedule-instances.ts";

const SIZES = [1_000, 10_000] as const;
const READY = 200;
const AGENTS = 20;

export function measureLargePlans(): void {
  const rows = SIZES.map((workstreams) => {
    const input = stateLargePlan(workstreams);
    const list = schedule(input, LIST_ONLY);
    const before = process.cpuUsage();
    const found = schedule(input);
    const { user, system } = process.cpuUsage(before);
    return [
      String(workstreams),
      ...[list.makespan, found.makespan, found.lowerBound].map((hours) => hours.toFixed(0)),
      String(found.iterations),
      ((user + system) / 1000).toFixed(0),
    ];
  });
  console.log(`\nLarge plans, of which ${READY} workstreams are ready, for ${AGENTS} agents:\n`);
  const head = ["workstreams", "list: hours", "search", "lower bound", "iterations", "processor: ms"];
  console.log(printTable(head, rows));
}

/** The generated plan, but the first ones wait for nothing. */
function stateLargePlan(count: number): ScheduleInput {
  const sources = generatePlan({ workstreams: count, dependencies: 5, patterns: 10 }).map(({ name, text }) => {
    return { path: `workstreams/${name}`, text };
  });
  const { workstreams } = readPlan(sources);
  const ids = [...workstreams.keys()];
  const ready = new Set(ids.slice(0, READY));
  const edges = Array.from(workstreams.values(), ({ id, dependsOn }) =>
    ready.has(id) ? [] : dependsOn.map((each): [string, string] => [each, id]),
  );
  return {
    workstreams,
    graph: buildGraph(ids, edges.flat()),
    agents: team(AGENTS),
    pathCase: "sensitive",
    completed: new Set(),
    running: [],
    excluded: new Set(),
  };
}
