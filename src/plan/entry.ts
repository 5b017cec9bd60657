import type { Finding, Path, Spot } from "./finding.ts";
import type { Found } from "./locate.ts";
import type { Workstream } from "./workstream.ts";

/** One workstream of a file as far as it could be read, with everything that was found about it. */
export interface Entry {
  readonly file: string;
  /** Where it is in its file. */
  readonly at: Path;
  /** Its id. Several for a file that can't be parsed but seems to hold them; none where nothing tells. */
  ids: readonly string[];
  /** Ids that it seems to hold, where it can't be parsed. */
  readonly hints: readonly string[];
  /** The id as written, valid or not. */
  readonly writtenId: string | undefined;
  /** Only with exactly one id. */
  readonly workstream: Workstream | undefined;
  readonly dependencies: readonly Dependency[];
  readonly findings: Finding[];
}

export interface Dependency {
  readonly id: string;
  readonly at: Spot;
}

/** A finding and the ids that it blocks if it is an error. */
export interface Blocking extends Found {
  readonly ids: readonly string[];
}
