import type { Instant } from "./facts.ts";

/** What a person with write access said of a pull request. */
export interface Remark {
  readonly who: string;
  readonly at: Instant;
  /** The file that it is about; undefined: the whole. */
  readonly path: string | undefined;
  /** Its line there; undefined: the whole file, or a line that is gone. */
  readonly line: number | undefined;
  /** Markdown, of any length. */
  readonly text: string;
}
