/** How near the schedules come to known optima, beside simple ways to schedule, and what they cost. */
import { stateProblem } from "../src/decide/schedule-problem.ts";
import { FULL_SEARCH, schedule, scheduleProblem } from "../src/decide/schedule.ts";
import type { Hold } from "../src/decide/schedule-search.ts";
import { checkSchedule } from "../test/support/check-schedule.ts";
import { longestIdle } from "../test/support/idle-times.ts";
import type { CheckedRow } from "../test/support/check-schedule.ts";
import { printTable } from "./measure.ts";
import { batchLoop, criticalPathList, firstInFirstOut } from "./reference-schedules.ts";
import { readInstances, readRealPlan } from "./schedule-instances.ts";
import type { Instance } from "./schedule-instances.ts";
import { measureLargePlans } from "./schedule-scale.ts";

interface Method {
  readonly name: string;
  readonly run: (instance: Instance) => readonly CheckedRow[];
}

const REFERENCES: readonly Method[] = [
  { name: "batch loop", run: ({ tasks, agents }) => batchLoop(tasks, agents) },
  { name: "first in, first out", run: ({ tasks, agents }) => firstInFirstOut(tasks, agents) },
  { name: "critical-path list", run: ({ tasks, agents }) => criticalPathList(tasks, agents) },
];
const SEARCH: Method = { name: "search", run: searchWith(FULL_SEARCH, "any") };
const LONG_SEARCH: Method = { name: "ten times the budget", run: searchWith(10 * FULL_SEARCH, "any") };
/** As the tick, simulate and plan have it: nothing is held on purpose for longer than the whole gains. */
const IN_USE: Method = { name: "search, as in use", run: runInUse };
const TEAMS = [1, 2, 3, 4, 5, 6] as const;
/** Instances that are solved before anything counts: the first ones wait for the compiler. */
const WARM_UP = 20;

export function schedules(): Promise<void> {
  const instances = readInstances();
  if (instances === undefined)
    console.log("The instances are not here (../shared/data/schedules/dev.jsonl): left out.");
  else printInstances(instances);
  const plan = readRealPlan();
  if (plan === undefined) console.log("\nThe plan of 30 is not here (../shared/data/plan-30): left out.");
  else printRealPlan(plan);
  measureLargePlans();
  return Promise.resolve();
}

function searchWith(steps: number, hold: Hold): Method["run"] {
  return ({ input }) => scheduleProblem(stateProblem(input), steps, hold).schedule;
}

function runInUse({ name, input, tasks }: Instance): readonly CheckedRow[] {
  const { schedule: rows, gain } = schedule(input);
  const agents = input.agents.map(({ id }) => id);
  const idle = longestIdle(tasks, rows, agents);
  if (idle > gain + 1e-5) throw new Error(`${name}: something is held for ${idle} hours, and ${gain} are gained`);
  return rows;
}

interface Result {
  readonly makespan: number;
  /** Percent above the optimum; not a number where nobody knows it. */
  readonly gap: number;
  /** Milliseconds of processor time. */
  readonly cpu: number;
}

let checked = 0;

function measure({ name, run }: Method, instance: Instance): Result {
  const before = process.cpuUsage();
  const rows = run(instance);
  const { user, system } = process.cpuUsage(before);
  const broken = checkSchedule(instance.tasks, rows);
  if (broken.length > 0) throw new Error(`${name} on ${instance.name}: ${broken.join("; ")}`);
  const makespan = Math.max(...rows.map(({ end }) => end));
  const gap = (makespan / (instance.optimum ?? Number.NaN) - 1) * 100;
  if (gap < -1e-6) throw new Error(`${name} on ${instance.name}: ${makespan} is below ${instance.optimum}`);
  checked += 1;
  return { makespan, gap: Math.max(gap, 0), cpu: (user + system) / 1000 };
}

function printInstances(instances: readonly Instance[]): void {
  for (const instance of instances.toReversed().slice(0, WARM_UP)) measure(SEARCH, instance);
  checked = 0;
  const names = new Set(instances.map(({ set }) => set));
  const sets = Array.from(names, (set) => [set, instances.filter((each) => each.set === set)] as const);
  const references = sets.map(([set, members]) => [
    `${set} (${members.length})`,
    ...REFERENCES.map((method) => printGap(members.map((each) => measure(method, each)))),
  ]);
  console.log("Percent above the optimum, mean and greatest:\n");
  console.log(printTable(["set", ...REFERENCES.map(({ name }) => name)], references));
  for (const method of [SEARCH, LONG_SEARCH, IN_USE]) {
    const rows = sets.map(([set, members]) => {
      const results = members.map((each) => measure(method, each));
      const optimal = results.filter(({ gap }) => gap < 1e-6).length;
      const times = results.map(({ cpu }) => cpu);
      return [
        set,
        printGap(results),
        `${((optimal / results.length) * 100).toFixed(0)} %`,
        mean(times).toFixed(0),
        Math.max(...times).toFixed(0),
      ];
    });
    console.log(`\n${method.name}:\n`);
    console.log(printTable(["set", "gap", "optimal", "processor: ms", "at most"], rows));
  }
  console.log(`\n${checked} schedules passed an independent check of their rules; none is below its optimum.`);
}

function printGap(results: readonly Result[]): string {
  const gaps = results.map(({ gap }) => gap);
  return `${mean(gaps).toFixed(2)} (${Math.max(...gaps).toFixed(1)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function printRealPlan(plan: (agents: number) => Instance): void {
  const instances = TEAMS.map(plan);
  const rows = [...REFERENCES, SEARCH, IN_USE].map((method) => {
    const results = instances.map((each) => measure(method, each));
    const cpu = mean(results.map((each) => each.cpu));
    return [method.name, ...results.map(({ makespan }) => makespan.toFixed(0)), cpu.toFixed(0)];
  });
  const bounds = instances.map(({ input }) => schedule(input, 0).lowerBound.toFixed(0));
  console.log("\nThe plan of 30, hours by agents:\n");
  console.log(printTable(["", ...TEAMS.map(String), "processor: ms"], [...rows, ["lower bound", ...bounds, ""]]));
}
