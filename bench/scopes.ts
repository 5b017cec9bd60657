/** All pairs of scopes that overlap, by the index and naively, in one process. */
import { overlappingPairs } from "../src/plan/scope-pairs.ts";
import { overlap } from "../src/plan/scope.ts";
import type { Scope } from "../src/plan/workstream.ts";
import { generatePlan } from "./generated-plan.ts";
import { median, printMedian, printSpread, printTable } from "./measure.ts";

const SIZES = [1_000, 10_000] as const;
const PATTERNS = 10;
const ROUNDS = 5;
/** Scopes that are compared with all later ones, spread over the plan; the rest is extrapolated from them. */
const SAMPLE = 40;

export function scopes(): Promise<void> {
  const rows = SIZES.map((workstreams) => measure(readScopes(workstreams)));
  console.log(
    `${PATTERNS} patterns for each workstream; medians of ${ROUNDS} interleaved rounds after one that is not counted. Naive: ` +
      `each scope with each later one, measured for ${SAMPLE} scopes and extrapolated to all.\n`,
  );
  console.log(printTable(["workstreams", "pairs", "index: s", "spread", "naive: s", "spread", "times"], rows));
  return Promise.resolve();
}

function readScopes(workstreams: number): readonly Scope[] {
  return generatePlan({ workstreams, dependencies: 0, patterns: PATTERNS }).map(({ text }) => {
    const { files_scope: scope }: { files_scope: Scope } = JSON.parse(text);
    return scope;
  });
}

function measure(all: readonly Scope[]): readonly string[] {
  let pairs = 0;
  const indexed: number[] = [];
  const naive: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    // Other patterns each time: those that were read before are kept.
    const fresh = all.map((scope) => scope.map((pattern) => `round-${round}/${pattern}`));
    const start = performance.now();
    pairs = countPairs(fresh);
    const between = performance.now();
    const share = compareSample(fresh);
    if (round === 0) continue;
    indexed.push((between - start) / 1000);
    naive.push((performance.now() - between) / 1000 / share);
  }
  const times = median(naive) / median(indexed);
  return [
    String(all.length),
    String(pairs),
    printMedian(indexed, 2),
    printSpread(indexed, 2),
    printMedian(naive, 1),
    printSpread(naive, 1),
    times.toFixed(0),
  ];
}

function countPairs(all: readonly Scope[]): number {
  return [...overlappingPairs(all, "sensitive")].length;
}

/** The share of all pairs that it compared. */
function compareSample(all: readonly Scope[]): number {
  const step = Math.floor(all.length / SAMPLE);
  let compared = 0;
  let found = 0;
  for (let first = 0; first < all.length; first += step) {
    for (const other of all.slice(first + 1)) {
      compared += 1;
      if (overlap(all[first] ?? [], other) !== undefined) found += 1;
    }
  }
  if (found === 0) throw new Error("the sample holds no pair that overlaps: it says nothing");
  return compared / ((all.length * (all.length - 1)) / 2);
}
