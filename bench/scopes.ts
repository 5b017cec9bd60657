/** All pairs of scopes that overlap, by the index and naively, in one process. */
import { findCasePairs } from "../src/plan/scope-case-pairs.ts";
import { overlappingPairs } from "../src/plan/scope-pairs.ts";
import { overlap } from "../src/plan/scope.ts";
import type { Scope } from "../src/plan/workstream.ts";
import { generatePlan } from "./generated-plan.ts";
import { median, printMedian, printSpread, printTable } from "./measure.ts";

const PATTERNS = 10;
const MOST = 10_000;
const ROUNDS = 5;
/** Scopes that are compared with all later ones, spread over the plan; the rest is extrapolated from them. */
const SAMPLE = 40;

/** Scopes of so many workstreams. Other patterns in each round: those that were read before are kept. */
interface Shape {
  readonly name: string;
  readonly workstreams: number;
  readonly write: (workstreams: number, round: number) => readonly Scope[];
}

const SHAPES: readonly Shape[] = [
  { name: "mostly literal", workstreams: 1_000, write: readPlan },
  { name: "mostly literal", workstreams: MOST, write: readPlan },
  { name: "`**/Name-n/*.ts`", workstreams: MOST, write: writeAlike((name) => `**/Name-${name}/*.ts`) },
  {
    name: "`packages/*/Feature-n/**`",
    workstreams: MOST,
    write: writeAlike((name) => `packages/*/Feature-${name}/**`),
  },
];

export function scopes(): Promise<void> {
  const rows = SHAPES.map(measure);
  console.log(
    `${PATTERNS} patterns for each workstream; medians of ${ROUNDS} interleaved rounds after one that is not counted. By case: ` +
      `those that overlap only where case is ignored, by an index, too. Naive: each scope with each later one, measured for ` +
      `${SAMPLE} scopes and extrapolated to all.\n`,
  );
  const head = ["patterns", "workstreams", "pairs", "index: s", "spread", "by case: s", "spread", "naive: s", "times"];
  console.log(printTable(head, rows));
  return Promise.resolve();
}

function readPlan(workstreams: number, round: number): readonly Scope[] {
  return generatePlan({ workstreams, dependencies: 0, patterns: PATTERNS }).map(({ text }) => {
    const { files_scope: scope }: { files_scope: Scope } = JSON.parse(text);
    return scope.map((pattern) => `round-${round}/${pattern}`);
  });
}

/** Globs that begin alike and share paths with few others: each two workstreams have one pattern in common. */
function writeAlike(write: (name: string) => string): Shape["write"] {
  return (workstreams, round) =>
    Array.from({ length: workstreams }, (_, index) =>
      Array.from({ length: PATTERNS }, (__, number) =>
        write(`${round}-${number === 0 ? `both-${Math.floor(index / 2)}` : `${index}-${number}`}`),
      ),
    );
}

function measure({ name, workstreams, write }: Shape): readonly string[] {
  let pairs = 0;
  const indexed: number[] = [];
  const byCase: number[] = [];
  const naive: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const fresh = write(workstreams, round);
    const start = performance.now();
    pairs = countPairs(fresh);
    const found = performance.now();
    Array.from(findCasePairs(fresh));
    const between = performance.now();
    const share = compareSample(fresh);
    if (round === 0) continue;
    indexed.push((found - start) / 1000);
    byCase.push((between - found) / 1000);
    naive.push((performance.now() - between) / 1000 / share);
  }
  return [
    name,
    String(workstreams),
    String(pairs),
    printMedian(indexed, 2),
    printSpread(indexed, 2),
    printMedian(byCase, 2),
    printSpread(byCase, 2),
    printMedian(naive, 1),
    (median(naive) / median(indexed)).toFixed(0),
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
