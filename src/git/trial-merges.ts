import { availableParallelism } from "node:os";
import type { Conflict } from "../state/facts.ts";
import { cachePer } from "./cache.ts";
import { readConflicts } from "./conflicts.ts";
import type { MergePair } from "./merge.ts";
import { mergeUntil } from "./merge-lines.ts";
import type { TreeMerge } from "./merge-lines.ts";
import type { Repository } from "./repository.ts";
import { withScratch } from "./scratch.ts";

/** Whether git can merge a pair; what it made of it is kept nowhere. */
export type Trial =
  | { readonly kind: "clean" }
  /** `paths` may be empty: git can't tell them. `conflicts`: what it can tell by lines, where that was asked for. */
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly conflicts: readonly Conflict[] }
  /** There was no time to find out. */
  | { readonly kind: "unknown" };

/** Most milliseconds for the merges of one call: nobody's pull requests may hold up a tick for longer. */
const TOTAL_MS = 120_000;

/** Merges each pair by itself, for the answer alone, without a trace in the repository. */
export async function tryMerges(
  repository: Repository,
  pairs: readonly MergePair[],
  detail: "paths" | "lines",
  totalMs = TOTAL_MS,
): Promise<readonly Trial[]> {
  const known = trialOf(repository);
  const keys = pairs.map(({ ours, theirs }) => `${detail} ${ours} ${theirs}`);
  const results = new Map(keys.map((key) => [key, known.get(key)]));
  const open = pairs.filter((_, index) => results.get(keys[index] ?? "") === undefined);
  for (const [index, trial] of (await runTrials(repository, open, detail, totalMs)).entries()) {
    const key = `${detail} ${open[index]?.ours} ${open[index]?.theirs}`;
    results.set(key, trial);
    if (trial.kind !== "unknown") known.set(key, trial);
  }
  return keys.flatMap((key) => results.get(key) ?? []);
}

const trialOf = cachePer<Trial>(10_000);

async function runTrials(
  repository: Repository,
  pairs: readonly MergePair[],
  detail: "paths" | "lines",
  totalMs: number,
): Promise<readonly Trial[]> {
  if (pairs.length === 0) return [];
  const deadline = performance.now() + totalMs;
  return withScratch(repository, async (scratch) => {
    const merges = await mergeAll(scratch, pairs, deadline);
    const conflicting = merges.flatMap((merge, index) => {
      const pair = pairs[index];
      return pair === undefined || merge?.kind !== "conflict" ? [] : [{ pair, merge }];
    });
    const read = detail === "lines" ? await readConflicts(scratch, conflicting) : [];
    const conflicts = new Map(conflicting.map(({ merge }, index) => [merge, read[index] ?? []]));
    return merges.map((merge) => {
      if (merge === undefined) return { kind: "unknown" };
      if (merge.kind === "clean") return { kind: "clean" };
      return { kind: "conflict", paths: merge.paths, conflicts: conflicts.get(merge) ?? [] };
    });
  });
}

/** A process merges hundreds of pairs in a second; more than these few are spread over the machine's processors. */
const LEAST_EACH = 50;
const MOST_PROCESSES = 4;

async function mergeAll(
  scratch: Repository,
  pairs: readonly MergePair[],
  deadline: number,
): Promise<readonly (TreeMerge | undefined)[]> {
  const processes = Math.min(availableParallelism(), MOST_PROCESSES, Math.ceil(pairs.length / LEAST_EACH));
  const size = Math.ceil(pairs.length / processes);
  const parts = Array.from({ length: processes }, (_, part) => pairs.slice(part * size, (part + 1) * size));
  return (await Promise.all(parts.map((part) => mergeUntil(scratch, part.map(printPair), deadline)))).flat();
}

function printPair({ ours, theirs }: MergePair): string {
  return `${ours} ${theirs}`;
}
