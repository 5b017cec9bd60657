import type { ConfigFile } from "./config-schema.ts";
import type { AgentConfig } from "./config.ts";
import { normaliseTool } from "./fields.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Finding } from "./finding.ts";

type AgentFile = NonNullable<ConfigFile["agents"]>[number];

/** The agents of a configuration file; `file` is its path. */
export function readAgents(agents: readonly AgentFile[], file: string, findings: Finding[]): readonly AgentConfig[] {
  const first = new Map<string, number>();
  for (const [index, agent] of agents.entries()) {
    const earlier = first.get(agent.id.toLowerCase());
    if (earlier === undefined) first.set(agent.id.toLowerCase(), index);
    else findings.push(duplicateAgent(agent.id, index, earlier, file));
    if (agent.type === "command" && !agent.command) findings.push(missingCommand(agent.id, index));
  }
  return agents.map(readAgent);
}

function readAgent(agent: AgentFile): AgentConfig {
  const type = normaliseTool(agent.type);
  const tools = agent.tools ?? (type === "command" ? "any" : [type]);
  return {
    id: agent.id,
    type,
    tools: tools === "any" ? tools : tools.map(normaliseTool),
    tracks: [...new Set([agent.track ?? [], agent.tracks ?? []].flat())],
    exclusive: agent.exclusive ?? false,
    priority: agent.priority === "medium" ? "normal" : (agent.priority ?? "normal"),
    command: agent.command ?? undefined,
    model: agent.model ?? undefined,
    env: agent.env ?? [],
  };
}

function duplicateAgent(id: string, index: number, earlier: number, file: string): Finding {
  const related = [{ file, at: valueAt(["agents", earlier, "id"]), message: "first used here" }];
  const message = `two agents have the id ${id}`;
  return errorAt("duplicate-agent", valueAt(["agents", index, "id"]), message, "Give each agent its own id.", related);
}

function missingCommand(id: string, index: number): Finding {
  const message = `the agent ${id} of type command has no command to run`;
  return errorAt("missing-key", valueAt(["agents", index]), message, 'Add for example "command": "scripts/agent.sh".');
}
