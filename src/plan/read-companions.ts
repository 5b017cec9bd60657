import type { CompanionRule } from "./config.ts";
import type { ConfigFile } from "./config-schema.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";

/** The rules of a configuration; undefined: it says nothing of them. */
export function readCompanions({ companions }: ConfigFile): readonly CompanionRule[] | undefined {
  return companions?.map(({ when, also }) => ({ when: [when].flat(), also: [also].flat() }));
}

/** A wildcard of `also` stands for what one of `when` stood for: each of them has to have it. */
export function checkCompanions({ companions }: ConfigFile, findings: Finding[]): void {
  for (const [index, { when, also }] of (companions ?? []).entries()) {
    const [sources, derived] = [[when].flat(), [also].flat()];
    for (const [at, path] of derived.entries()) {
      const lacking = sources.find((source) => !hasWildcardsOf(path, source));
      if (lacking === undefined) continue;
      const place: Path = ["companions", index, "also", ...(Array.isArray(also) ? [at] : [])];
      const message = `${JSON.stringify(path)} has a wildcard for which ${JSON.stringify(lacking)} has no counterpart`;
      const hint = "Write the same wildcards in when and in also: * for a part of a name, **/ for folders.";
      findings.push(errorAt("invalid-pattern", valueAt(place), message, hint));
    }
  }
}

function hasWildcardsOf(derived: string, source: string): boolean {
  return WILDCARDS.every((kind) => (derived.match(kind)?.length ?? 0) <= (source.match(kind)?.length ?? 0));
}

const WILDCARDS: readonly RegExp[] = [/\*\*\//g, /(?<!\*)\*(?!\*)/g];
