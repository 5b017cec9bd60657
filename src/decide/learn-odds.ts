import type { WorkstreamState } from "../state/lifecycle.ts";

/** Two of three attempts take between two thirds and one and a half times what is expected, where nothing is known. */
const USUAL_SPREAD = 0.4;
/** One of ten attempts fails, where nothing is known. */
const USUAL_FAILURE_RATE = 0.1;
/** Fewer ended attempts say nothing of how many fail. */
const ENOUGH = 10;

/** A number of a simulation, and what says so. */
export interface Assumption {
  readonly value: number;
  readonly source: "given" | "learnt" | "usual";
}

/** See `Odds`. */
export interface AssumedOdds {
  readonly spread: Assumption;
  readonly failureRate: Assumption;
}

/** What somebody wants instead of what is known. */
export interface GivenOdds {
  readonly spread: number | undefined;
  readonly failureRate: number | undefined;
}

/** How the attempts of a repository went so far. */
export interface TrackRecord {
  /** Attempts that ended and count. */
  readonly ended: number;
  readonly delivered: number;
  /** How far they were from what was expected of them; undefined: too few delivered. */
  readonly spread: number | undefined;
}

export function assumeOdds(given: GivenOdds, record: TrackRecord | undefined): AssumedOdds {
  return {
    spread: assume(given.spread, record?.spread, USUAL_SPREAD),
    failureRate: assume(given.failureRate, record && failureRateOf(record), USUAL_FAILURE_RATE),
  };
}

/** `spread`: see spreadOf. */
export function readTrackRecord(states: Iterable<WorkstreamState>, spread: number | undefined): TrackRecord {
  const ends = [...states].flatMap(({ attempts }) => attempts.flatMap(({ end }) => (end?.counted === true ? end : [])));
  return { ended: ends.length, delivered: ends.filter(({ outcome }) => outcome === "delivered").length, spread };
}

function assume(given: number | undefined, learnt: number | undefined, usual: number): Assumption {
  if (given !== undefined) return { value: given, source: "given" };
  return learnt === undefined ? { value: usual, source: "usual" } : { value: learnt, source: "learnt" };
}

function failureRateOf({ ended, delivered }: TrackRecord): number | undefined {
  return ended < ENOUGH ? undefined : (ended - delivered) / ended;
}
