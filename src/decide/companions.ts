/** Companion rules: files that change with others, such as a lockfile with its manifest, whatever the scope lists. */
import type { CompanionRule } from "../plan/config.ts";
import { foldCase } from "../plan/scope-case.ts";
import { containsPath, isExclusion, patternOf } from "../plan/scope.ts";
import type { PathCase } from "../plan/scope.ts";
import type { Change, Contract } from "../state/facts.ts";

type Terms = Pick<Contract, "scope" | "companions" | "pathCase">;

/**
 * The changed paths outside of the scope that a companion rule allows, each with the changed path inside the scope that it
 * belongs to. A companion allows no other one, and what the scope excludes by name of a pattern stays excluded.
 */
export function findCompanions(changes: readonly Change[], terms: Terms): ReadonlyMap<string, string> {
  const { scope, companions, pathCase } = terms;
  const isInside = ({ path }: Change): boolean => containsPath(scope, path, pathCase);
  const outside = changes.filter((change) => !isInside(change));
  if (outside.length === 0 || companions.length === 0) return new Map();
  const exclusions = scope.filter(isExclusion).map(patternOf);
  const wanted = new Map(
    outside
      .filter(({ path }) => !containsPath(exclusions, path, pathCase))
      .map(({ path }) => [folded(path, pathCase), path]),
  );
  const found = new Map<string, string>();
  for (const { path } of wanted.size === 0 ? [] : changes.filter(isInside)) {
    for (const companion of companionsOf(path, companions, pathCase)) {
      const changed = wanted.get(folded(companion, pathCase));
      if (changed !== undefined && !found.has(changed)) found.set(changed, path);
    }
  }
  return found;
}

/** All paths that belong to a path by these rules. */
export function companionsOf(path: string, rules: readonly CompanionRule[], pathCase: PathCase): readonly string[] {
  return rules.flatMap((rule) =>
    matchersOf(rule).flatMap((matcher) => {
      const match = matcher[pathCase].exec(path);
      return match === null ? [] : rule.also.map((pattern) => derive(pattern, matcher.wildcards, match));
    }),
  );
}

interface Matcher {
  /** Its first group is the folder of the file, with a slash at the end; then one group for each wildcard. */
  readonly sensitive: RegExp;
  readonly insensitive: RegExp;
  readonly wildcards: readonly string[];
}

/** The rules of a configuration are asked again and again. */
const MATCHERS = new WeakMap<CompanionRule, readonly Matcher[]>();

function matchersOf(rule: CompanionRule): readonly Matcher[] {
  const known = MATCHERS.get(rule);
  if (known !== undefined) return known;
  const made = rule.when.map(compile);
  MATCHERS.set(rule, made);
  return made;
}

const WILDCARD = /\*\*\/|\*/g;

function compile(when: string): Matcher {
  const anywhere = !when.includes("/");
  const path = when.replace(/^\//, "");
  const source = path
    .split(/(\*\*\/|\*)/)
    .map((part) => GROUPS.get(part) ?? part.replaceAll(/[$()+.?[\\\]^{|}]/g, "\\$&"));
  const text = anywhere ? `^(.*/|)${source.join("")}$` : `^(?=(.*/|))${source.join("")}$`;
  return {
    sensitive: new RegExp(text, "s"),
    insensitive: new RegExp(text, "is"),
    wildcards: path.match(WILDCARD) ?? [],
  };
}

const GROUPS: ReadonlyMap<string, string> = new Map([
  ["**/", "((?:[^/]+/)*)"],
  ["*", "([^/]+)"],
]);

/** Each wildcard becomes what the same one of the same kind stood for in `when`. */
function derive(also: string, wildcards: readonly string[], [, folder = "", ...groups]: RegExpExecArray): string {
  const stoodFor = (kind: string): string[] => groups.filter((_, index) => wildcards[index] === kind);
  const left = new Map([...GROUPS.keys()].map((kind) => [kind, stoodFor(kind)]));
  const path = also.replace(/^\//, "").replaceAll(WILDCARD, (kind) => left.get(kind)?.shift() ?? "");
  return also.startsWith("/") ? path : `${folder}${path}`;
}

function folded(path: string, pathCase: PathCase): string {
  return pathCase === "insensitive" ? foldCase(path) : path;
}
