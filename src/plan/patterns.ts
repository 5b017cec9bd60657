/** Which pattern of the configuration holds for a workstream, and what it fills in. */
import type { MetadataValue, Pattern, PatternMatch } from "./config.ts";
import { valueIn } from "./json-object.ts";
import { listsId } from "./tracks.ts";
import type { AcceptanceTest, Workstream } from "./workstream.ts";

/** What patterns look at. */
export type Matchable = Pick<Workstream, "id" | "track" | "definition">;

/** The pattern that the workstream names, else the first one that matches it. A name that no pattern has names nothing. */
export function findPattern(patterns: readonly Pattern[], workstream: Matchable): Pattern | undefined {
  return (
    patterns.find((pattern) => isNamed(pattern, workstream)) ?? patterns.find((pattern) => fits(pattern, workstream))
  );
}

/** Whether the workstream's file asks for this very pattern. */
export function isNamed({ id }: Pattern, { definition }: Matchable): boolean {
  return definition["pattern"] === id;
}

/** Whether all that the pattern's `match` asks for holds; without `match` it never does. */
export function fits({ match }: Pattern, workstream: Matchable): boolean {
  if (match === undefined) return false;
  const { ids, tracks, metadata } = match;
  if (ids.length > 0 && listingGlob(match, workstream.id) === undefined) return false;
  if (tracks.length > 0 && (workstream.track === undefined || !tracks.includes(workstream.track))) return false;
  return [...metadata].every(([key, values]) => holdsOne(valueIn(workstream.definition, ["metadata", key]), values));
}

/** The first of the match's ids and id globs that lists an id. */
export function listingGlob({ ids }: PatternMatch, id: string): string | undefined {
  return ids.find((glob) => listsId(glob, id));
}

function holdsOne(actual: unknown, values: readonly MetadataValue[]): boolean {
  return [actual].flat().some((value) => values.some((wanted) => wanted === value));
}

/** The pattern's tests, then the workstream's own, each once. */
export function withPatternTests(
  pattern: Pattern | undefined,
  own: readonly AcceptanceTest[],
): readonly AcceptanceTest[] {
  if (pattern === undefined || pattern.acceptance.length === 0) return own;
  const all = [...pattern.acceptance, ...own];
  return [...new Map(all.map((test) => [JSON.stringify(test), test])).values()];
}
