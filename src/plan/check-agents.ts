import type { AgentType } from "./agent-types.ts";
import { readType } from "./agent-types.ts";
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

/** CLIs that end an attempt by themselves at a number of dollars. None does at a number of tokens. */
const STOP_AT_DOLLARS: ReadonlySet<AgentType> = new Set(["claude_code", "copilot"]);

/** Limits of an attempt that are only looked at when it has ended: its agent does not know them. */
export function lateLimits({ agents, budget }: Pick<ConfigFile, "agents" | "budget">): readonly Finding[] {
  const { usd, tokens } = budget?.per_attempt ?? {};
  const unaware = (agents ?? []).filter(({ type, command }) => command || !STOP_AT_DOLLARS.has(readType(type)));
  const findings: Finding[] = [];
  if (isGiven(tokens)) findings.push(late("tokens", "no CLI stops at a number of tokens by itself"));
  if (isGiven(usd) && unaware.length > 0) {
    const ids = unaware.map(({ id }) => id).join(", ");
    findings.push(late("usd", `not every agent stops at a number of dollars by itself: ${ids}`));
  }
  return findings;
}

function late(key: "usd" | "tokens", message: string): Finding {
  return warningAt(
    "late-limit",
    keyAt(["budget", "per_attempt", key]),
    message,
    "It is looked at when an attempt has ended: after one that failed beyond it there is no other until a retry.",
  );
}

function isGiven(limit: unknown): boolean {
  return limit !== undefined && limit !== null;
}
