import type { Pattern } from "../plan/config.ts";
import { isNamed, listingGlob } from "../plan/patterns.ts";
import type { Matchable } from "../plan/patterns.ts";
import { plain } from "./plain.ts";
import { list } from "./words.ts";

/** Why a pattern holds for a workstream: "matches ws-22* and the track pipeline", "its file names it". */
export function printWhy(pattern: Pattern, workstream: Matchable): string {
  const { match } = pattern;
  if (match === undefined || isNamed(pattern, workstream)) return "its file names it";
  const glob = listingGlob(match, workstream.id);
  const parts = [
    ...(glob === undefined ? [] : [glob]),
    ...(match.tracks.length === 0 ? [] : [`the track ${workstream.track}`]),
    ...Array.from(match.metadata, ([key, values]) => `${key} ${values.join(" or ")}`),
  ];
  return plain(`matches ${list(parts, Infinity)}`);
}
