import type { Plan } from "../plan/plan.ts";
import type { Workstream } from "../plan/workstream.ts";
import { HOUR } from "../state/hour.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";

/** What durations are told apart by; undefined: not known, or none. */
export interface Kind {
  /** What its workstream asked for, else the type of the agent. */
  readonly tool: string | undefined;
  /** Id of the pattern. */
  readonly pattern: string | undefined;
  readonly track: string | undefined;
}

/** What one delivered attempt took. */
export interface Sample extends Kind {
  /** As the attempt's contract has it: a later edit of its file changes no history. */
  readonly workstream: Workstream;
  /** Hours from its start to its end; more than 0. */
  readonly hours: number;
}

/**
 * All delivered attempts, whatever became of their workstreams. Each attempt starts from the base, so that each one did the
 * whole work; one whose workstream can't be read any more tells nothing.
 */
export function findSamples(plan: Plan, states: ReadonlyMap<string, WorkstreamState>): readonly Sample[] {
  return [...states.values()].flatMap(({ id, attempts }) =>
    attempts.flatMap(({ claim, end, contract }): readonly Sample[] => {
      const workstream = contract.workstream ?? plan.workstreams.get(id);
      if (end?.outcome !== "delivered" || workstream === undefined) return [];
      const hours = Math.max(end.at - end.startedAt, 1) / HOUR;
      return [{ workstream, hours, tool: claim.tool, pattern: claim.pattern, track: workstream.track }];
    }),
  );
}

/** Whether its workstream's file has an estimate. */
export function isWritten({ workstream }: Sample): boolean {
  return workstream.estimateSource === "written";
}
