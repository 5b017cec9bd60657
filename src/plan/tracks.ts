import { matchesGlob } from "./scope.ts";

/** Finds the first track of the configuration that lists an id. */
export interface TrackIndex {
  trackOf(id: string): string | undefined;
}

export function indexTracks(tracks: ReadonlyMap<string, readonly string[]>): TrackIndex {
  const literals = new Map<string, number>();
  const globs: { glob: string; rank: number }[] = [];
  const names = [...tracks.keys()];
  for (const [rank, patterns] of [...tracks.values()].entries()) {
    for (const pattern of patterns) {
      if (isGlob(pattern)) globs.push({ glob: pattern, rank });
      else if (!literals.has(pattern)) literals.set(pattern, rank);
    }
  }
  return {
    trackOf(id) {
      const literal = literals.get(id) ?? Infinity;
      const found = globs.find(({ glob, rank }) => rank < literal && listsId(glob, id));
      return names[found?.rank ?? literal];
    },
  };
}

/** Whether an id or id glob, of a track or of a pattern's match, lists an id. */
export function listsId(pattern: string, id: string): boolean {
  if (!isGlob(pattern)) return pattern === id;
  return id.startsWith(literalStart(pattern)) && matchesGlob(pattern, id);
}

/** Many globs are asked about many ids: most differ in what stands before the first wildcard. */
function literalStart(glob: string): string {
  return glob.slice(0, glob.search(WILDCARD));
}

const WILDCARD = /[*?[\]{}\\]/;

function isGlob(pattern: string): boolean {
  return WILDCARD.test(pattern);
}
