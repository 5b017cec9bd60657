/** What the comment on a workstream's pull request has to say of its gates, and when it is written. */
import type { Plan } from "../plan/plan.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import type { GateReason, GateVerdict } from "./gates.ts";
import type { PullVerdict } from "./judge.ts";
import { wideningOf } from "./widening.ts";
import type { Widening } from "./widening.ts";

export interface GateComment {
  readonly kind: "comment";
  readonly id: string;
  readonly pull: number;
  /** Without the summary. */
  readonly gates: readonly GateVerdict[];
  readonly widening: Widening | undefined;
  /** `edit`: all is well, so that only a comment which is there already is brought up to date. */
  readonly how: "write" | "edit";
}

/**
 * The comments to write in a tick in which `changed` verdicts are news. What stands in them is not read in every tick, which
 * would take a request for each fifty pull requests: the statuses on the head are in the snapshot anyway, and tell that the
 * comment of the same verdicts was written, because it is written before them.
 */
export function commentActions(
  verdicts: readonly PullVerdict[],
  changed: (verdict: PullVerdict) => boolean,
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
): readonly GateComment[] {
  return verdicts.flatMap((verdict): readonly GateComment[] => {
    const { id, pull } = verdict;
    const state = id === undefined ? undefined : states.get(id);
    if (id === undefined || state === undefined || !changed(verdict)) return [];
    const gates = verdict.gates.filter(({ context }) => context !== CONTEXTS.all);
    const isTold = gates.some(({ reason }) => isWorthTelling(reason));
    if (!isTold && !mayHaveComment(verdict, state)) return [];
    const attempt = state.attempts.find(({ number }) => number === pull.attempt);
    const widening = attempt && wideningOf(attempt, pull.changes, plan, states);
    return [{ kind: "comment", id, pull: pull.number, gates, widening, how: isTold ? "write" : "edit" }];
  });
}

/** What passes, or will by itself in a moment, needs no words. */
function isWorthTelling({ kind }: GateReason): boolean {
  switch (kind) {
    case "out-of-scope":
    case "protected":
    case "too-many":
    case "rejected":
    case "conflicts-with-base":
    case "behind":
    case "ci-failed":
    case "ci-not-startable":
    case "ci-needs-approval":
      return true;
    case "in-scope":
    case "accepted":
    case "no-tests":
    case "acceptance-off":
    case "unverified":
    case "merges-cleanly":
    case "mergeability-unknown":
    case "overlap-off":
    case "no-workstream-ahead":
    case "ci-passed":
    case "ci-running":
    case "ci-started":
    case "all-gates-pass":
    case "gates-missing":
      return false;
    default:
      return kind satisfies never;
  }
}

/** Something was wrong with this head, or there was another one before it: of an earlier attempt, or somebody pushed. */
function mayHaveComment({ pull }: PullVerdict, { attempts }: WorkstreamState): boolean {
  const written = pull.statuses.get(CONTEXTS.all);
  if (written !== undefined) return written.state !== "success";
  return (pull.attempt ?? 1) > 1 || attempts.every(({ end }) => end?.head !== pull.head);
}
