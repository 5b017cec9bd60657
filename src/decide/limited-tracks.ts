import type { Workstream } from "../plan/workstream.ts";
import type { Exclusion } from "./exclusion.ts";

/** A track with more tasks than may run at once. */
export interface LimitedTrack {
  readonly track: string;
  readonly most: number;
}

type Tracked = Pick<Workstream, "track">;

/** The limits of `max_parallel` that these tasks could exceed. */
export function findLimitedTracks(
  maxParallel: ReadonlyMap<string, number>,
  tasks: readonly Tracked[],
): readonly LimitedTrack[] {
  const sizes = new Map<string, number>();
  for (const { track = "" } of tasks) sizes.set(track, (sizes.get(track) ?? 0) + 1);
  return Array.from(maxParallel, ([track, most]) => ({ track, most })).filter(
    ({ track, most }) => most < (sizes.get(track) ?? 0),
  );
}

/** Tasks of these tracks exclude each other besides: each track is one more resource, which all its tasks hold. */
export function excludeTracks(
  { patterns, overlapping }: Exclusion,
  tasks: readonly Tracked[],
  tracks: readonly LimitedTrack[],
): Exclusion {
  const numbers = new Map(tracks.map(({ track }, index) => [track, overlapping.length + index]));
  return {
    patterns: patterns.map((own, task) => {
      const number = numbers.get(tasks[task]?.track ?? "");
      return number === undefined ? own : [...own, number];
    }),
    overlapping: [...overlapping, ...tracks.map(() => [])],
  };
}

/** How many tasks of each limited track run. All tasks of a kind are of one track. */
export interface TrackCount {
  /** Whether no more of this kind may run. */
  isFull(kind: number): boolean;
  /** One of this kind starts or ends. */
  change(kind: number, by: 1 | -1): void;
}

export function countTracks(kinds: readonly Tracked[], limits: readonly LimitedTrack[]): TrackCount {
  const limitOf = kinds.map((kind) => limits.findIndex(({ track }) => track === kind.track));
  const running = limits.map(() => 0);
  return {
    isFull(kind) {
      const limit = limitOf[kind] ?? -1;
      return limit >= 0 && (running[limit] ?? 0) >= (limits[limit]?.most ?? Infinity);
    },
    change(kind, by) {
      const limit = limitOf[kind] ?? -1;
      if (limit >= 0) running[limit] = (running[limit] ?? 0) + by;
    },
  };
}
