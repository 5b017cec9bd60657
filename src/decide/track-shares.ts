import { mayTake } from "../plan/agent-fit.ts";
import type { ScheduleProblem, Task } from "./schedule-problem.ts";

/** What is left of a track, in ticks. */
export interface TrackShare {
  readonly track: string;
  /** The longest chain of its own workstreams. */
  readonly path: number;
  readonly work: number;
  /** For each agent how much of the work it may take. */
  readonly fitting: readonly number[];
}

/** The one with the longest path first, then by work, then by name. */
export function findTrackShares({ tasks, agents }: Pick<ScheduleProblem, "tasks" | "agents">): readonly TrackShare[] {
  const found = new Map<string, { path: number; work: number; readonly fitting: number[] }>();
  for (const [task, path] of longestPaths(tasks).entries()) {
    const { workstream, ticks } = tasks[task] ?? {};
    if (workstream?.track === undefined || ticks === undefined) continue;
    const share = found.get(workstream.track) ?? { path: 0, work: 0, fitting: agents.map(() => 0) };
    found.set(workstream.track, share);
    share.path = Math.max(share.path, path);
    share.work += ticks;
    for (const [index, agent] of agents.entries()) {
      if (mayTake(agent, workstream)) share.fitting[index] = (share.fitting[index] ?? 0) + ticks;
    }
  }
  const shares = Array.from(found, ([track, share]): TrackShare => ({ track, ...share }));
  return shares.toSorted((a, b) => b.path - a.path || b.work - a.work || (a.track < b.track ? -1 : 1));
}

/** For each task the longest chain of its track that ends with it. */
function longestPaths(tasks: readonly Task[]): readonly number[] {
  const paths: number[] = [];
  for (const { workstream, dependencies, ticks } of tasks) {
    const before = dependencies.filter((each) => tasks[each]?.workstream.track === workstream.track);
    paths.push(ticks + Math.max(0, ...before.map((each) => paths[each] ?? 0)));
  }
  return paths;
}
