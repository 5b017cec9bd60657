import type { Config, Pattern } from "./config.ts";
import type { Entry } from "./entry.ts";
import { valueAt, warningAt } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { nearest } from "./nearest.ts";
import { fits } from "./patterns.ts";
import type { Workstream } from "./workstream.ts";

/** Warns of workstreams that name a pattern which the configuration does not have, where it has any. */
export function checkPatternNames(entries: readonly Entry[], { patterns }: Config): void {
  if (patterns.length === 0) return;
  const known = new Set(patterns.map(({ id }) => id));
  for (const { workstream, at, findings } of entries) {
    const name = workstream?.definition["pattern"];
    if (workstream === undefined || typeof name !== "string" || known.has(name)) continue;
    const near = nearest(name, known);
    const hint = near === undefined ? `Known patterns are ${[...known].join(", ")}.` : `Did you mean ${near}?`;
    const instead =
      workstream.pattern === undefined ? "none holds for it" : `${workstream.pattern}, which matches it, holds`;
    const message = `the configuration has no pattern ${JSON.stringify(name)}: ${instead}`;
    findings.push(warningAt("unknown-pattern", valueAt([...at, "pattern"]), message, hint));
  }
}

/** Warns of patterns that are for certain workstreams and hold for none. Those without `match` are there to be named. */
export function findUnusedPatterns(
  { patterns }: Config,
  workstreams: ReadonlyMap<string, Workstream>,
): readonly Finding[] {
  if (workstreams.size === 0) return [];
  const all = [...workstreams.values()];
  const used = new Set(all.map(({ pattern }) => pattern));
  return patterns.flatMap((pattern, index) => {
    if (pattern.match === undefined || used.has(pattern.id)) return [];
    return [unusedPattern(pattern, index, all)];
  });
}

function unusedPattern(pattern: Pattern, index: number, workstreams: readonly Workstream[]): Finding {
  const taken = workstreams.find((workstream) => fits(pattern, workstream));
  const at = valueAt(["patterns", index, "match"]);
  if (taken === undefined) {
    const hint = "Correct its match, or remove the pattern.";
    return warningAt("unused-pattern", at, `no workstream matches the pattern ${pattern.id}`, hint);
  }
  const message = `the pattern ${pattern.id} holds for no workstream: for all that it matches another one does, such as ${taken.pattern} for ${taken.id}`;
  return warningAt("unused-pattern", at, message, "Write it before that one, or narrow that one's match.");
}
