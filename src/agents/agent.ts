import type { AgentConfig } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { Sha } from "../state/facts.ts";

/** What an agent is asked to do. */
export interface AgentTask {
  readonly workstream: Workstream;
  readonly attempt: number;
  /** The attempt's claim. */
  readonly claim: Sha;
  readonly agent: AgentConfig;
  /** The attempt's own worktree: the agent's working directory. */
  readonly directory: string;
  /** A file with the prompt; also given on stdin. */
  readonly promptFile: string;
  /** A file with the whole workstream as JSON. */
  readonly workstreamFile: string;
  /** stdout and stderr are appended to it, in the order in which they came. */
  readonly logFile: string;
  /** Where the agent's process group is recorded while it runs, see leftovers.ts. */
  readonly groupFile: string;
}

/** How the program ended. Whether it did its work is judged by the diff. */
export type AgentResult =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "timed-out"; readonly minutes: number }
  /** `signal` of the options was aborted. */
  | { readonly kind: "stopped" }
  | { readonly kind: "not-started"; readonly message: string };

/** A coding-agent CLI. One file per CLI. */
export interface Agent {
  run(task: AgentTask, options: { readonly signal: AbortSignal }): Promise<AgentResult>;
}
