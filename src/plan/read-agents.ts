import { readType } from "./agent-types.ts";
import { AgentFile } from "./config-schema.ts";
import type { AgentConfig } from "./config.ts";
import { normaliseTool } from "./fields.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** Checks what the schema can't say. Agents that it refuses are left out here, so that the others are still checked. */
export function checkAgents(agents: unknown, file: string, findings: Finding[]): void {
  const first = new Map<string, number>();
  for (const [index, value] of (Array.isArray(agents) ? agents : []).entries()) {
    const parsed = AgentFile.safeParse(value);
    if (!parsed.success) continue;
    const { id, type, command } = parsed.data;
    const earlier = first.get(id.toLowerCase());
    if (earlier === undefined) first.set(id.toLowerCase(), index);
    else findings.push(duplicateAgent(id, index, earlier, file));
    if (type === "command" && !command) findings.push(missingCommand(id, index));
  }
}

export function readAgent(agent: AgentFile): AgentConfig {
  const type = readType(agent.type);
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
    args: agent.args ?? [],
    version: agent.version ?? undefined,
    baseUrl: agent.base_url ?? undefined,
    home: agent.home ?? "private",
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
