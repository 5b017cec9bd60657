/** Which scopes overlap, found by trying paths: slow and simple, to check the code that reasons about patterns. */
import picomatch from "picomatch";

/** Pairs of keys whose patterns both cover one of the paths that the patterns themselves suggest. */
export function overlappingPairs(
  scopes: ReadonlyMap<string, readonly string[]>,
): readonly (readonly [string, string])[] {
  const paths = [...new Set([...scopes.values()].flat().flatMap(samplePaths))];
  const covered = new Map(
    [...scopes].map(([key, patterns]) => {
      const matchers = patterns.map(matcher);
      return [key, new Set(paths.filter((path) => matchers.some((matches) => matches(path))))];
    }),
  );
  const keys = [...scopes.keys()];
  return keys.flatMap((a, index) =>
    keys
      .slice(index + 1)
      .filter((b) => [...(covered.get(a) ?? [])].some((path) => covered.get(b)?.has(path)))
      .map((b): [string, string] => [a, b]),
  );
}

/** A path that the pattern covers, and one below it. */
function samplePaths(pattern: string): readonly string[] {
  const path = pattern.replace(/\/$/, "").replaceAll(/\*+/g, "x");
  return [path, `${path}/below`];
}

function matcher(pattern: string): (path: string) => boolean {
  const path = pattern.replace(/\/$/, "");
  return picomatch([path, `${path}/**`], { dot: true });
}
