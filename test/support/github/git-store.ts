/** A bare repository on disk, and what the server asks git about it. */
import { mkdir } from "node:fs/promises";
import type { Sha } from "../../../src/state/facts.ts";
import { createCommitCheck } from "./commit-check.ts";
import { Refusal } from "./refusal.ts";
import { runGit, tryGit } from "./run-git.ts";

export interface GitStore {
  readonly directory: string;
  /** Runs git there; throws where it fails. */
  git(...args: readonly string[]): Promise<string>;
  /** Every ref. */
  readRefs(): Promise<Map<string, Sha>>;
  /** One transaction; an empty `to` deletes. Throws where one of `from` is not there any more. */
  moveRefs(moves: readonly RefMove[]): Promise<void>;
  /** Adds a commit to what `parent` holds, undefined: to nothing. Moves no ref. */
  commit(draft: CommitDraft): Promise<Sha>;
  /** The tree of a three-way merge, or the paths that conflict. */
  mergeTree(ours: Sha, theirs: Sha): Promise<MergedTree>;
  /** A commit with this tree. */
  commitTree(tree: Sha, parents: readonly Sha[], message: string, author: string, at: number): Promise<Sha>;
  /** Whether the commit is there. */
  hasCommit(sha: Sha): Promise<boolean>;
  isAncestor(ancestor: Sha, descendant: Sha): Promise<boolean>;
}

export interface RefMove {
  readonly ref: string;
  readonly to: Sha | undefined;
  /** What must be there now; undefined: nothing may be. */
  readonly from: Sha | undefined;
}

export interface CommitDraft {
  readonly parent: Sha | undefined;
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  readonly author: string;
  readonly at: number;
}

export type MergedTree =
  | { readonly kind: "clean"; readonly tree: Sha }
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

/** The tree; throws what GitHub answers to a conflict. */
export function cleanTree(merged: MergedTree): Sha {
  if (merged.kind === "conflict") throw new Refusal(405, "Pull Request is not mergeable");
  return merged.tree;
}

/** What git writes for "no such object". */
export const ZERO_SHA: Sha = "0".repeat(40);

/** Makes an empty bare repository. */
export async function createStore(directory: string, branch: string): Promise<GitStore> {
  await mkdir(directory, { recursive: true });
  await runGit(directory, ["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`]);
  return openStore(directory);
}

function openStore(directory: string): GitStore {
  return {
    directory,
    git: (...args) => runGit(directory, args),
    readRefs: () => readRefs(directory),
    moveRefs: (moves) => moveRefs(directory, moves),
    commit: (draft) => commit(directory, draft),
    mergeTree: (ours, theirs) => mergeTree(directory, ours, theirs),
    commitTree: (tree, parents, message, author, at) =>
      runGit(directory, ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], {
        input: message,
        env: identity(author, at),
      }),
    hasCommit: createCommitCheck(directory),
    async isAncestor(ancestor, descendant) {
      return (await tryGit(directory, ["merge-base", "--is-ancestor", ancestor, descendant])).code === 0;
    },
  };
}

async function readRefs(directory: string): Promise<Map<string, Sha>> {
  const output = await runGit(directory, ["for-each-ref", "--format=%(objectname) %(refname)"]);
  const lines = output === "" ? [] : output.split("\n");
  return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
}

async function moveRefs(directory: string, moves: readonly RefMove[]): Promise<void> {
  const lines = moves.map(({ ref, to, from }) =>
    to === undefined ? `delete ${ref} ${from ?? ZERO_SHA}\n` : `update ${ref} ${to} ${from ?? ZERO_SHA}\n`,
  );
  await runGit(directory, ["update-ref", "--stdin"], { input: lines.join("") });
}

async function commit(directory: string, draft: CommitDraft): Promise<Sha> {
  const who = `${draft.author} <${draft.author}@users.noreply.github.com> ${Math.floor(draft.at / 1000)} +0000`;
  const files = Object.entries(draft.files).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
  );
  const parent = draft.parent === undefined ? "" : `from ${draft.parent}\n`;
  const head = `feature done\ncommit refs/import\nmark :1\nauthor ${who}\ncommitter ${who}\n${data(draft.message)}`;
  // Without a ref in the repository: the mark is all that is wanted.
  const input = `${head}${parent}${files.join("")}\nget-mark :1\nreset refs/import\nfrom ${ZERO_SHA}\n\ndone\n`;
  return runGit(directory, ["fast-import", "--quiet", "--force"], { input });
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function mergeTree(directory: string, ours: Sha, theirs: Sha): Promise<MergedTree> {
  const { code, stdout, stderr } = await tryGit(directory, [
    "merge-tree",
    "--write-tree",
    "--name-only",
    "--no-messages",
    "-z",
    ours,
    theirs,
  ]);
  const [tree = "", ...paths] = stdout.split("\0").filter((part) => part !== "");
  if (!/^[0-9a-f]{40}$/.test(tree)) throw new Error(`git merge-tree ${ours} ${theirs}: ${stderr}`);
  return code === 0 ? { kind: "clean", tree } : { kind: "conflict", paths };
}

function identity(author: string, at: number): Record<string, string> {
  const date = `${Math.floor(at / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: `${author}@users.noreply.github.com`,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "GitHub",
    GIT_COMMITTER_EMAIL: "noreply@github.com",
    GIT_COMMITTER_DATE: date,
  };
}
