import { randomBytes } from "node:crypto";
import type { Sha } from "../state/facts.ts";
import { IDENTITY } from "./git-environment.ts";
import type { Repository } from "./repository.ts";

/** A commit to write. Its content is its first parent's, or `tree`, with `files` changed. */
export interface CommitDraft {
  /** A number is the index of an earlier commit of the same batch. */
  readonly parents: readonly (Sha | number)[];
  /** Written as it is, to the byte. */
  readonly message: string;
  readonly tree?: Sha;
  readonly files?: readonly FileWrite[];
}

interface FileWrite {
  readonly path: string;
  /** Undefined: the file is deleted. */
  readonly text: string | undefined;
}

/** Writes commits, without index, working tree or ref. The answer is their names, in order. */
export async function writeCommits(repository: Repository, drafts: readonly CommitDraft[]): Promise<readonly Sha[]> {
  const plain = drafts.map(toPlain).filter((draft) => draft !== undefined);
  const few = drafts.length <= MOST_BY_ONE && plain.length === drafts.length;
  return few ? Promise.all(plain.map((draft) => writePlain(repository, draft))) : importAll(repository, drafts);
}

/** Until here a small process for each commit takes less time than the one that takes any number. */
const MOST_BY_ONE = 4;

/** A commit without files of its own, of which nothing else in the batch is a parent. */
interface PlainDraft {
  readonly parents: readonly Sha[];
  readonly tree: string;
  readonly message: string;
}

function toPlain({ parents, tree, message, files }: CommitDraft): PlainDraft | undefined {
  const names = parents.filter((parent) => typeof parent === "string");
  const content = tree ?? (names[0] === undefined ? undefined : `${names[0]}^{tree}`);
  // fast-import alone takes a message with a NUL inside.
  const isPlain = files === undefined && names.length === parents.length && !message.includes("\0");
  return isPlain && content !== undefined ? { parents: names, tree: content, message } : undefined;
}

async function writePlain(repository: Repository, { parents, tree, message }: PlainDraft): Promise<Sha> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  return (await repository.git.write(args, message)).trimEnd();
}

/** Any number of commits in one process. */
async function importAll(repository: Repository, drafts: readonly CommitDraft[]): Promise<readonly Sha[]> {
  if (drafts.length === 0) return [];
  // fast-import writes no commit outside of a ref: this one is made and deleted within the process.
  const ref = `refs/workstreams/tmp/${randomBytes(8).toString("hex")}`;
  const input = [
    ...drafts.flatMap((draft, index) => printCommit(ref, draft, index)),
    ...drafts.map((_, index) => `get-mark :${index + 1}\n`),
    `reset ${ref}\nfrom ${"0".repeat(40)}\n\n`,
  ].join("");
  const output = await repository.git.write(["fast-import", "--quiet", "--date-format=now"], input);
  return output.trimEnd().split("\n");
}

function printCommit(ref: string, draft: CommitDraft, index: number): readonly string[] {
  const parents = draft.parents.map(
    (parent, position) => `${position === 0 ? "from" : "merge"} ${printParent(parent)}\n`,
  );
  return [
    // Else a commit without parents would follow the one before it.
    `reset ${ref}\n\n`,
    `commit ${ref}\nmark :${index + 1}\ncommitter ${IDENTITY.name} <${IDENTITY.email}> now\n`,
    printData(draft.message),
    ...parents,
    draft.tree === undefined ? "" : `M 040000 ${draft.tree} ""\n`,
    ...(draft.files ?? []).map(printFile),
    "\n",
  ];
}

function printParent(parent: Sha | number): string {
  return typeof parent === "number" ? `:${parent + 1}` : parent;
}

function printFile(file: FileWrite): string {
  const path = `"${file.path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
  return file.text === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${printData(file.text)}`;
}

/** Counted in bytes, so that no text can be taken for a command. */
function printData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
