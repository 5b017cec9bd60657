/** What a tick reads of a hundred open pull requests from git: all of it, and the merges of all pairs in a process for each. */
import { openProject } from "../src/commands/project.ts";
import type { Project } from "../src/commands/project.ts";
import { readPairs, readPulls } from "../src/commands/read-pulls.ts";
import type { PullFacts } from "../src/commands/read-pulls.ts";
import { findPairs } from "../src/decide/pull-pairs.ts";
import type { ForgePull } from "../src/forge/forge.ts";
import { writeCommits } from "../src/git/commits.ts";
import { mergeTrees } from "../src/git/merge.ts";
import type { Repository } from "../src/git/repository.ts";
import type { Attempt, Pull, Sha } from "../src/state/facts.ts";
import { branchName } from "../src/state/names.ts";
import { attempt } from "../test/support/builders.ts";
import { generatePlan } from "./generated-plan.ts";
import { median, printMedian, printSpread, printTable } from "./measure.ts";
import { withFolder, writePlan } from "./scratch.ts";

const FILES = 5_000;
const LINES = 60;
const PULLS = 100;
/** Of each pull request, most of them in a part of the repository that others work in too. */
const EDITS = 20;
/** Of the base, since the pull requests began. */
const MOVED = 100;
const ROUNDS = 5;
/** Pairs that get a process of their own; the rest is extrapolated from them. */
const SAMPLE = 50;

export async function mergeSimulation(): Promise<void> {
  await withFolder(async (folder) => {
    await writePlan(folder, generatePlan({ workstreams: 1, dependencies: 0, patterns: 1 }));
    const facts = await writeHistory((await open(folder)).repository);
    const rounds: Round[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const measured = await measure(folder, facts);
      if (round > 0) rounds.push(measured);
    }
    console.log(
      `${PULLS} open pull requests on a repository of ${FILES} files, ${EDITS} files changed by each and ${MOVED} by the base ` +
        `meanwhile. Medians of ${ROUNDS} rounds after one that is not counted, each with empty caches. One by one: a process for ` +
        `each pair, measured for ${SAMPLE} and extrapolated.\n`,
    );
    console.log(printRounds(rounds));
  });
}

interface Round {
  readonly pairs: number;
  readonly conflicts: number;
  readonly conflictsWithBase: number;
  /** Milliseconds: owners, changes and merges with the base; all pairs; only their merges, one by one. */
  readonly pulls: number;
  readonly merging: number;
  readonly naive: number;
}

/** With caches of its own. */
function open(folder: string): Promise<Project> {
  return openProject(folder, { now: () => 0, environment: { WORKSTREAMS_HOME: folder } });
}

function textOf(file: number, edited?: number, word = ""): string {
  return Array.from({ length: LINES }, (_, line) => `file ${file} line ${line}${line === edited ? word : ""}\n`).join(
    "",
  );
}

function pathOf(file: number): string {
  return `src/part-${Math.floor(file / 100)}/file-${file}.ts`;
}

function edit(file: number, line: number, by: string): { readonly path: string; readonly text: string } {
  return { path: pathOf(file), text: textOf(file, line, ` by ${by}`) };
}

async function writeHistory(repository: Repository): Promise<PullFacts> {
  const files = Array.from({ length: FILES }, (_, file) => ({ path: pathOf(file), text: textOf(file) }));
  const [base = ""] = await writeCommits(repository, [{ parents: [], message: "Base", files }]);
  const moved = Array.from({ length: MOVED }, (_, number) => edit((number * 47) % FILES, 30, "the base"));
  const [tip = "", ...claims] = await writeCommits(repository, [
    { parents: [base], message: "Moved", files: moved },
    ...Array.from({ length: PULLS }, (_, number) => ({ parents: [base], message: `Claim ${number}` })),
  ]);
  const heads = await writeCommits(
    repository,
    claims.map((claim, number) => ({ parents: [claim], message: `Work ${number}`, files: editsOf(number) })),
  );
  return factsOf(base, tip, claims, heads);
}

