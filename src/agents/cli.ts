import type { AgentType } from "../plan/agent-types.ts";
import type { Usage } from "../state/facts.ts";
import type { FailureCode } from "../state/failure.ts";
import type { AgentResult } from "./agent.ts";

/** The package of a CLI, at the version that this release was tried with. */
export interface CliPackage {
  readonly registry: "npm" | "pypi";
  readonly name: string;
  readonly version: string;
  /** The name of the program in it. */
  readonly program: string;
}

/** What one run of a CLI is made of. */
export interface LaunchInput {
  /** The attempt's worktree: the working directory. */
  readonly directory: string;
  /** A private home directory: empty but for the files of `Launch`. */
  readonly home: string;
  readonly promptFile: string;
  readonly model: string | undefined;
  /** The endpoint of the model instead of the vendor's; undefined: the vendor's. */
  readonly baseUrl: string | undefined;
  /** Further arguments, of the configuration. */
  readonly args: readonly string[];
  /** The most that it may spend; a CLI that can't cap ignores it. */
  readonly limits: { readonly usd: number | undefined; readonly tokens: number | undefined };
}

/** How a CLI is started. Plain data: the same input gives the same launch. */
export interface Launch {
  /** What follows the program; never the prompt, where the CLI takes it any other way. */
  readonly args: readonly string[];
  /** Settings on top of its environment. No secret is ever in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Its configuration: content by path from the private home. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that it leaves in its private home for `read`, by path from there; undefined: none. */
  readonly leaves?: readonly string[];
  /** Whether the prompt is its standard input. */
  readonly stdin: "prompt" | "nothing";
}

/**
 * What a CLI's own output says of a run that has ended. None of it makes an attempt a success: the diff does. `problem`
 * names what only the output can tell, such as a refused login; undefined: nothing that it knows of.
 */
export interface CliReport {
  readonly usage: Usage | undefined;
  readonly problem: CliProblem | undefined;
  /** Its last words to a person, several lines perhaps; empty: it had none. */
  readonly text: string;
}

export interface CliProblem {
  readonly code: Extract<FailureCode, "login" | "usage-cap" | "denied" | "service" | "budget">;
  /** One line, in the CLI's own words where it has any. */
  readonly detail: string;
}

/** What a run left to be read. */
export interface CliOutput {
  /** What it printed on both streams, line by line, in the order in which it came. */
  readonly lines: readonly string[];
  /** Of the files of `Launch.leaves` those that are there, each up to its first megabyte. */
  readonly left?: Readonly<Record<string, string>>;
  readonly result: AgentResult;
}

/** One coding-agent CLI, described: adapters install and run it by this. One file per CLI in clis/. */
export interface Cli {
  readonly type: AgentType;
  readonly package: CliPackage;
  /** Environment variables of ours that it may see beside the harmless ones: keys, and the vendor's own settings. */
  readonly variables: readonly string[];
  /** By a key of its own another name under which people keep the same one; it is taken where its own is not set. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** One of these has to be set for it to work, unless another home's login does; empty: it depends on its model. */
  readonly keys: readonly string[];
  /** Hosts of its vendor that it talks to. */
  readonly hosts: readonly string[];
  /** What it puts into the worktree for itself, by path from there: removed when it has ended. */
  readonly litter?: readonly string[];
  launch(input: LaunchInput): Launch;
  read(output: CliOutput): CliReport;
}
