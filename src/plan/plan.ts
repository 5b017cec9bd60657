import type { Config } from "./config.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { PlanGraph } from "./graph.ts";
import type { Workstream } from "./workstream.ts";

/** Why a workstream can't run as it is written: it blocks itself and its dependents, never the rest. */
export interface Problem {
  /** Path of the file that holds the workstream, from the repository's root. */
  readonly file: string;
  /** One sentence, without the place. */
  readonly message: string;
}

/** All workstreams and the configuration, parsed, checked, as a graph. */
export interface Plan {
  readonly config: Config;
  /** Every workstream whose file could be read, by id, in the order of the ids. */
  readonly workstreams: ReadonlyMap<string, Workstream>;
  /**
   * Ids that can't run, with the first reason. Among them are ids without an entry in `workstreams`: files that could
   * not be read, under the id they hold or else the one their name says.
   */
  readonly problems: ReadonlyMap<string, Problem>;
  /** One node for each id of `workstreams` and `problems`; an edge from each dependency to its dependent. */
  readonly graph: PlanGraph;
  /** All that is wrong or doubtful in all files, by file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
}
