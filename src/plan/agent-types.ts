/** The types of agents: any command, or a coding-agent CLI. */
export const AGENT_TYPES = ["command", "aider", "codex", "claude_code", "copilot", "gemini", "opencode"] as const;
export type AgentType = (typeof AGENT_TYPES)[number];

/** The types as files may write them. */
export const WRITTEN_TYPES = [...AGENT_TYPES, "claude-code"] as const;

/** The one name of a type that has two. */
export function readType(written: (typeof WRITTEN_TYPES)[number]): AgentType {
  return written === "claude-code" ? "claude_code" : written;
}
