import { findCrews } from "./crews.ts";
import type { Crew } from "./crews.ts";
import { directLinks } from "./direct-links.ts";
import { findLanes } from "./lanes.ts";
import type { Lanes } from "./lanes.ts";
import type { LimitedTrack } from "./limited-tracks.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";

/** What belongs to each task, in one row: `items` from `starts[task]` up to `starts[task + 1]`. */
export interface Links {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** What a search moves about, in numbers of its own: the tasks that do not run yet. */
export interface Shop {
  /** For each task its number in the problem. */
  readonly numbers: readonly number[];
  readonly ticks: Float64Array;
  readonly dependencies: Links;
  readonly dependents: Links;
  /** For each task the lanes in which it stands. Two tasks exclude each other if and only if they share one. */
  readonly lanes: Links;
  readonly laneCount: number;
  /** For each task those that it excludes. */
  readonly excluded: readonly ReadonlySet<number>[];
  /** When what runs lets each task start. */
  readonly notBefore: Float64Array;
  readonly crews: readonly Crew[];
  /** By crew, its agents. */
  readonly agents: Places;
  /** By track with a limit, as many as may run at once. */
  readonly tracks: Places;
  /** Whether a task may ever have to wait for an agent, or for its track. */
  readonly crowded: boolean;
}

/** Of which each task needs one while it runs, by groups of places that are the same. */
export interface Places {
  /** For each task the groups of which it may have a place, in the order in which they are asked. */
  readonly asked: Links;
  /** For each group when each of its places is free, the first one first. */
  readonly freeAt: readonly (readonly number[])[];
}

/** Pairs that exclude each other: with more of them their lanes take longer to find than the search. */
export const MOST_PAIRS = 500_000;

/** Undefined: too much excludes each other to be searched. */
export function stateShop(problem: ScheduleProblem): Shop | undefined {
  const found = findLanes(problem.exclusion, MOST_PAIRS);
  if (found === undefined) return undefined;
  const running = new Set(problem.running.map(({ task }) => task));
  const numbers = [...problem.tasks.keys()].filter((task) => !running.has(task));
  const numberOf = new Map(numbers.map((task, number) => [task, number]));
  const renumber = (tasks: Iterable<number>): number[] => Array.from(tasks).flatMap((task) => numberOf.get(task) ?? []);
  const select = <T>(of: (task: number) => T): T[] => numbers.map((task) => of(task));
  const lanes = numbers.map((): number[] => []);
  for (const [lane, tasks] of found.lanes.entries()) for (const task of renumber(tasks)) lanes[task]?.push(lane);
  const dependencies = directLinks(select((task) => renumber(problem.tasks[task]?.dependencies ?? [])));
  const { crews, asked } = findCrews(problem);
  const freeAt = crews.map((crew) => crew.map(({ id }) => busyUntil(id, problem)).toSorted((a, b) => a - b));
  const tracks = problem.limits.map(({ track }) => track);
  return {
    numbers,
    ticks: Float64Array.from(select((task) => problem.tasks[task]?.ticks ?? 0)),
    dependencies: toLinks(dependencies),
    dependents: toLinks(turnRound(dependencies)),
    lanes: toLinks(lanes),
    laneCount: found.lanes.length,
    excluded: select((task) => new Set(renumber(found.excluded[task] ?? []))),
    notBefore: Float64Array.from(select((task) => releasedAt(task, problem, found))),
    crews,
    agents: { asked: toLinks(select((task) => asked[problem.tasks[task]?.kind ?? 0] ?? [])), freeAt },
    tracks: {
      asked: toLinks(
        select((task) => [tracks.indexOf(problem.tasks[task]?.workstream.track ?? "")].filter((at) => at >= 0)),
      ),
      freeAt: problem.limits.map((limit) => roomIn(limit, problem)),
    },
    crowded:
      tracks.length > 0 ||
      freeAt.length > 1 ||
      (freeAt[0] ?? []).filter((ticks) => ticks === 0).length < mostAtOnce(lanes),
  };
}

function turnRound(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const turned = rows.map((): number[] => []);
  for (const [row, items] of rows.entries()) for (const item of items) turned[item]?.push(row);
  return turned;
}

function toLinks(rows: readonly (readonly number[])[]): Links {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, items] of rows.entries()) starts[row + 1] = (starts[row] ?? 0) + items.length;
  return { starts, items: Int32Array.from(rows.flat()) };
}

export function hasLink({ starts, items }: Links, task: number, item: number): boolean {
  for (let at = starts[task] ?? 0; at < (starts[task + 1] ?? 0); at += 1) if (items[at] === item) return true;
  return false;
}

/** When an agent has ended what it runs now. */
export function busyUntil(agent: string, { running, tasks }: ScheduleProblem): number {
  const own = running.filter((each) => each.agent === agent);
  return Math.max(0, ...own.map(({ task }) => tasks[task]?.ticks ?? 0));
}

/** When each place of a track is free; where more run than may, what ends last has them. */
export function roomIn({ track, most }: LimitedTrack, { running, tasks }: ScheduleProblem): number[] {
  const own = running.filter(({ task }) => tasks[task]?.workstream.track === track);
  const ends = [...Array.from({ length: most }, () => 0), ...own.map(({ task }) => tasks[task]?.ticks ?? 0)];
  return ends.toSorted((a, b) => a - b).slice(-most);
}

function releasedAt(task: number, { running, tasks }: ScheduleProblem, { excluded }: Lanes): number {
  const holders = running.filter(
    (each) => tasks[task]?.dependencies.includes(each.task) === true || excluded[task]?.has(each.task) === true,
  );
  return Math.max(0, ...holders.map((each) => tasks[each.task]?.ticks ?? 0));
}

/** No more tasks than this ever run at once: those without a lane, and one for each lane that is needed to hold the others. */
function mostAtOnce(lanes: readonly (readonly number[])[]): number {
  const needed = new Set<number>();
  let alone = 0;
  for (const [first, ...others] of lanes) {
    if (first === undefined) alone += 1;
    else if (!needed.has(first) && !others.some((lane) => needed.has(lane))) needed.add(first);
  }
  return alone + needed.size;
}
