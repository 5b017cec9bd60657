import { listSchedule } from "./list-schedule.ts";
import type { TaskSchedule } from "./list-schedule.ts";
import { orderBound } from "./order-bound.ts";
import { PRIORITY_RANK } from "./order.ts";
import { promote } from "./promote.ts";
import { createRandom } from "./random.ts";
import { commonStep } from "./schedule-bound.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";
import { canSearch, iterationsFor, listsFor } from "./search-budget.ts";
import { busyUntil, stateShop } from "./shop.ts";
import type { Shop } from "./shop.ts";
import { tabuSearch } from "./tabu-search.ts";
import type { Found } from "./tabu-search.ts";

/** The best schedule of a search, and how many iterations that took. */
export interface SearchResult {
  readonly schedule: TaskSchedule;
  /** Ticks that no schedule can do without, as far as is known now. */
  readonly bound: number;
  readonly iterations: number;
  /** Ticks by which it is shorter than the first list, which never leaves an agent idle that could work. */
  readonly gain: number;
}

/** For how long the search may hold a task on purpose: for as long as the whole gets shorter by it, or for any time. */
export type Hold = "within-gain" | "any";

/** The answer is the same everywhere. */
const SEED = 1;
/** Lists alone that may be tried for priorities, of those that all steps would pay for. */
const PROMOTION_SHARE = 0.25;

/**
 * The best order that a search finds and, of as long ones, one that serves the priorities. `bound`: no schedule is shorter; so
 * many steps may be taken.
 */
export function searchSchedule(
  problem: ScheduleProblem,
  bound: number,
  steps: number,
  hold: Hold = "within-gain",
): SearchResult {
  const found = search(problem, bound, steps, hold);
  const lists = Math.floor(listsFor(problem, steps) * PROMOTION_SHARE);
  const schedule = promote(problem, found.schedule, lists);
  return { ...found, schedule, gain: found.gain + found.schedule.makespan - schedule.makespan };
}

/** List scheduling by critical path, then a tabu search that may take so many steps. */
function search(problem: ScheduleProblem, bound: number, steps: number, hold: Hold): SearchResult {
  const levels = problem.tasks.map(({ level }) => level);
  const first = listSchedule(problem, orderBy(problem, levels));
  const shop = first.makespan > bound && canSearch(problem, steps) ? stateShop(problem) : undefined;
  const iterations = shop === undefined ? 0 : iterationsFor(shop, steps);
  if (shop === undefined || iterations === 0) return { schedule: first, bound, iterations: 0, gain: 0 };
  const sharp = orderBound(shop, { from: bound, to: first.makespan, step: commonStep(problem) });
  const random = createRandom(SEED);
  /** Some lists are nearly the first one, some have little to do with it: which kind helps differs from plan to plan. */
  const changedList = (): TaskSchedule => {
    const change = random();
    const changed = levels.map((level) => level * (1 - change + 2 * change * random()));
    return listSchedule(problem, orderBy(problem, changed));
  };
  let next = first;
  const nextOrder = (): Int32Array => {
    const order = orderOf(shop, next);
    next = changedList();
    return order;
  };
  const limits = { iterations, bound: sharp, unheld: hold === "any" ? Infinity : first.makespan };
  const found = tabuSearch(shop, limits, random, nextOrder);
  const schedule = found.makespan < first.makespan ? nameAgents(problem, shop, found) : first;
  return { schedule, bound: sharp, iterations: found.iterations, gain: first.makespan - schedule.makespan };
}

/** Task numbers, the heaviest first; of equals by priority, then as numbered. */
function orderBy({ tasks }: ScheduleProblem, weights: readonly number[]): number[] {
  const priority = (number: number): number => PRIORITY_RANK[tasks[number]?.workstream.priority ?? "normal"];
  return [...tasks.keys()].toSorted(
    (a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || priority(a) - priority(b) || a - b,
  );
}

/** The shop's tasks by their start. */
function orderOf({ numbers, ticks }: Shop, { ends }: TaskSchedule): Int32Array {
  const starts = numbers.map((number, task) => (ends[number] ?? 0) - (ticks[task] ?? 0));
  return Int32Array.from(numbers.keys()).toSorted((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
}

/** Each task to the first agent of its crew that is free. */
function nameAgents(problem: ScheduleProblem, shop: Shop, { ends: found, crewOf, makespan }: Found): TaskSchedule {
  const free = new Map(problem.agents.map(({ id }) => [id, busyUntil(id, problem)]));
  const ends = Array.from(problem.tasks, ({ ticks }) => ticks);
  const agents = Array.from(problem.tasks, () => "");
  for (const { task, agent } of problem.running) agents[task] = agent;
  for (const [task, number] of shop.numbers.entries()) ends[number] = found[task] ?? 0;
  for (const task of orderOf(shop, { ends, agents, makespan })) {
    const number = shop.numbers[task] ?? 0;
    const start = (ends[number] ?? 0) - (shop.ticks[task] ?? 0);
    const crew = shop.crews[crewOf[task] ?? 0] ?? [];
    const agent = crew.find(({ id }) => (free.get(id) ?? 0) <= start);
    if (agent === undefined) throw new Error("a task was placed where no agent is free");
    agents[number] = agent.id;
    free.set(agent.id, ends[number] ?? 0);
  }
  return { ends, agents, makespan: Math.max(makespan, ...problem.running.map(({ task }) => ends[task] ?? 0)) };
}
