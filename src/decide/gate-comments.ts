/** What the comment on a workstream's pull request has to say of its gates, and when it is written. */
import { compareIds } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { containsPath } from "../plan/scope.ts";
import type { Scope } from "../plan/workstream.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import type { GateReason, GateVerdict } from "./gates.ts";
import type { PullVerdict } from "./judge.ts";

/** How its scope would have to be wider, and who else may change these paths. */
export interface Widening {
  /** The workstream's file, at the base of its claim. */
  readonly file: string;
  readonly paths: readonly string[];
  readonly holders: readonly PathHolder[];
}

/** A workstream that is not over and whose scope holds some of the paths. */
export interface PathHolder {
  readonly id: string;
  readonly state: StateName;
  readonly paths: readonly string[];
}

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
    if (!isTold && !mayHaveComment(verdict)) return [];
    const widening = wideningOf(state, verdict, plan, states);
    return [{ kind: "comment", id, pull: pull.number, gates, widening, how: isTold ? "write" : "edit" }];
  });
}

/** What passes, or will by itself in a moment, needs no words. */
function isWorthTelling({ kind }: GateReason): boolean {
  switch (kind) {
    case "out-of-scope":
    case "protected":
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

/** Something was wrong with this head, or there was another one before it. */
function mayHaveComment({ pull }: PullVerdict): boolean {
  const written = pull.statuses.get(CONTEXTS.all);
  return written === undefined ? (pull.attempt ?? 1) > 1 : written.state !== "success";
}

function wideningOf(
  { attempts, id }: WorkstreamState,
  { pull, gates }: PullVerdict,
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
): Widening | undefined {
  const claim = attempts.find(({ number }) => number === pull.attempt)?.claim;
  const reason = gates
    .map((gate) => gate.reason)
    .find((each) => each.kind === "out-of-scope" || each.kind === "protected");
  if (claim === undefined || reason === undefined) return undefined;
  if (reason.kind === "protected" && reason.why !== "protected-path") return undefined;
  const paths = reason.kind === "protected" ? [reason.path] : reason.paths;
  return { file: claim.file, paths, holders: holdersOf(paths, id, plan, states) };
}

const OVER: ReadonlySet<StateName> = new Set(["completed", "cancelled", "failed"]);

function holdersOf(
  paths: readonly string[],
  own: string,
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
): readonly PathHolder[] {
  const { case: pathCase } = plan.config.scopes;
  const held = (scope: Scope): readonly string[] => paths.filter((path) => containsPath(scope, path, pathCase));
  return [...states.values()]
    .filter(({ id, state }) => id !== own && !OVER.has(state))
    .map(({ id, state, holds }) => ({ id, state, paths: held(holds ?? plan.workstreams.get(id)?.scope ?? []) }))
    .filter((holder) => holder.paths.length > 0)
    .toSorted((a, b) => compareIds(a.id, b.id));
}
