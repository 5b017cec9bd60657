/** The templates that a plan's prompts are made from: which these are, and what is wrong with them. */
import type { Config } from "./config.ts";
import { emptyFile, notUtf8 } from "./document.ts";
import type { Blocking } from "./entry.ts";
import { errorAt, textAt, valueAt, warningAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import { compareDiagnostics, locateAll } from "./locate.ts";
import { nearest } from "./nearest.ts";
import type { Plan, Problem } from "./plan.ts";
import { PLACEHOLDERS, fenceAfter, findUnclosed, isPlaceholder, parseTemplate } from "./prompt-template.ts";
import type { Placeholder } from "./prompt-template.ts";
import { withoutByteOrderMark } from "./read-document.ts";
import { findConfigSource } from "./read-plan.ts";
import type { SourceFile } from "./source.ts";
import type { Workstream } from "./workstream.ts";

/** Path of the template of a workstream's prompts; undefined: the built-in one. */
export function templateOf({ promptTemplate }: Pick<Workstream, "promptTemplate">, config: Config): string | undefined {
  return promptTemplate ?? config.promptTemplate;
}

/** Every template that the configuration names, used or not. */
export function templatePaths(config: Config): readonly string[] {
  return [...new Set(namings(config).map(({ path }) => path))];
}

/**
 * The plan with what is wrong or doubtful in its templates: a wrong one blocks the workstreams whose prompts are made from
 * it. `templates` are those of `templatePaths` that exist; `sources` are what the plan was read from.
 */
export function withTemplates(plan: Plan, sources: readonly SourceFile[], templates: readonly SourceFile[]): Plan {
  const config = findConfigSource(sources)?.path ?? "";
  const found = templatePaths(plan.config).flatMap((path) => checkTemplate(plan, path, config, templates));
  if (found.length === 0) return plan;
  const located = locateAll([...sources, ...templates], found);
  const problems = new Map<string, Problem>(plan.problems);
  for (const { given, diagnostic } of located) {
    if (diagnostic.severity === "warning") continue;
    const { file, message } = diagnostic;
    for (const id of given.ids) if (!problems.has(id)) problems.set(id, { file, message });
  }
  const diagnostics = [...plan.diagnostics, ...located.map(({ diagnostic }) => diagnostic)];
  return { ...plan, problems, diagnostics: diagnostics.toSorted(compareDiagnostics) };
}

/** A place of the configuration that names a template. */
interface Naming {
  readonly path: string;
  readonly at: Path;
}

function namings({ promptTemplate, patterns }: Config): readonly Naming[] {
  return [
    ...(promptTemplate === undefined ? [] : [{ path: promptTemplate, at: ["prompt"] }]),
    ...patterns.flatMap((pattern, index) =>
      pattern.promptTemplate === undefined ? [] : [{ path: pattern.promptTemplate, at: ["patterns", index, "prompt"] }],
    ),
  ];
}

function checkTemplate(
  { config, workstreams }: Plan,
  path: string,
  configFile: string,
  templates: readonly SourceFile[],
): readonly Blocking[] {
  const ids = [...workstreams.values()].filter((each) => templateOf(each, config) === path).map(({ id }) => id);
  const template = templates.find((each) => each.path === path);
  if (template !== undefined) return lint(template.text).map((finding) => ({ file: path, finding, ids }));
  const message = `the template ${path} does not exist`;
  const hint = "Create the file, with the built-in template of docs/prompts.md to begin with, or remove the key.";
  return namings(config)
    .filter((naming) => naming.path === path)
    .map(({ at }) => ({ file: configFile, finding: errorAt("missing-template", valueAt(at), message, hint), ids }));
}

function lint(source: string): readonly Finding[] {
  const text = withoutByteOrderMark(source);
  const undecodable = text.indexOf("\u{FFFD}");
  if (undecodable >= 0) return [notUtf8(undecodable)];
  if (text.trim() === "") return [{ ...emptyFile(), hint: "Write what agents are asked, as docs/prompts.md says." }];
  const shown = new Set<string>();
  const findings: Finding[] = [];
  for (const part of parseTemplate(text)) {
    if (part.kind === "text") continue;
    shown.add(part.name);
    if (!isPlaceholder(part.name)) findings.push(unknownPlaceholder(part));
  }
  if (findings.length > 0) return findings;
  const lacking = NEEDED.filter(({ name, orIn }) => !shown.has(name) && (orIn === undefined || !shown.has(orIn)));
  return [
    ...lacking.map(({ name, why }) => incomplete(name, why)),
    ...findUnclosed(text).map(unclosedPlaceholder),
    ...unclosedCode(text),
  ];
}

interface Need {
  readonly name: Placeholder;
  /** What shows it as well. */
  readonly orIn?: Placeholder;
  readonly why: string;
}

/** What no prompt should lack. */
const NEEDED: readonly Need[] = [
  { name: "tasks", orIn: "definition", why: "the agent is not told what to do" },
  { name: "scope", orIn: "definition", why: "the agent learns only from a refusal which paths it may change" },
  { name: "rules", why: "the agent is not told that what it leaves is committed, and that nobody answers" },
  { name: "previous", why: "after a failure or a review the agent is not told what was wrong" },
];

function incomplete(name: Placeholder, why: string): Finding {
  const message = `the template never shows {{${name}}}: ${why}`;
  return warningAt("incomplete-template", textAt(0, 0), message, `Add a section with {{${name}}}.`);
}

function unclosedPlaceholder({ name, offset, length }: { name: string; offset: number; length: number }): Finding {
  const message = `{{${name} has no end on its line, so that it is shown as it is written`;
  return warningAt("unclosed-placeholder", textAt(offset, length), message, `Write {{${name}}}.`);
}

/** A block of code without an end reaches to that of the template: what has nothing to show there is no longer left out. */
function unclosedCode(text: string): readonly Finding[] {
  let open: string | undefined;
  let begin = textAt(0, 0);
  let offset = 0;
  for (const line of text.split("\n")) {
    const after = fenceAfter(line, open);
    if (open === undefined) begin = textAt(offset, line.trimEnd().length);
    open = after;
    offset += line.length + 1;
  }
  if (open === undefined) return [];
  const message = "this block of code is never closed: all that follows is part of it";
  return [warningAt("unclosed-code", begin, message, `Close it by a line ${open}.`)];
}

/** Most characters of a name that a message repeats. */
const NAME_LENGTH = 60;

function unknownPlaceholder({ name, offset, length }: { name: string; offset: number; length: number }): Finding {
  const near = nearest(name, PLACEHOLDERS);
  const known = near === undefined ? `Known are ${PLACEHOLDERS.join(", ")}.` : `Did you mean {{${near}}}?`;
  const message = `there is no placeholder {{${name.slice(0, NAME_LENGTH)}}}`;
  const hint = `${known} A backslash before the braces makes them plain text.`;
  return errorAt("unknown-placeholder", textAt(offset, length), message, hint);
}
