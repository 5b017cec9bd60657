import { CLIS } from "../../agents/agents.ts";
import { readProgramVersion } from "../../agents/ask-program.ts";
import type { Cli } from "../../agents/cli.ts";
import type { Environment } from "../../agents/environment.ts";
import { findCommand } from "../../agents/find-command.ts";
import { findPresent } from "../../agents/install-cli.ts";
import type { AgentFacts, CliFacts, PatternFacts } from "../../decide/doctor-agent.ts";
import type { AgentConfig, Pattern } from "../../plan/config.ts";

export interface AgentPlace {
  /** The working tree that commands with a path start from; undefined: there is none. */
  readonly root: string | undefined;
  /** Where the CLIs are that we installed. */
  readonly programs: string;
  readonly environment: Environment;
}

/** What these agents have on this machine. Each program is asked for its version once. */
export async function readAgentFacts(
  agents: readonly AgentConfig[],
  place: AgentPlace,
): Promise<readonly AgentFacts[]> {
  const { environment } = place;
  const variables = new Set(Object.keys(environment).filter((name) => environment[name]));
  const versions = new Map<string, string | undefined>();
  const facts: AgentFacts[] = [];
  for (const agent of agents) {
    const cli = agent.command === undefined ? CLIS.get(agent.type) : undefined;
    facts.push({
      agent,
      cli: cli === undefined ? undefined : await readCli(cli, agent, place, versions),
      command: agent.command === undefined ? undefined : findCommand(agent.command, place),
      variables,
    });
  }
  return facts;
}

/** What the commands of patterns start here. */
export function readPatternFacts(patterns: readonly Pattern[], place: AgentPlace): readonly PatternFacts[] {
  return patterns.flatMap(({ id, command }) =>
    command === undefined ? [] : [{ pattern: id, command: findCommand(command, place) }],
  );
}

async function readCli(
  { package: described, keys }: Cli,
  { version }: AgentConfig,
  { programs, environment }: AgentPlace,
  versions: Map<string, string | undefined>,
): Promise<CliFacts> {
  const path = findPresent(described, { version, programs, environment });
  if (path !== undefined && !versions.has(path)) versions.set(path, await readProgramVersion(path, environment));
  return {
    registry: described.registry,
    package: described.name,
    version: version ?? described.version,
    tried: described.version,
    program: described.program,
    keys,
    found: path === undefined ? undefined : { path, version: versions.get(path) },
  };
}
