import { isExclusion } from "../plan/scope.ts";
import type { AcceptanceTest, Scope, Workstream } from "../plan/workstream.ts";
import { markdownCode } from "./markdown.ts";
import { plain } from "./plain.ts";
import type { PreviousAttempt } from "./previous-attempt.ts";
import { printPreviousSection } from "./previous-section.ts";
import { BUILT_IN_TEMPLATE, renderTemplate } from "./prompt-template.ts";
import type { PromptValues } from "./prompt-template.ts";
import { promptBlock, promptLines } from "./prompt-text.ts";
import { cut, list } from "./words.ts";

export interface PromptInput {
  readonly workstream: Workstream;
  /** What the attempt's contract lets it change. */
  readonly scope: Scope;
  /** Whether companion rules let it change what belongs to that. */
  readonly companions: boolean;
  /** Undefined at the first attempt. */
  readonly previous: PreviousAttempt | undefined;
  /** What people said of the work so far, as the claim carries it; may be empty. */
  readonly notes: string;
  /** What it depends on: merged into the base it starts from. */
  readonly dependencies: readonly Delivered[];
  /** Paths of the files in which the repository says to agents how to work in it. */
  readonly instructions: readonly string[];
  /** The repository's own template; undefined: the built-in one. */
  readonly template: string | undefined;
}

/** A dependency. */
export interface Delivered {
  readonly id: string;
  readonly title: string;
  /** What its attempt changed; empty: nobody knows. */
  readonly paths: readonly string[];
}

/** What a coding agent is asked to do, as Markdown. */
export function printPrompt(input: PromptInput): string {
  return renderTemplate(input.template ?? BUILT_IN_TEMPLATE, valuesOf(input));
}

function valuesOf(input: PromptInput): PromptValues {
  const { workstream, scope, previous, notes, dependencies, instructions } = input;
  return {
    id: workstream.id,
    title: plain(workstream.title),
    rules: RULES,
    tasks: workstream.tasks.map(printItem).join("\n"),
    scope: `${codeItems(scope)}\n\n${scopeRule(input)}`,
    files_create: codeItems(workstream.filesCreate),
    acceptance: printAcceptance(workstream.acceptance),
    dependencies: printDependencies(dependencies),
    instructions: printInstructions(instructions),
    previous: printPreviousSection(previous, notes),
    definition: promptBlock(JSON.stringify(workstream.definition, undefined, 2)),
  };
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
    `A path without wildcards covers itself and everything below it.${exclusions} ` +
    (companions ? COMPANIONS : "") +
    "A change of any other path is refused, whole."
  );
}

/** A text of several lines stays one item. */
function printItem(text: string): string {
  return `- ${promptLines(text).trim().replaceAll("\n", "\n  ")}`;
}

function codeItems(texts: readonly string[]): string {
  return texts.map((text) => `- ${markdownCode(text)}`).join("\n");
}

function printAcceptance(tests: readonly AcceptanceTest[]): string {
  const commands = tests.flatMap((test) => (test.kind === "command" ? [test.command] : []));
  const manual = tests.flatMap((test) => (test.kind === "manual" ? [test.text] : []));
  return [
    ...(commands.length === 0
      ? []
      : [
          "These commands run in a fresh checkout of your work, and each must exit with 0:",
          commands.map(promptBlock).join("\n"),
        ]),
    ...(manual.length === 0 ? [] : ["A person checks:", manual.map(printItem).join("\n")]),
  ].join("\n\n");
}

/** How many paths of one dependency are named, most characters of one, and of all of all. */
const PATHS = 20;
const PATH_LENGTH = 250;
const PATHS_LENGTH = 12_000;

function printDependencies(dependencies: readonly Delivered[]): string {
  let length = 0;
  const items = dependencies.map(({ id, title, paths }) => {
    const changed = length > PATHS_LENGTH ? "" : printPaths(paths);
    length += changed.length;
    return `- \`${id}\`: ${plain(title)}${changed}`;
  });
  return items.join("\n");
}

function printPaths(paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const named = paths.slice(0, PATHS).map((path) => markdownCode(cut(path, PATH_LENGTH)));
  const rest = paths.length - named.length;
  return `\n  It changed ${rest === 0 ? list(named, PATHS) : `${named.join(", ")} and ${rest} more`}.`;
}

function printInstructions(paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const named = list(paths.map(markdownCode), paths.length);
  return `Read ${named} first, if you have not: there this repository says how to work in it.`;
}
