import type { TrackShare } from "./track-shares.ts";

/** For each agent the tracks that it is dedicated to. */
export type Dedication = readonly (readonly string[])[];

/**
 * Ways to dedicate agents to tracks, the plainest first: an agent of its own for each of the tracks with the longest paths, all
 * tracks spread over the agents, more agents for a track with more work, then an agent for fewer and fewer tracks.
 */
export function* findDedications(shares: readonly TrackShare[], agents: number): Generator<Dedication> {
  const most = Math.min(shares.length, agents);
  yield dedicateOne(shares.slice(0, most), agents);
  yield spread(shares, agents);
  yield spread(byWork(shares), agents);
  yield divide(shares, agents);
  for (let count = most - 1; count > 0; count -= 1) yield dedicateOne(shares.slice(0, count), agents);
}

/** To each track the agent that may take most of it, of those that have none. */
function dedicateOne(shares: readonly TrackShare[], agents: number): Dedication {
  const tracks = noTracks(agents);
  for (const share of shares) give(tracks, share, (agent) => (tracks[agent]?.length === 0 ? 0 : Infinity));
  return tracks;
}

/** Each track to the agent with least work so far. */
function spread(shares: readonly TrackShare[], agents: number): Dedication {
  const tracks = noTracks(agents);
  const load = tracks.map(() => 0);
  for (const share of shares) {
    const agent = give(tracks, share, (each) => load[each] ?? 0);
    if (agent !== undefined) load[agent] = (load[agent] ?? 0) + share.work;
  }
  return tracks;
}

/** Each agent to the track with most work for each of its agents, itself included. */
function divide(shares: readonly TrackShare[], agents: number): Dedication {
  const tracks = noTracks(agents);
  const counts = new Map<TrackShare, number>();
  const need = (share: TrackShare): number => share.work / ((counts.get(share) ?? 0) + 1);
  for (let round = 0; round < agents; round += 1) {
    const [share] = shares.toSorted((a, b) => need(b) - need(a));
    if (share === undefined) break;
    counts.set(share, (counts.get(share) ?? 0) + 1);
    give(tracks, share, (agent) => (tracks[agent]?.length === 0 ? 0 : Infinity));
  }
  return tracks;
}

function noTracks(agents: number): string[][] {
  return Array.from({ length: agents }, () => []);
}

function byWork(shares: readonly TrackShare[]): readonly TrackShare[] {
  return shares.toSorted((a, b) => b.work - a.work);
}

/** Gives a track to the agent with the least load that may take any of it; of equals to the one that may take most. */
function give(tracks: string[][], share: TrackShare, loadOf: (agent: number) => number): number | undefined {
  const fitting = (agent: number): number => share.fitting[agent] ?? 0;
  const able = [...tracks.keys()].filter((agent) => fitting(agent) > 0 && loadOf(agent) < Infinity);
  const [first] = able.toSorted((a, b) => loadOf(a) - loadOf(b) || fitting(b) - fitting(a));
  if (first !== undefined) tracks[first]?.push(share.track);
  return first;
}
