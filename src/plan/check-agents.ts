import type { ConfigFile } from "./config-schema.ts";
import { keyAt, warningAt } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** What only says how a CLI is started. */
const OF_CLIS = ["model", "args", "version", "base_url", "home"] as const;

/** Keys of agents that nothing reads: those of CLIs, given to an agent that is any program. */
export function unusedAgentKeys({ agents }: Pick<ConfigFile, "agents">): readonly Finding[] {
  return (agents ?? []).flatMap((agent, index) =>
    agent.type === "command"
      ? OF_CLIS.filter((key) => agent[key] !== undefined && agent[key] !== null).map((key) => {
          const message = `${key} is for coding-agent CLIs: an agent of type command has its own program, which is not told`;
          return warningAt(
            "unused-key",
            keyAt(["agents", index, key]),
            message,
            "Remove it, or write it into `command`.",
          );
        })
      : [],
  );
}
