import type { Plan } from "../plan/plan.ts";
import type { Instant } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import type { ScopeIndex } from "../plan/scope-index.ts";
import type { Wishes } from "../state/wishes.ts";
import { liveAttempt } from "../state/own-facts.ts";
import { isDue } from "./due.ts";

export interface CertainStartsInput {
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, WorkstreamState>;
  readonly wishes: (id: string) => Wishes;
  readonly now: Instant;
  /** The scopes that are held now. */
  readonly live: ScopeIndex;
  /** What starts in this very moment. */
  readonly starts: ReadonlySet<string>;
  /** Whether what was delivered is merged without a person, once its gates pass. */
  readonly mergesByItself: boolean;
}

/**
 * Tells whether a workstream starts without anybody doing anything, once what runs now has ended: nothing is kept waiting for
 * one that may never start.
 */
export function createCertainStarts({
  plan,
  states,
  wishes,
  now,
  live,
  starts,
  mergesByItself,
}: CertainStartsInput): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return isCertain;

  function isCertain(id: string): boolean {
    const before = known.get(id);
    if (before !== undefined) return before;
    known.set(id, false);
    const found = find(id);
    known.set(id, found);
    return found;
  }

  function find(id: string): boolean {
    const state = states.get(id);
    const workstream = plan.workstreams.get(id);
    if (state === undefined || workstream === undefined || wishes(id).pause !== undefined) return false;
    const clash = live.firstOverlap(workstream.scope, id);
    if (clash !== undefined && !isReleased(clash.id)) return false;
    if (isDue(state, now)) return true;
    return state.reason.kind === "dependencies" && state.reason.waitingFor.every(completesByItself);
  }

  /** Its scope is free once its attempt has ended, or once its pull request was merged. */
  function isReleased(holder: string): boolean {
    return isRunning(holder) && (mergesByItself || plan.config.overlap.until === "published");
  }

  function completesByItself(id: string): boolean {
    return mergesByItself && (isRunning(id) || isCertain(id));
  }

  function isRunning(id: string): boolean {
    if (starts.has(id)) return true;
    const state = states.get(id);
    return state !== undefined && liveAttempt(state)?.liveness === "alive";
  }
}
