import { findCompanions } from "../decide/companions.ts";
import { isExclusion, matchingPattern } from "../plan/scope.ts";
import type { AcceptanceTest, Workstream } from "../plan/workstream.ts";
import type { Acceptance, Change, Contract, Usage } from "../state/facts.ts";
import { markdownCode, markdownText } from "./markdown.ts";
import { printUsage } from "./money.ts";
import { plain } from "./plain.ts";
import { count, cut, cutLines } from "./words.ts";

/** GitHub refuses a body of more than 65,536 characters. */
const BODY_LENGTH = 60_000;
const TITLE_LENGTH = 250;
const ITEM_LENGTH = 1_000;
/** How many paths of one pattern are named. */
const PATHS = 20;

/** What a pull request's body tells. */
export interface PullText {
  readonly workstream: Workstream;
  readonly contract: Pick<Contract, "companions" | "pathCase">;
  readonly attempt: number;
  readonly agent: string;
  /** How the acceptance tests ended on the delivered head. */
  readonly acceptance: Acceptance;
  /** What the attempt's agent told that it spent; undefined: nothing. */
  readonly usage: Usage | undefined;
  /** What the head changes against the attempt's base. */
  readonly changes: readonly Change[];
}

/** "ws-a: Do this", at most 250 characters. */
export function pullTitle({ id, title }: Pick<Workstream, "id" | "title">): string {
  const words = plain(title);
  return cut(words === "" || words === id ? id : `${id}: ${words}`, TITLE_LENGTH);
}

/** The body of a workstream's pull request, in Markdown, at most 60,000 characters. */
export function pullBody(text: PullText): string {
  const { workstream, attempt, agent } = text;
  const lines = [
    `Workstream ${code(workstream.id)}, attempt ${attempt} by ${code(agent)}. ` +
      `Its file is ${code(workstream.file)}.` +
      (workstream.pattern === undefined ? "" : ` It follows the pattern ${code(workstream.pattern)}.`) +
      (text.usage === undefined ? "" : ` By its agent's own figures it spent ${printUsage(text.usage)}.`),
    ...section("Tasks", workstream.tasks.map(item)),
    ...section("Changes", printChanges(text)),
    ...section("Acceptance", printAcceptance(text)),
  ];
  return cutLines(lines, BODY_LENGTH, "\n\n… cut: the workstream's file has it all.");
}

/** The message of the commit that merges a pull request. */
export function mergeMessage(merge: { id: string; title: string; pull: number; attempt: number }): string {
  return `Merge ${cut(pullTitle(merge), 80)} (#${merge.pull})\n\nAttempt ${merge.attempt} of workstream ${merge.id}.\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `### ${title}`, "", ...lines];
}

function item(text: string): string {
  return `- ${markdownText(cut(text, ITEM_LENGTH))}`;
}

function code(text: string): string {
  return markdownCode(cut(text, ITEM_LENGTH));
}

/** What changed under each pattern of the scope; a path counts for the first pattern that covers it. */
function printChanges({ workstream, contract, changes }: PullText): readonly string[] {
  const { scope } = workstream;
  const covering = scope.filter((pattern) => !isExclusion(pattern));
  const companions = findCompanions(changes, { ...contract, scope });
  const byPattern = new Map<string, Change[]>(covering.map((pattern) => [code(pattern), []]));
  for (const change of changes) {
    const pattern = matchingPattern(scope, change.path, contract.pathCase);
    const place = pattern === undefined ? besides(companions.get(change.path)) : code(pattern);
    const covered = byPattern.get(place);
    if (covered === undefined) byPattern.set(place, [change]);
    else covered.push(change);
  }
  return Array.from(byPattern, ([place, covered]) => `- ${place}: ${printPaths(covered)}`);
}

/** Where a path is that no pattern covers: with the one that it belongs to, if any. */
function besides(source: string | undefined): string {
  return source === undefined ? "outside the scope" : `with ${code(source)}`;
}

function printPaths(changes: readonly Change[]): string {
  if (changes.length === 0) return "unchanged";
  const named = changes.slice(0, PATHS).map(({ path, kind }) => `${code(path)} ${kind}`);
  const more = changes.length > PATHS ? [`${changes.length - PATHS} more`] : [];
  return `${count(changes.length, "file")} (${[...named, ...more].join(", ")})`;
}

const ACCEPTANCE: Readonly<Record<Acceptance, string>> = {
  passed: "Passed on this head:",
  failed: "Failed on this head:",
  off: "Not run, switched off by a person:",
  none: "Not run:",
};

/** The commands with how they ended, and the lines that the reviewer checks off. */
function printAcceptance({ workstream, acceptance }: PullText): readonly string[] {
  const commands = workstream.acceptance.flatMap((test) => (test.kind === "command" ? [test] : []));
  const manual = workstream.acceptance.flatMap((test) => (test.kind === "manual" ? [test] : []));
  const run = commands.length === 0 ? [] : [ACCEPTANCE[acceptance], "", ...commands.map(printCommand)];
  const checks = manual.map(({ text }) => `- [ ] ${markdownText(cut(text, ITEM_LENGTH))}`);
  if (checks.length === 0) return run;
  return [...run, ...(run.length === 0 ? [] : [""]), "For the reviewer:", "", ...checks];
}

function printCommand({ command }: Extract<AcceptanceTest, { kind: "command" }>): string {
  return `- ${code(command)}`;
}
