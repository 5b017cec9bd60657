/** The types of agents: any command, or a coding-agent CLI. */
export const AGENT_TYPES = ["command", "aider", "codex", "claude_code", "copilot", "gemini", "opencode"] as const;
export type AgentType = (typeof AGENT_TYPES)[number];
