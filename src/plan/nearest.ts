import { distance } from "fastest-levenshtein";

/** The known word that is nearest to a mistyped one, ignoring case; undefined where none is near enough. */
export function nearest(word: string, known: Iterable<string>, most = defaultReach(word)): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let reach = most + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) >= reach) continue;
    const far = distance(wanted, candidate.toLowerCase());
    if (far >= reach) continue;
    best = candidate;
    reach = far;
  }
  return best;
}

function defaultReach(word: string): number {
  return Math.max(2, Math.floor(word.length / 3));
}

/** The one known word that continues the given text; undefined where there are none or several. */
export function onlyContinuation(prefix: string, sorted: readonly string[]): string | undefined {
  const first = lowerBound(sorted, prefix);
  const found = sorted[first];
  if (prefix === "" || found === undefined || !found.startsWith(prefix)) return undefined;
  return sorted[first + 1]?.startsWith(prefix) === true ? undefined : found;
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
