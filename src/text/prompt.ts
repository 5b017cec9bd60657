import { isExclusion } from "../plan/scope.ts";
import type { AcceptanceTest, Scope, Workstream } from "../plan/workstream.ts";
import type { Failure } from "../state/failure.ts";
import { printFailure } from "./failure.ts";
import { markdownCode } from "./markdown.ts";
import { plain } from "./plain.ts";

/** What went wrong in the attempt before. */
export interface PreviousAttempt {
  readonly failure: Failure;
  /** The end of what the agent or the failed test printed; may be empty. */
  readonly output: string;
  /** Paths in which the delivered work conflicts with the moved base, where known with the lines; else empty. */
  readonly conflicts: readonly ConflictView[];
}

/** One conflict, with both versions of the lines as git shows them; empty where lines say nothing. */
export interface ConflictView {
  readonly path: string;
  readonly text: string;
}

export interface PromptInput {
  readonly workstream: Workstream;
  /** What the attempt's contract lets it change. */
  readonly scope: Scope;
  /** Whether companion rules let it change what belongs to that. */
  readonly companions: boolean;
  /** Undefined at the first attempt. */
  readonly previous: PreviousAttempt | undefined;
  /** What it depends on: merged into the base it starts from. */
  readonly dependencies: readonly { readonly id: string; readonly title: string }[];
}

/** What a coding agent is asked to do, as Markdown. */
export function printPrompt(input: PromptInput): string {
  const { workstream, scope, previous, dependencies } = input;
  const sections = [
    `# ${plain(workstream.title)}\n\nThis is workstream \`${workstream.id}\`. ${RULES}`,
    section("What went wrong last time", previous === undefined ? [] : printPrevious(previous)),
    section("Tasks", workstream.tasks.map(printItem)),
    section("What you may change", [...codeItems(scope), scopeRule(input)]),
    section("Files to create", codeItems(workstream.filesCreate)),
    section("How it is checked", printAcceptance(workstream.acceptance)),
    section(
      "What is there already",
      dependencies.map(({ id, title }) => `- \`${id}\`: ${plain(title)}`),
    ),
  ];
  return `${sections.filter((each) => each !== "").join("\n\n")}\n`;
}

const RULES =
  "Work in the current directory, a git worktree of your own. Nobody answers questions: decide, do it, and exit. " +
  "What you leave there is committed for you; your own commits are kept. Ending without a change counts as a failure. " +
  "The whole workstream, with every key of its file, is in the JSON file that $WORKSTREAM_FILE names.";

const COMPANIONS =
  "What belongs to a file that you may change, such as its lockfile, test or snapshot in the usual place, may change with it. ";

function scopeRule({ scope, companions }: PromptInput): string {
  const exclusions = scope.some(isExclusion)
    ? " A pattern that begins with ! takes paths away from those before it."
    : "";
  return (
    `\nA path without wildcards covers itself and everything below it.${exclusions} ` +
    (companions ? COMPANIONS : "") +
    "A change of any other path is refused, whole."
  );
}

/** Nothing for a section without lines. */
function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}`;
}

/** A text of several lines stays one item. */
function printItem(text: string): string {
  return `- ${text.trim().replaceAll(/\r?\n/g, "\n  ")}`;
}

function codeItems(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `- ${markdownCode(text)}`);
}

function printAcceptance(tests: readonly AcceptanceTest[]): readonly string[] {
  const commands = tests.flatMap((test) => (test.kind === "command" ? [test.command] : []));
  const manual = tests.flatMap((test) => (test.kind === "manual" ? [test.text] : []));
  return [
    ...(commands.length === 0
      ? []
      : ["These commands run in a fresh checkout of your work, and each must exit with 0:\n", ...commands.map(fence)]),
    ...(manual.length === 0
      ? []
      : [`${commands.length === 0 ? "" : "\n"}A person checks:\n`, ...manual.map(printItem)]),
  ];
}

function printPrevious({ failure, output, conflicts }: PreviousAttempt): readonly string[] {
  return [
    `The attempt before this one failed: ${printFailure(failure)}. ${printAdvice(failure.code)}`,
    ...printConflicts(conflicts),
    ...(output.trim() === "" ? [] : ["\nThe end of its output:\n", fence(output.trimEnd())]),
  ];
}

/** Most characters of all conflicts together: they are a help, not the task. */
const CONFLICTS_LENGTH = 12_000;

/** First the newest base's lines, then those of the work that was refused. */
function printConflicts(conflicts: readonly ConflictView[]): readonly string[] {
  if (conflicts.length === 0) return [];
  const lines = ["\nThe conflicts are in:\n", ...codeItems(conflicts.map(({ path }) => path))];
  let length = 0;
  for (const { path, text } of conflicts) {
    length += text.length;
    if (text === "" || length > CONFLICTS_LENGTH) continue;
    lines.push(`\nIn ${markdownCode(path)}, above the new base, below the work that conflicts with it:\n`, fence(text));
  }
  return lines;
}

/** What to do differently. Its work is not in the directory: every attempt starts from the base. */
function printAdvice(code: Failure["code"]): string {
  const again = "Its work is not in this directory: start from what you find here.";
  switch (code) {
    case "scope":
    case "protected":
      return `${again} Leave those paths alone.`;
    case "acceptance":
      return `${again} Run the checks below yourself before you end.`;
    case "no-change":
      return "Change the files that the tasks ask for; an explanation is not enough.";
    case "denied":
      return `${again} Do it with the tools that you have; nobody can grant you others.`;
    case "budget":
    case "timeout":
      return `${again} Take the shortest way, and end by yourself.`;
    case "conflict":
      return "This directory has the newest base: do the tasks again on top of what others merged meanwhile.";
    case "history":
      return `${again} Commit on top of the checked-out commit; do not reset, rebase or change the branch.`;
    case "agent-exit":
    case "setup":
    case "agent-start":
    case "login":
    case "usage-cap":
    case "service":
    case "dead":
    case "cancelled":
    case "taken-over":
    case "push-refused":
    case "internal":
      return again;
    default:
      return code satisfies never;
  }
}

/** A block of code whose content can't close it. */
function fence(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}\n${text}\n${mark}`;
}
