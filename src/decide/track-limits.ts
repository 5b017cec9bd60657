import type { Config } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Reason } from "../state/lifecycle.ts";

type Tracked = Pick<Workstream, "track">;

/** How many more workstreams of each track may run, see `max_parallel`. */
export interface TrackRoom {
  /** Counts one more that runs. */
  add(workstream: Tracked): void;
  /** Why a workstream may not run beside those that were counted; undefined: it may. */
  reasonAgainst(workstream: Tracked): Extract<Reason, { kind: "track-full" }> | undefined;
}

/** `running`: those that run already. */
export function trackRoom({ maxParallel }: Pick<Config, "maxParallel">, running: Iterable<Tracked>): TrackRoom {
  const counts = new Map<string, number>();
  for (const each of running) add(each);
  return { add, reasonAgainst };

  function add({ track }: Tracked): void {
    if (track !== undefined) counts.set(track, (counts.get(track) ?? 0) + 1);
  }

  function reasonAgainst({ track }: Tracked): ReturnType<TrackRoom["reasonAgainst"]> {
    if (track === undefined) return undefined;
    const count = counts.get(track) ?? 0;
    return count < (maxParallel.get(track) ?? Infinity) ? undefined : { kind: "track-full", track, running: count };
  }
}