/** The same numbers in every run, spread over the files of one half of the repository. */
function editsOf(number: number): readonly { readonly path: string; readonly text: string }[] {
  return Array.from({ length: EDITS }, (_, place) => {
    const file = (number * 379 + place * place * 131 + place * 17) % (FILES / 2);
    return edit(file, ((number * 37 + place * 11) % 12) * 5, String(number));
  });
}

function factsOf(base: Sha, tip: Sha, claims: readonly Sha[], heads: readonly Sha[]): PullFacts {
  const ids = heads.map((_, number) => `ws-${number}`);
  const attempts = new Map<string, readonly Attempt[]>(
    ids.map((id, number) => [id, [attempt({ id, claim: { sha: claims[number] ?? "", base } })]]),
  );
  const pulls = heads.map((head, number): ForgePull => forgePull(number + 1, ids[number] ?? "", head));
  const forge = { pulls, statuses: new Map(), verifying: new Set<Sha>(), ci: undefined };
  return { forge, attempts, base: tip, verdicts: new Map() };
}

function forgePull(number: number, id: string, head: Sha): ForgePull {
  const none = { queueHead: undefined, closedAt: undefined, mergedAs: undefined };
  const people = { author: "bot", approvedBy: [], changesRequestedBy: [] };
  const texts = { branch: branchName(id), title: id, body: "", labels: [] };
  const state = { state: "open", draft: false, queued: false, ownRepository: true, openedAt: 0 } as const;
  return { number, head, ...texts, ...state, ...people, ...none };
}

async function measure(folder: string, facts: PullFacts): Promise<Round> {
  const project = await open(folder);
  const start = performance.now();
  const pulls = await readPulls(project, facts);
  const read = performance.now();
  const pairs = await readPairs(project, pulls, "sensitive");
  const merged = performance.now();
  if (pulls.some(({ id }) => id === undefined)) throw new Error("a pull request belongs to nobody");
  return {
    pairs: pairs.length,
    conflicts: pairs.filter(({ conflicts }) => conflicts.length > 0).length,
    conflictsWithBase: pulls.filter(({ mergeability }) => mergeability.kind === "conflict").length,
    pulls: read - start,
    merging: merged - read,
    naive: await mergeOneByOne(folder, pulls),
  };
}

async function mergeOneByOne(folder: string, pulls: readonly Pull[]): Promise<number> {
  const { repository } = await open(folder);
  const pairs = findPairs(pulls, "sensitive");
  const start = performance.now();
  for (const { a, b } of pairs.slice(0, SAMPLE)) await mergeTrees(repository, [{ ours: a.head, theirs: b.head }]);
  return ((performance.now() - start) * pairs.length) / Math.min(SAMPLE, pairs.length);
}

function printRounds(rounds: readonly Round[]): string {
  const [first] = rounds;
  const row = (name: string, msOf: (round: Round) => number): readonly string[] => {
    const values = rounds.map(msOf);
    return [name, printMedian(values), printSpread(values)];
  };
  const table = printTable(
    ["step", "ms", "spread"],
    [
      row("whose they are, what each changes, its merge with the base", ({ pulls }) => pulls),
      row("merges of all pairs that share a path", ({ merging }) => merging),
      row("in all", ({ pulls, merging }) => pulls + merging),
      row("the merges of pairs one by one", ({ naive }) => naive),
    ],
  );
  const times = (median(rounds.map(({ naive }) => naive)) / median(rounds.map(({ merging }) => merging))).toFixed(0);
  return (
    `${table}\n\nConflicts with the base: ${first?.conflictsWithBase}. ${first?.pairs} pairs share a path, ${first?.conflicts} of ` +
    `them conflict; together they are ${times} times as fast as one by one.`
  );
}
