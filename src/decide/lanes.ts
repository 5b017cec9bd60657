import type { Exclusion } from "./exclusion.ts";

/** Which tasks exclude each other, as groups of which no two run at once. */
export interface Lanes {
  /** For each lane its tasks. Two tasks exclude each other if and only if they share a lane. */
  readonly lanes: readonly (readonly number[])[];
  /** For each task those that it excludes. */
  readonly excluded: readonly ReadonlySet<number>[];
}

/**
 * Covers all pairs that exclude each other with few groups: each pair that no group holds yet begins one, which takes in
 * whatever excludes all its members. Where all is one file each, these are the files. Undefined: more than `most` pairs.
 */
export function findLanes(exclusion: Exclusion, most: number): Lanes | undefined {
  const excluded = excludedTasks(exclusion, most);
  if (excluded === undefined) return undefined;
  const lanes: number[][] = [];
  const covered = excluded.map(() => new Set<number>());
  for (const [first, others] of excluded.entries()) {
    for (const second of others) {
      if (second < first || covered[first]?.has(second) === true) continue;
      const lane = growLane(first, second, excluded);
      for (const task of lane) for (const other of lane) if (other !== task) covered[task]?.add(other);
      lanes.push(lane);
    }
  }
  return { lanes, excluded };
}

function growLane(first: number, second: number, excluded: readonly ReadonlySet<number>[]): number[] {
  const lane = [first, second];
  for (const task of excluded[first] ?? []) {
    const own = excluded[task];
    if (own !== undefined && lane.every((each) => own.has(each))) lane.push(task);
  }
  return lane.toSorted((a, b) => a - b);
}

/** For each task those that it excludes. Undefined: more than `most` pairs. */
export function excludedTasks({ patterns, overlapping }: Exclusion, most: number): Set<number>[] | undefined {
  const holders: number[][] = overlapping.map(() => []);
  for (const [task, own] of patterns.entries()) for (const pattern of own) holders[pattern]?.push(task);
  const excluded = patterns.map(() => new Set<number>());
  let pairs = 0;
  for (const [pattern, own] of holders.entries()) {
    for (const other of [pattern, ...(overlapping[pattern] ?? [])]) {
      const others = holders[other] ?? [];
      pairs += own.length * others.length;
      if (pairs > most * 2) return undefined;
      for (const task of own) for (const each of others) if (each !== task) excluded[task]?.add(each);
    }
  }
  return excluded;
}
