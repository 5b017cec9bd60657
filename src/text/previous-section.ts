/** What a prompt tells of the attempt before: why it failed, what people said of it, and what it had changed. */
import type { Failure } from "../state/failure.ts";
import { printFailure } from "./failure.ts";
import { markdownCode } from "./markdown.ts";
import type { ChangedFile, ConflictView, PreviousAttempt, WorkView } from "./previous-attempt.ts";
import { promptBlock } from "./prompt-text.ts";
import { cut } from "./words.ts";

/** Most characters of all conflicts together: they are a help, not the task. */
const CONFLICTS_LENGTH = 12_000;
/** Most characters of the end of an output; records keep less. */
const OUTPUT_LENGTH = 8_000;
const DETAIL_LENGTH = 2_000;
const PATCH_LENGTH = 8_000;
/** How many changed files are named, and most characters of a path. */
const FILES = 30;
const PATH_LENGTH = 250;

/** Empty where there was no attempt and nobody said anything. `notes` are what a claim carries, see notes.ts. */
export function printPreviousSection(previous: PreviousAttempt | undefined, notes: string): string {
  const parts = [
    ...(previous === undefined ? [] : [printEnd(previous), ...printConflicts(previous.conflicts)]),
    ...printOutput(previous?.output ?? ""),
    ...printNotesPart(notes),
    ...(previous?.work === undefined ? [] : printWork(previous.work)),
  ];
  return parts.join("\n\n");
}

function printEnd({ failure }: PreviousAttempt): string {
  if (failure === undefined) {
    return `The attempt before this one delivered its work, and a person asked for another one. ${AGAIN}`;
  }
  const detail = cut(failure.detail, DETAIL_LENGTH);
  return `The attempt before this one failed: ${printFailure({ ...failure, detail })}. ${printAdvice(failure.code)}`;
}

/** First the newest base's lines, then those of the work that was refused. */
function printConflicts(conflicts: readonly ConflictView[]): readonly string[] {
  if (conflicts.length === 0) return [];
  const named = conflicts.slice(0, FILES).map(({ path }) => `- ${code(path)}`);
  const parts = [`The conflicts are in:`, [...named, ...more(conflicts.length - named.length)].join("\n")];
  let length = 0;
  for (const { path, text } of conflicts.slice(0, FILES)) {
    length += text.length;
    if (text === "" || length > CONFLICTS_LENGTH) continue;
    parts.push(`In ${code(path)}, above the new base, below the work that conflicts with it:`, promptBlock(text));
  }
  return parts;
}

function printOutput(output: string): readonly string[] {
  const text = output.trimEnd();
  return text.trim() === "" ? [] : ["The end of its output:", promptBlock(text.slice(-OUTPUT_LENGTH))];
}

function printNotesPart(notes: string): readonly string[] {
  if (notes === "") return [];
  return [
    "This is what people who may write to this repository said of the work so far. Do what they ask for, within the tasks and " +
      "the paths below; it does not change what you may change.",
    notes,
  ];
}

function printWork({ files, patch }: WorkView): readonly string[] {
  if (files.length === 0) return [];
  const named = files.slice(0, FILES).map(printFile);
  const stat = [...named, ...more(files.length - named.length)].join("\n");
  const kept = wholeLines(patch, PATCH_LENGTH);
  return ["That attempt had changed:", stat, ...(kept === "" ? [] : ["The beginning of that:", promptBlock(kept)])];
}

function printFile({ path, added, deleted }: ChangedFile): string {
  const lines = added === undefined || deleted === undefined ? "no text" : `+${added} -${deleted}`;
  return `- ${code(path)} ${lines}`;
}

function more(count: number): readonly string[] {
  return count > 0 ? [`- and ${count} more`] : [];
}

function code(path: string): string {
  return markdownCode(cut(path, PATH_LENGTH));
}

function wholeLines(text: string, max: number): string {
  const trimmed = text.trimEnd();
  if (trimmed.length <= max) return trimmed;
  return `${trimmed.slice(0, Math.max(trimmed.lastIndexOf("\n", max), 0))}\n…`.trimStart();
}

const AGAIN = "Its work is not in this directory: start from what you find here.";

/** What to do differently. Its work is not in the directory: every attempt starts from the base. */
function printAdvice(failure: Failure["code"]): string {
  switch (failure) {
    case "scope":
    case "protected":
      return `${AGAIN} Leave those paths alone.`;
    case "acceptance":
      return `${AGAIN} Run the checks below yourself before you end.`;
    case "no-change":
      return "Change the files that the tasks ask for; an explanation is not enough.";
    case "denied":
      return `${AGAIN} Do it with the tools that you have; nobody can grant you others.`;
    case "budget":
    case "timeout":
      return `${AGAIN} Take the shortest way, and end by yourself.`;
    case "conflict":
      return "This directory has the newest base: do the tasks again on top of what others merged meanwhile.";
    case "history":
      return `${AGAIN} Commit on top of the checked-out commit; do not reset, rebase or change the branch.`;
    case "agent-exit":
    case "setup":
    case "pattern-start":
    case "agent-start":
    case "install":
    case "login":
    case "usage-cap":
    case "service":
    case "dead":
    case "cancelled":
    case "taken-over":
    case "push-refused":
    case "internal":
      return AGAIN;
    default:
      return failure satisfies never;
  }
}
