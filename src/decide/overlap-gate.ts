/** The gate `overlap`: who goes first of open pull requests that can't all merge as they are. */
import type { Config } from "../plan/config.ts";
import type { Priority } from "../plan/workstream.ts";
import type { Pull, PullPair, Snapshot } from "../state/facts.ts";
import { CONTEXTS } from "../state/names.ts";
import type { GateReason, GateVerdict, Wait } from "./gates.ts";
import { PRIORITY_RANK } from "./order.ts";

/** An open pull request that asks for its place in the order. */
export interface Contender {
  /** Undefined: it is somebody else's. */
  readonly id: string | undefined;
  readonly pull: Pull;
  readonly priority: Priority;
  /** It could merge now but for approvals and others that go first: its own gates pass, no draft, no conflict. */
  readonly isReady: boolean;
  /** An attempt builds it anew, or will as soon as it can. */
  readonly isRebuilt: boolean;
}

/**
 * The order in which open pull requests merge: those that stand in the way of others first, then the ready ones, then those
 * that have all approvals that are asked for, then those with any, then by priority, then by number. So of any set the
 * first that could merge waits for none of it, and of a pair that conflicts never both look free.
 */
export function compareMergeOrder({ requiredApprovals }: Config): (a: Contender, b: Contender) => number {
  const ranks = (contender: Contender): readonly number[] => {
    const { pull, priority, isReady } = contender;
    return [
      Number(!standsInTheWay(contender)),
      Number(!isReady),
      Number(pull.approvedBy.length < requiredApprovals),
      Number(pull.approvedBy.length === 0),
      PRIORITY_RANK[priority],
      pull.number,
    ];
  };
  return (a, b) => {
    const others = ranks(b);
    return ranks(a).reduce((found, rank, index) => found || rank - (others[index] ?? 0), 0);
  };
}

/** Each one's verdict, by its number; `order`: everybody open, in merge order. */
export function judgeOverlaps(
  order: readonly Contender[],
  snapshot: Pick<Snapshot, "base" | "pairs">,
  { overlap }: Pick<Config, "overlap">,
): ReadonlyMap<number, GateVerdict> {
  const meetings = meetingsOf(snapshot.pairs, overlap.policy);
  const ahead: number[] = [];
  const verdicts = new Map<number, GateVerdict>();
  for (const contender of order) {
    const { pull } = contender;
    const met = meetings.get(pull.number);
    const waits = met === undefined ? [] : ahead.flatMap((other) => waitFor(other, met.get(other)));
    verdicts.set(pull.number, verdictOf(contender, waits, snapshot, overlap.policy));
    if (standsInTheWay(contender)) ahead.push(pull.number);
  }
  return verdicts;
}

/** Somebody else's stands in nobody's way before a person with write access approved it: it may never merge. */
function standsInTheWay({ id, pull, isReady }: Contender): boolean {
  return isReady && (id !== undefined || pull.approvedBy.length > 0);
}

/** What keeps two apart. */
type Meeting = Pick<Wait, "paths" | "isConflict">;
type Meetings = ReadonlyMap<number, ReadonlyMap<number, Meeting>>;

/** By the numbers of two pull requests the paths on which one of them has to wait. */
function meetingsOf(pairs: readonly PullPair[], policy: Config["overlap"]["policy"]): Meetings {
  const found = new Map<number, Map<number, Meeting>>();
  const put = (number: number, other: number, meeting: Meeting) => {
    const others = found.get(number) ?? new Map<number, Meeting>();
    found.set(number, others.set(other, meeting));
  };
  for (const pair of pairs) {
    const paths = pathsThatCount(pair, policy);
    const [path] = paths;
    if (path === undefined) continue;
    const meeting = { paths, isConflict: policy === "merge" };
    put(pair.a, pair.b, meeting);
    put(pair.b, pair.a, meeting);
  }
  return found;
}

/** Those that both change come first: of a rename git also names the new path, which only one of the two has. */
function pathsThatCount({ shared, conflicts }: PullPair, policy: Config["overlap"]["policy"]): readonly string[] {
  switch (policy) {
    case "off":
      return [];
    case "file":
      return shared;
    case "merge":
      return conflicts.toSorted((a, b) => Number(shared.includes(b)) - Number(shared.includes(a)));
    default:
      return policy satisfies never;
  }
}

function waitFor(pull: number, meeting: Meeting | undefined): readonly Wait[] {
  const [path] = meeting?.paths ?? [];
  return meeting === undefined || path === undefined ? [] : [{ pull, path, ...meeting }];
}

function verdictOf(
  { pull: { mergeability }, isRebuilt }: Contender,
  waits: readonly Wait[],
  { base }: Pick<Snapshot, "base">,
  policy: Config["overlap"]["policy"],
): GateVerdict {
  if (mergeability.kind === "conflict") {
    const { paths, conflicts = [] } = mergeability;
    const lines = conflicts.filter(({ ranges }) => ranges.length > 0).map(({ path, ranges }) => ({ path, ranges }));
    const next = isRebuilt ? "rebuild" : "person";
    return verdict("failure", { kind: "conflicts-with-base", branch: base.branch, paths, lines, next });
  }
  if (mergeability.kind === "unknown") return verdict("pending", { kind: "mergeability-unknown" });
  const [first] = waits;
  if (first !== undefined) return verdict("pending", { kind: "behind", pull: first.pull, path: first.path, waits });
  return verdict("success", { kind: policy === "off" ? "overlap-off" : "merges-cleanly" });
}

function verdict(state: GateVerdict["state"], reason: GateReason): GateVerdict {
  return { context: CONTEXTS.overlap, state, reason };
}
