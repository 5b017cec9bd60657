/** What a run left in a repository, read by git alone: none of the code under test is asked. */
import type { TestRepository } from "./repository.ts";

/** One attempt, from its refs. */
export interface RecordedAttempt {
  readonly id: string;
  readonly number: number;
  /** The commit that the claim was made on. */
  readonly base: string;
  /** Undefined: it has not ended. */
  readonly outcome: string | undefined;
  readonly counted: boolean;
  readonly reason: string;
}

/** A merge of a workstream's branch into the base. */
export interface RecordedMerge {
  readonly id: string;
  readonly commit: string;
}

const RECORD = /^refs\/workstreams\/attempts\/([^/]+)\/([0-9]+)\/(claim|end)$/;

export async function readAttempts(repository: TestRepository): Promise<readonly RecordedAttempt[]> {
  const format = "%(refname)%00%(parent)%00%(contents:trailers)%01";
  const output = await repository.git("for-each-ref", `--format=${format}`, "refs/workstreams/attempts");
  const records = output.split("\u0001").flatMap((row) => {
    const [ref = "", parent = "", trailers = ""] = row.trim().split("\0");
    const [, id = "", number, part] = RECORD.exec(ref) ?? [];
    return part === undefined ? [] : [{ id, number: Number(number), part, parent, trailers: readTrailers(trailers) }];
  });
  const ends = records.filter(({ part }) => part === "end");
  return records
    .filter(({ part }) => part === "claim")
    .map(({ id, number, parent }) => {
      const end = ends.find((each) => each.id === id && each.number === number)?.trailers;
      const counted = end?.get("Counted") === "yes";
      return { id, number, base: parent, outcome: end?.get("Outcome"), counted, reason: end?.get("Reason") ?? "" };
    })
    .toSorted((a, b) => a.id.localeCompare(b.id) || a.number - b.number);
}

function readTrailers(text: string): ReadonlyMap<string, string> {
  const lines = Array.from(text.matchAll(/^Workstreams-([A-Za-z]+): (.*)$/gm));
  return new Map(lines.map(([, name = "", value = ""]) => [name, value]));
}

/** The merges on the base's own line, oldest first; each second parent is the head of a workstream's branch. */
export async function readMerges(repository: TestRepository, base = "main"): Promise<readonly RecordedMerge[]> {
  const branches = await repository.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/workstreams/");
  const ids = new Map(
    branches.split("\n").map((line): [string, string] => {
      const [head = "", ref = ""] = line.split(" ");
      return [head, ref.slice("refs/heads/workstreams/".length)];
    }),
  );
  const log = await repository.git("log", "--first-parent", "--merges", "--reverse", "--format=%H %P", base);
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [commit = "", , head = ""] = line.split(" ");
      return { id: ids.get(head) ?? `no branch of ${head}`, commit };
    });
}

/** Whether `commit` contains `ancestor`. */
export async function contains(repository: TestRepository, commit: string, ancestor: string): Promise<boolean> {
  const answer = await repository.git("rev-list", "--count", "--max-count=1", ancestor, `^${commit}`);
  return answer === "0";
}

/**
 * Whether one commit of the base's own line comes at or after another. That line is the history of what was merged: each
 * commit on it contains all before it. A commit that is not on it throws.
 */
export async function readLine(
  repository: TestRepository,
  base = "main",
): Promise<(later: string | undefined, earlier: string | undefined) => boolean> {
  const line = (await repository.git("rev-list", "--first-parent", "--reverse", base)).split("\n");
  const place = (commit: string | undefined) => {
    const index = line.indexOf(commit ?? "");
    if (index < 0) throw new Error(`${commit} is not on the line of ${base}`);
    return index;
  };
  return (later, earlier) => place(later) >= place(earlier);
}

/** Every file of a commit with its content's name. */
export function readTree(repository: TestRepository, commit = "main"): Promise<string> {
  return repository.git("ls-tree", "-r", commit);
}

/** All refs, so that a test can tell whether anything moved. */
export function readRefs(repository: TestRepository): Promise<string> {
  return repository.git("for-each-ref");
}
