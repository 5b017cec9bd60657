/** Repository path patterns: forward slashes, relative to the root, no leading `./`. */
export type Scope = readonly string[];

export type Priority = "critical" | "high" | "normal" | "low";

/** What shows that a workstream is done: a shell command, or a line for the reviewer that is never run. */
export type AcceptanceTest =
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "manual"; readonly text: string };

/** What an estimate is: written in the workstream's file, the configuration's default, or 1 + the number of tasks. */
export type EstimateSource = "written" | "default" | "tasks";

/** One unit of work as its file describes it, with what its pattern and the defaults say filled in. */
export interface Workstream {
  /** `ws-` and lower-case letters, digits, dashes; at most 60 characters. */
  readonly id: string;
  /** The file's title, else the id. */
  readonly title: string;
  /** Distinct ids, in the file's order. */
  readonly dependsOn: readonly string[];
  readonly filesScope: Scope;
  readonly filesCreate: Scope;
  /** `filesScope` and `filesCreate` together, distinct. */
  readonly scope: Scope;
  readonly tasks: readonly string[];
  /** Those of its pattern, then its own. */
  readonly acceptance: readonly AcceptanceTest[];
  /** The type of agent it asks for, else the one its pattern does; undefined: any. */
  readonly tool: string | undefined;
  /** The file's track, else the first track of the configuration that lists the id. */
  readonly track: string | undefined;
  readonly priority: Priority;
  /** Id of the pattern that holds for it, see patterns.ts; undefined: none. */
  readonly pattern: string | undefined;
  /** Path of its prompt's template, from the repository's root: the pattern's; undefined: the usual one. */
  readonly promptTemplate: string | undefined;
  /** What its agent runs instead of its own command or CLI: the pattern's; undefined: nothing else. */
  readonly command: string | readonly string[] | undefined;
  /** Hours: the file's, else the configuration's default, else 1 + the number of tasks. decide/estimates.ts learns better ones. */
  readonly estimate: number;
  readonly estimateSource: EstimateSource;
  readonly timeoutMinutes: number;
  readonly maxAttempts: number;
  readonly status: "planned" | "done" | "skip";
  /** The whole object as written, unknown keys too: what the agent gets. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** SHA-256 of the definition, hexadecimal, the same for the same content whatever its format. */
  readonly digest: string;
  /** Path of its file, from the repository's root. */
  readonly file: string;
}
