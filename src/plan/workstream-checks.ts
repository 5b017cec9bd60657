import { checkPath } from "./check-path.ts";
import type { Dependency } from "./entry.ts";
import { describe } from "./explain-issue.ts";
import { positive, toNumber } from "./fields.ts";
import { errorAt, valueAt, warningAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import type { JsonObject } from "./json-object.ts";
import { looksLikeProse } from "./prose.ts";
import { distinctPatterns, isExclusion, overlap, pathOutside, patternOf } from "./scope.ts";
import type { PathCase } from "./scope.ts";
import { MAX_HOURS } from "./workstream-schema.ts";
import type { WorkstreamFile } from "./workstream-schema.ts";
import type { AcceptanceTest, Scope } from "./workstream.ts";

type Fields = Omit<WorkstreamFile, "id">;

/** What the patterns of a list are read with. */
export interface PathContext {
  /** Patterns that count as if they stood before the list: its exclusions take from them too. */
  readonly before: Scope;
  readonly pathCase: PathCase;
}

/** The good patterns of a list of paths, distinct; the others become findings. */
export function readPaths(paths: readonly string[], at: Path, context: PathContext, findings: Finding[]): Scope {
  const good: string[] = [];
  for (const [index, path] of paths.entries()) {
    const place = [...at, index];
    const checked = checkPath(path);
    if (checked.kind === "bad") {
      const { code, offset, length, message, hint } = checked.fault;
      findings.push(errorAt(code, valueAt(place, { offset, length }), message, hint));
      continue;
    }
    const { pattern } = checked;
    const before = [...context.before, ...good];
    const useless = isExclusion(pattern) ? checkExclusion(pattern, place, { ...context, before }) : undefined;
    if (useless !== undefined) findings.push(useless);
    if (useless?.severity !== "error") good.push(pattern);
  }
  return distinctPatterns(good);
}

/** An exclusion says what is missing from the patterns before it. */
function checkExclusion(pattern: string, place: Path, { before, pathCase }: PathContext): Finding | undefined {
  const whole = { offset: 0, length: pattern.length };
  if (place.at(-1) === 0 && before.length === 0) {
    const message = "an exclusion can't come first: there is nothing before it to take paths from";
    const hint = "Write the patterns that it takes paths from before it, such as src/ before !src/generated/.";
    return errorAt("invalid-pattern", valueAt(place, whole), message, hint);
  }
  // Where all of them are wrong, that is said.
  if (before.length === 0 || overlap(before, [patternOf(pattern)], pathCase) !== undefined) return undefined;
  const message = "this exclusion takes nothing away: no pattern before it covers any of its paths";
  return warningAt("useless-exclusion", valueAt(place, whole), message, "Remove it, or correct its path.");
}

/** Exclusions may take away everything. */
export function checkRest(
  scope: Scope,
  { definition, pathCase }: { readonly definition: JsonObject; readonly pathCase: PathCase },
  at: Path,
  findings: Finding[],
): void {
  if (!scope.some(isExclusion) || pathOutside(scope, [], pathCase) !== undefined) return;
  const key = ["files_create", "files_scope"].find((name) => !isEmpty(definition[name])) ?? "files_scope";
  const message = "the scope is empty: its exclusions take away all that its other patterns cover";
  findings.push(errorAt("empty-scope", valueAt([...at, key]), message, "Narrow an exclusion, or remove it."));
}

/** A workstream that may change nothing can only fail; one that is done or skipped will not run. */
export function checkScope(definition: JsonObject, status: Fields["status"], at: Path, findings: Finding[]): void {
  if (status === "done" || status === "skip") return;
  if (!isEmpty(definition["files_scope"]) || !isEmpty(definition["files_create"])) return;
  const message = "the scope is empty: the workstream may not change any file";
  const hint = 'List the paths it may change, such as "files_scope": ["src/api/"].';
  const key = ["files_scope", "files_create"].find((name) => definition[name] !== undefined);
  findings.push(errorAt("empty-scope", valueAt(key === undefined ? at : [...at, key]), message, hint));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** Distinct ids without the workstream's own, each with its place. */
export function readDependencies(fields: Fields, ownId: string, at: Path, findings: Finding[]): readonly Dependency[] {
  const distinct = new Map<string, Dependency>();
  for (const [index, id] of (fields.depends_on ?? []).entries()) {
    const place = valueAt([...at, "depends_on", index]);
    if (id.toLowerCase() === ownId.toLowerCase()) {
      const message = `${id} depends on itself, so it could never start`;
      findings.push(errorAt("self-dependency", place, message, "Remove this entry."));
    } else if (distinct.has(id)) {
      const message = `the dependency ${id} is listed twice: this entry is ignored`;
      findings.push(warningAt("duplicate-dependency", place, message, "Remove this entry."));
    } else {
      distinct.set(id, { id, at: place });
    }
  }
  return [...distinct.values()];
}

/** Of a workstream, or of a pattern. */
export function readAcceptance(
  fields: Pick<Fields, "acceptance_tests">,
  at: Path,
  findings: Finding[],
): readonly AcceptanceTest[] {
  return (fields.acceptance_tests ?? []).map((test, index) => {
    if (typeof test !== "string") return "run" in test ? command(test.run) : { kind: "manual", text: test.manual };
    if (looksLikeProse(test)) findings.push(proseTest(test, valueAt([...at, "acceptance_tests", index])));
    return command(test);
  });
}

function command(line: string): AcceptanceTest {
  return { kind: "command", command: line };
}

function proseTest(test: string, at: Finding["at"]): Finding {
  const message = "this acceptance test reads like a sentence, but it will be run as a shell command";
  const hint = `Write {"manual": ${JSON.stringify(test)}} for a person, or {"run": ...} if it is a command.`;
  return warningAt("prose-acceptance-test", at, message, hint);
}

const Hours = positive(MAX_HOURS);

/** The file's estimate in hours: its own key, else the one in its metadata. */
export function readHours(fields: Fields, at: Path, findings: Finding[]): number | undefined {
  const own = toNumber(fields.estimated_hours);
  if (own !== undefined) return own;
  const written = fields.metadata?.estimated_hours ?? undefined;
  if (written === undefined) return undefined;
  const parsed = Hours.safeParse(written);
  if (parsed.success) return toNumber(parsed.data);
  const message = `metadata.estimated_hours is not used: it is ${describe(written)}, not a number above 0`;
  const place = valueAt([...at, "metadata", "estimated_hours"]);
  findings.push(warningAt("invalid-value", place, message, 'Write it like "estimated_hours": 2.5.'));
  return undefined;
}
