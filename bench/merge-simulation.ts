/** Which of a hundred open pull requests conflict: all pairs that share a path in one process, and a process for each. */
import { findPairs } from "../src/decide/pull-pairs.ts";
import type { PairToMerge } from "../src/decide/pull-pairs.ts";
import { writeCommits } from "../src/git/commits.ts";
import { changesOfRanges } from "../src/git/diff.ts";
import { mergeTrees } from "../src/git/merge.ts";
import { openRepository } from "../src/git/repository.ts";
import type { Repository } from "../src/git/repository.ts";
import { pull } from "../test/support/builders.ts";
import { generatePlan } from "./generated-plan.ts";
import { median, printMedian, printSpread, printTable } from "./measure.ts";
import { withFolder, writePlan } from "./scratch.ts";

const FILES = 5_000;
const LINES = 60;
const PULLS = 100;
/** Of each pull request, most of them in a part of the repository that others work in too. */
const EDITS = 20;
const ROUNDS = 5;
/** Pairs that get a process of their own; the rest is extrapolated from them. */
const SAMPLE = 50;

export async function mergeSimulation(): Promise<void> {
  await withFolder(async (folder) => {
    await writePlan(folder, generatePlan({ workstreams: 1, dependencies: 0, patterns: 1 }));
    const { base, heads } = await writeHistory(await open(folder));
    const rows: Round[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const measured = await measure(folder, base, heads);
      if (round > 0) rows.push(measured);
    }
    console.log(
      `${PULLS} open pull requests on a repository of ${FILES} files, ${EDITS} files changed by each. Medians of ${ROUNDS} rounds after ` +
        `one that is not counted, each with empty caches. One by one: a process for each pair, measured for ${SAMPLE} and extrapolated.\n`,
    );
    console.log(printRounds(rows));
  });
}

interface Round {
  readonly pairs: number;
  readonly conflicts: number;
  /** Milliseconds: what each changes; which pairs to try; git's merges of them; the same one by one. */
  readonly diffs: number;
  readonly finding: number;
  readonly merging: number;
  readonly naive: number;
}

async function open(folder: string): Promise<Repository> {
  const repository = await openRepository(folder);
  if (repository.kind !== "repository") throw new Error(repository.message);
  return repository;
}

function textOf(file: number, edited?: number, word = ""): string {
  return Array.from({ length: LINES }, (_, line) => `file ${file} line ${line}${line === edited ? word : ""}\n`).join(
    "",
  );
}

function pathOf(file: number): string {
  return `src/part-${Math.floor(file / 100)}/file-${file}.ts`;
}

async function writeHistory(repository: Repository): Promise<{ base: string; heads: readonly string[] }> {
  const all = Array.from({ length: FILES }, (_, file) => ({ path: pathOf(file), text: textOf(file) }));
  const [base = ""] = await writeCommits(repository, [{ parents: [], message: "Base", files: all }]);
  const drafts = Array.from({ length: PULLS }, (_, number) => ({
    parents: [base],
    message: `Pull ${number}`,
    files: Array.from({ length: EDITS }, (__, edit) => {
      // The same numbers in every run, spread over the files of one half of the repository.
      const file = (number * 379 + edit * edit * 131 + edit * 17) % (FILES / 2);
      const line = ((number * 37 + edit * 11) % 12) * 5;
      return { path: pathOf(file), text: textOf(file, line, ` by ${number}`) };
    }),
  }));
  return { base, heads: await writeCommits(repository, drafts) };
}

async function measure(folder: string, base: string, heads: readonly string[]): Promise<Round> {
  const repository = await open(folder);
  const start = performance.now();
  const changes = await changesOfRanges(
    repository,
    heads.map((to) => ({ from: base, to })),
  );
  const pulls = heads.map((head, index) => pull({ number: index + 1, head, changes: changes[index] ?? [] }));
  const read = performance.now();
  const pairs = findPairs(pulls, "sensitive");
  const found = performance.now();
  const merges = await mergeTrees(repository, pairs.map(toMerge));
  const merged = performance.now();
  const alone = await open(folder);
  for (const pair of pairs.slice(0, SAMPLE)) await mergeTrees(alone, [toMerge(pair)]);
  const naive = ((performance.now() - merged) * pairs.length) / Math.min(SAMPLE, pairs.length);
  const conflicts = merges.filter(({ kind }) => kind === "conflict").length;
  return { pairs: pairs.length, conflicts, diffs: read - start, finding: found - read, merging: merged - found, naive };
}

function toMerge({ a, b }: PairToMerge): { readonly ours: string; readonly theirs: string } {
  return { ours: a.head, theirs: b.head };
}

function printRounds(rounds: readonly Round[]): string {
  const [first] = rounds;
  const merging = rounds.map((round) => round.merging);
  const naive = rounds.map((round) => round.naive);
  const table = printTable(
    ["step", "ms", "spread"],
    [
      row(
        "what each changes",
        rounds.map((round) => round.diffs),
      ),
      row(
        "which pairs share a path",
        rounds.map((round) => round.finding),
      ),
      row("merges of these pairs, one process", merging),
      row("the same one by one", naive),
    ],
  );
  const times = (median(naive) / median(merging)).toFixed(0);
  return `${table}\n\n${first?.pairs} pairs share a path, ${first?.conflicts} of them conflict; one process is ${times} times as fast.`;
}

function row(name: string, values: readonly number[]): readonly string[] {
  return [name, printMedian(values), printSpread(values)];
}
