import type { ScheduleProblem } from "./schedule-problem.ts";
import type { Shop } from "./shop.ts";

/** Looks at each task in one iteration: heads and tails, and where agents are short two more. */
const PASSES = 2;
const CROWDED_PASSES = 4;
/** A list alone takes as long as so many. */
const LIST_PASSES = 300;
/** A small plan has few orders: no more iterations than this for each pair of tasks. */
const ITERATIONS_PER_PAIR = 50;
/** Steps of a pass: one of a larger plan has to do with less, because reading and stating it takes its time as well. */
const LARGE = 2_000;
/** Fewer are not worth to begin. */
const LEAST_PASSES = 200;

/** Whether a plan is small enough to be searched with so many steps, as far as that is known before it is stated as a shop. */
export function canSearch({ tasks }: ScheduleProblem, steps: number): boolean {
  return passesFor(tasks.length, steps) >= LEAST_PASSES;
}

/** How many iterations so many steps pay for. A step is a look at a task, or at what it waits for: a dependency, a lane. */
export function iterationsFor(shop: Shop, steps: number): number {
  const { numbers, dependencies, lanes, crowded } = shop;
  const passes = passesFor(numbers.length + dependencies.items.length + lanes.items.length, steps);
  if (passes < LEAST_PASSES) return 0;
  const affordable = Math.floor(passes / (crowded ? CROWDED_PASSES : PASSES));
  return Math.min(affordable, numbers.length ** 2 * ITERATIONS_PER_PAIR);
}

/** How many schedules by lists alone so many steps pay for. */
export function listsFor({ tasks }: ScheduleProblem, steps: number): number {
  return Math.floor(passesFor(tasks.length, steps) / LIST_PASSES);
}

function passesFor(pass: number, steps: number): number {
  return Math.floor((steps * Math.min(1, LARGE / pass)) / pass);
}
