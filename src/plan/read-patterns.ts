import { readType } from "./agent-types.ts";
import type { ConfigFile } from "./config-schema.ts";
import type { Pattern, PatternMatch } from "./config.ts";
import { toNumber } from "./fields.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { PatternFile } from "./pattern-schema.ts";
import { checkPattern } from "./scope.ts";
import { readAcceptance } from "./workstream-checks.ts";

/** The patterns of a configuration, in their order. */
export function readPatterns({ patterns }: ConfigFile, findings: Finding[]): readonly Pattern[] {
  return (patterns ?? []).map((pattern, index) => ({
    id: pattern.id,
    match: pattern.match ? readMatch(pattern.match) : undefined,
    promptTemplate: pattern.prompt ?? undefined,
    type: pattern.type ? readType(pattern.type) : undefined,
    command: pattern.command ?? undefined,
    acceptance: readAcceptance(pattern, ["patterns", index], findings),
    timeoutMinutes: toNumber(pattern.timeout_minutes),
    maxAttempts: pattern.max_attempts ?? undefined,
  }));
}

function readMatch({ ids, track, metadata }: NonNullable<PatternFile["match"]>): PatternMatch {
  return {
    ids: [ids ?? []].flat(),
    tracks: [track ?? []].flat(),
    metadata: new Map(Object.entries(metadata ?? {}).map(([key, values]) => [key, [values].flat()])),
  };
}

/** Checks what the schema can't say. Patterns that it refuses are left out here, so that the others are still checked. */
export function checkPatterns(patterns: unknown, file: string, findings: Finding[]): void {
  const first = new Map<string, number>();
  for (const [index, value] of (Array.isArray(patterns) ? patterns : []).entries()) {
    const parsed = PatternFile.safeParse(value);
    if (!parsed.success) continue;
    const { id, match } = parsed.data;
    const earlier = first.get(id.toLowerCase());
    if (earlier === undefined) first.set(id.toLowerCase(), index);
    else findings.push(duplicatePattern(id, index, earlier, file));
    checkGlobs(match?.ids ?? [], index, findings);
  }
}

function duplicatePattern(id: string, index: number, earlier: number, file: string): Finding {
  const related = [{ file, at: valueAt(["patterns", earlier, "id"]), message: "first used here" }];
  const message = `two patterns have the id ${id}`;
  const hint = "Give each pattern its own id.";
  return errorAt("duplicate-pattern", valueAt(["patterns", index, "id"]), message, hint, related);
}

function checkGlobs(ids: string | readonly string[], pattern: number, findings: Finding[]): void {
  const globs = typeof ids === "string" ? [ids] : ids;
  for (const [index, glob] of globs.entries()) {
    const problem = checkPattern(glob);
    if (problem === undefined) continue;
    const place = ["patterns", pattern, "match", "ids", ...(typeof ids === "string" ? [] : [index])];
    const part = { offset: problem.column, length: problem.length };
    findings.push(errorAt("invalid-pattern", valueAt(place, part), problem.message, problem.hint));
  }
}
