/** Every type of agent behind the one port. */
import type { AgentType } from "../plan/agent-types.ts";
import type { Agent } from "./agent.ts";
import { createCliAgent } from "./cli-agent.ts";
import type { Cli } from "./cli.ts";
import { aider } from "./clis/aider.ts";
import { claudeCode } from "./clis/claude-code.ts";
import { codex } from "./clis/codex.ts";
import { copilot } from "./clis/copilot.ts";
import { gemini } from "./clis/gemini.ts";
import { opencode } from "./clis/opencode.ts";
import { createCommandAgent } from "./command.ts";
import type { Environment } from "./environment.ts";
import type { NetworkLimit } from "./network/network-limit.ts";
import type { WorkUser } from "./work-user.ts";

export interface AgentOptions {
  /** Where the programs of CLIs are that we install. */
  readonly programs: string;
  /** Who agents run as; undefined: we ourselves. */
  readonly user: WorkUser | undefined;
  /** What they may reach; undefined: everything. */
  readonly network?: NetworkLimit | undefined;
}

/** Between the request to end and the kill. */
const GRACE_MS = 5_000;

/** The CLIs by type. */
export const CLIS: ReadonlyMap<AgentType, Cli> = new Map(
  [aider, claudeCode, codex, copilot, gemini, opencode].map((cli) => [cli.type, cli]),
);

/** Runs each agent by its configuration: its `command` where it has one, else the CLI of its type. */
export function createAgent(base: Environment, { programs, user, network }: AgentOptions): Agent {
  const command = createCommandAgent(base, {
    ...(user === undefined ? {} : { user }),
    ...(network === undefined ? {} : { network }),
  });
  const clis = new Map(
    [...CLIS].map(([type, cli]) => [type, createCliAgent(cli, base, { programs, graceMs: GRACE_MS, user, network })]),
  );
  return {
    run(task, options) {
      const own = task.agent.command === undefined ? clis.get(task.agent.type) : undefined;
      return (own ?? command).run(task, options);
    },
  };
}
