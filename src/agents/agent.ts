import type { AgentConfig } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Sha } from "../state/facts.ts";
import type { CliReport } from "./cli.ts";

/** What an agent is asked to do. */
export interface AgentTask {
  readonly workstream: Workstream;
  readonly attempt: number;
  /** The attempt's claim. */
  readonly claim: Sha;
  readonly agent: AgentConfig;
  /** The most that the attempt may spend, for the CLIs that can cap it. */
  readonly limits: SpendingLimits;
  /** The attempt's own worktree: the agent's working directory. */
  readonly directory: string;
  /** A folder of the attempt's own, outside the worktree, that the agent may write: its private home. */
  readonly home: string;
  /** A file with the prompt; also given on stdin. */
  readonly promptFile: string;
  /** A file with the whole workstream as JSON. */
  readonly workstreamFile: string;
  /** stdout and stderr are appended to it, in the order in which they came. */
  readonly logFile: string;
  /** Where the agent's process group is recorded while it runs, see leftovers.ts. */
  readonly groupFile: string;
}

/** US dollars, and tokens read and written together; undefined: no limit. */
export interface SpendingLimits {
  readonly usd: number | undefined;
  readonly tokens: number | undefined;
}

/** How the program ended. Whether it did its work is judged by the diff. */
export type AgentResult =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "timed-out"; readonly minutes: number }
  /** `signal` of the options was aborted. */
  | { readonly kind: "stopped" }
  /** `cause`: it is not the program's doing, whatever it is. */
  | { readonly kind: "not-started"; readonly message: string; readonly cause?: "machine" }
  /** Its program is not there and its installation failed. */
  | { readonly kind: "not-installed"; readonly message: string };

/** One run of an agent: how its program ended, and what its output says of it. */
export interface AgentRun {
  readonly result: AgentResult;
  readonly report: CliReport;
}

/** Whatever runs agents: a coding-agent CLI, or any command. */
export interface Agent {
  run(task: AgentTask, options: RunOptions): Promise<AgentRun>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** What the job has left for it; undefined: the time limit of the workstream alone counts, from when the agent starts. */
  readonly minutesLeft?: (() => number) | undefined;
}
