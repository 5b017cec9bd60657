/** What the agent of a job may reach. */
import { CLIS } from "../../agents/agents.ts";
import { secretsIn } from "../../agents/mask.ts";
import { allowHosts } from "../../agents/network/allowed-hosts.ts";
import { createNetworkLimit } from "../../agents/network/network-limit.ts";
import type { NetworkLimit } from "../../agents/network/network-limit.ts";
import type { AgentConfig, Config } from "../../plan/config.ts";
import type { Workflow } from "./workflow.ts";
import type { Workplace } from "./workplace.ts";

/** As the configuration says; undefined: everything. */
export function limitNetwork(
  { jobs }: Config,
  { type, baseUrl }: AgentConfig,
  { user, paths }: Workplace,
  { environment }: Workflow,
): NetworkLimit | undefined {
  const { network } = jobs.agent;
  if (network === undefined) return undefined;
  const allowed = allowHosts({ vendor: CLIS.get(type)?.hosts ?? [], baseUrl, network });
  return createNetworkLimit({ user, allowed, logFile: paths.logFile, secrets: secretsIn(environment) });
}

/** The limit outlives the agent: git takes its commits as its user, in a repository that the agent has set up as it liked. */
export async function withinNetwork<T>(network: NetworkLimit | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } finally {
    await network?.lift();
  }
}
