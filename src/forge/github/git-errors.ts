/** What git's talk with GitHub fails for, as few names and one sentence each. */
import type { GitError } from "../../git/git.ts";
import { ForgeError } from "../forge.ts";
import { ARCHIVED, lackingPermission, UNKNOWN_REPOSITORY, UNKNOWN_TOKEN } from "./sentences.ts";

export function toGitForgeError(error: GitError): ForgeError {
  const words = `${error.stderr}\n${error.stdout}`;
  for (const row of KNOWN) {
    const [found, name] = row.words.exec(words) ?? [];
    if (found === undefined) continue;
    const sentence = (error.command === "push" ? undefined : row.reading) ?? row.sentence;
    return new ForgeError(
      "refused",
      sentence.replace("$1", () => name ?? ""),
      { cause: error },
    );
  }
  const passes = error.lock !== undefined || PASSES.test(words);
  const sentence = passes ? `GitHub can't be reached by git: ${lastLine(error)}` : error.message;
  return new ForgeError(passes ? "retry" : "refused", sentence, { cause: error });
}

/** `$1` in a sentence is what the words' group found. */
interface Row {
  readonly words: RegExp;
  readonly sentence: string;
  /** What it says where git only reads, if that is something else. */
  readonly reading?: string;
}

/** What a person has to switch on, give, or take away. */
const KNOWN: readonly Row[] = [
  {
    words: /create or update workflow `([^`]+)`/,
    sentence:
      "$1 is a workflow file, which this token may not push: give the token of an App with `workflows: write`, or take the file out of the scope",
  },
  {
    words: /GH013: Repository rule violations found for (?:refs\/heads\/)?(\S+?)\.?\s/,
    sentence: "a ruleset forbids this push to $1: exempt the loop, or that name, in Settings > Rules > Rulesets",
  },
  {
    words: /GH006: Protected branch update failed for (?:refs\/heads\/)?(\S+?)\.?\s/,
    sentence: "$1 is a protected branch: let the loop push to it, or take the protection away, in Settings > Branches",
  },
  {
    words: /protected branch hook declined|push declined due to repository rule violations/,
    sentence: "a protection or a ruleset forbids this push: see Settings > Branches and Settings > Rules",
  },
  {
    words: /File (\S+) is .* exceeds GitHub's file size limit/,
    sentence: "$1 is larger than GitHub takes: keep it out of the commit",
  },
  {
    words: /repository was archived|is archived/i,
    sentence: ARCHIVED,
  },
  {
    words: /Authentication failed|invalid credentials|could not read Username|error: 401/i,
    sentence: UNKNOWN_TOKEN,
  },
  {
    words: /Permission to .* denied|Write access to repository not granted|error: 403/i,
    sentence: lackingPermission("the token may not push", "`contents: write`"),
    reading: lackingPermission("the token may not read the repository", "`contents: read`"),
  },
  {
    words: /repository .*not found|error: 404/i,
    sentence: UNKNOWN_REPOSITORY,
  },
  {
    words: /couldn't find remote ref (?:refs\/heads\/)?(\S+)/,
    sentence: "GitHub has no branch $1: push it, or name another base in the configuration",
  },
];

/** Faults of the network, or of GitHub itself. */
const PASSES =
  /could not resolve|couldn't connect|connection (?:refused|reset|timed out)|failed to connect|empty reply|error: (?:429|5\d\d)|RPC failed|early EOF|hung up|timed? ?out|too slow|SSL|unexpected disconnect|internal server error|cannot lock ref|failed to update ref/i;

function lastLine(error: GitError): string {
  return error.stderr.trim().split("\n").at(-1) ?? "";
}
