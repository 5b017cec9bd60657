import { createBlockMoves, forEachMove } from "./block-moves.ts";
import { createCriticalPath } from "./critical-blocks.ts";
import type { Block } from "./critical-blocks.ts";
import { createIdleMeter } from "./idle-on-purpose.ts";
import { wholeBetween } from "./random.ts";
import type { Random } from "./random.ts";
import { createSequence } from "./sequence.ts";
import type { Shop } from "./shop.ts";
import { createTabuList } from "./tabu-list.ts";

/** When a search ends, and what it may find. */
export interface SearchLimits {
  readonly iterations: number;
  /** No schedule is shorter. */
  readonly bound: number;
  /**
   * Ticks that the plan takes with nothing held on purpose: no task is held for longer at once than a schedule is shorter.
   * Infinity: for any time.
   */
  readonly unheld: number;
}

/** The shortest schedule of a search: for each task of the shop its end and the crew of its agent. */
export interface Found {
  readonly makespan: number;
  readonly ends: Float64Array;
  readonly crewOf: Int32Array;
  readonly iterations: number;
}

/** Iterations without a better schedule, counted since the last restart, after which the search goes on elsewhere. */
const PATIENCE = 500;
/** Moves drawn blindly that lead away from the best schedule. */
const LEAST_KICKS = 10;
const MOST_KICKS = 20;
/** How often it goes on from a new list instead. */
const NEW_LIST = 0.25;
/** The share of the iterations that is spent on new lists before the first move, and how many one of them takes. */
const LISTS_SHARE = 0.05;
const LIST_COST = 5;
/** How many iterations it takes as long as to see whether a schedule holds a task for too long. */
const CHECK_COST = 5;
/** What a forbidden move looks like: worse than any other. */
const FORBIDDEN = Number.MAX_VALUE;

/**
 * Tabu search on critical blocks: in each iteration the move that looks best of those that are not forbidden, also where
 * it makes the schedule longer. `nextOrder` gives an order to begin from, another one each time, the best first.
 */
export function tabuSearch(
  shop: Shop,
  { iterations, bound, unheld }: SearchLimits,
  random: Random,
  nextOrder: () => Int32Array,
): Found {
  const sequence = createSequence(shop);
  const path = createCriticalPath(shop, sequence, random);
  const moves = createBlockMoves(shop, sequence, path);
  const tabu = createTabuList(shop.ticks.length, random);
  const idle = createIdleMeter(shop, sequence);
  const best = { order: sequence.order.slice(), ends: sequence.ends.slice(), crewOf: sequence.agents.groupOf.slice() };
  let makespan = Infinity;
  let spent = 0;
  let kicks = 0;
  /** Since the last restart. */
  let shortest = Infinity;
  let shortestAt = 0;
  /** Of the schedule that the search is at. */
  let now = Infinity;
  const chosen = { from: -1, to: -1 };
  /** How long the schedule gets by the chosen move, as estimated, and by how many others. */
  let length = Infinity;
  let equals = 0;

  beginFromList();
  // Also where it may not be kept, it is what to go on from.
  best.order.set(sequence.order);
  while (!isOver(iterations * LISTS_SHARE)) beginFromList();
  beginFromBest();
  while (!isOver(iterations)) {
    spent += 1;
    tabu.renew();
    chooseMove();
    if (chosen.from < 0) beginFromList();
    else perform(chosen.from, chosen.to);
    if (kicks > 0) kicks -= 1;
    else if (spent - shortestAt > PATIENCE) restart();
  }
  return { makespan, ends: best.ends, crewOf: best.crewOf, iterations: spent };

  function isOver(limit: number): boolean {
    return spent >= limit || makespan <= bound;
  }

  function restart(): void {
    if (random() < NEW_LIST) beginFromList();
    else {
      beginFromBest();
      kicks = wholeBetween(random, LEAST_KICKS, MOST_KICKS);
    }
  }

  function beginFromList(): void {
    spent += LIST_COST;
    begin(nextOrder());
  }

  function beginFromBest(): void {
    begin(best.order);
  }

  function begin(order: Int32Array): void {
    sequence.order.set(order);
    shortest = Infinity;
    settle();
  }

  function settle(): void {
    now = sequence.settle();
    if (now < shortest || kicks > 0) {
      shortest = kicks > 0 ? Infinity : now;
      shortestAt = spent;
    }
    if (now >= makespan || isHeldTooLong()) return;
    makespan = now;
    best.order.set(sequence.order);
    best.ends.set(sequence.ends);
    best.crewOf.set(sequence.agents.groupOf);
  }

  function isHeldTooLong(): boolean {
    if (unheld === Infinity) return false;
    spent += CHECK_COST;
    return idle.holdsLongerThan(Math.max(unheld - now, 0));
  }

  function perform(from: number, to: number): void {
    const task = path.tasks[from] ?? 0;
    const step = from < to ? 1 : -1;
    for (let place = from + step; place !== to + step; place += step) {
      const passed = path.tasks[place] ?? 0;
      if (step > 0) tabu.forbid(task, passed);
      else tabu.forbid(passed, task);
    }
    moves.perform(from, to);
    settle();
  }

  /** Of equals any; while the search is kicked any at all; of forbidden ones any where there is no other. */
  function chooseMove(): void {
    chosen.from = -1;
    length = Infinity;
    equals = 0;
    path.walk(now);
    for (const block of path.blocks()) forEachMove(block, consider);
  }

  function consider(from: number, to: number, kind: Block["kind"]): void {
    if (!moves.canMove(from, to)) return;
    let estimated = FORBIDDEN;
    if (!isForbidden(from, to)) estimated = kicks > 0 ? 0 : moves.estimate(from, to, kind, length);
    else if (length < FORBIDDEN) return;
    if (estimated > length) return;
    equals = estimated === length ? equals + 1 : 1;
    length = estimated;
    if (random() * equals >= 1) return;
    chosen.from = from;
    chosen.to = to;
  }

  function isForbidden(from: number, to: number): boolean {
    const task = path.tasks[from] ?? 0;
    const step = from < to ? 1 : -1;
    for (let place = from + step; place !== to + step; place += step) {
      const passed = path.tasks[place] ?? 0;
      if (step > 0 ? tabu.forbids(passed, task) : tabu.forbids(task, passed)) return true;
    }
    return false;
  }
}
