import type { AgentConfig } from "./config.ts";

/** The secrets of a repository that the shipped workflows hand to agents: a fixed list, each of them optional. */
export const SECRETS = [
  "ANTHROPIC_API_KEY",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "OPENAI_API_KEY",
  "CODEX_API_KEY",
  "GEMINI_API_KEY",
  "COPILOT_GITHUB_TOKEN",
  "AGENT_SECRET_1",
  "AGENT_SECRET_2",
  "AGENT_SECRET_3",
  "AGENT_SECRET_4",
] as const;
export type SecretName = (typeof SECRETS)[number];

/** The secret that holds the loop's own token with `token: app`; no agent ever gets it. */
export const TOKEN_SECRET = "WORKSTREAMS_TOKEN";

/** What is no vendor's, for any agent that names it in its `env`. */
const OWN: readonly SecretName[] = SECRETS.filter((name) => name.startsWith("AGENT_SECRET_"));

/** The keys of each vendor's CLI; one of them is enough. */
const VENDOR_KEYS: ReadonlyMap<string, readonly SecretName[]> = new Map([
  ["claude_code", ["ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"]],
  ["codex", ["CODEX_API_KEY", "OPENAI_API_KEY"]],
  ["copilot", ["COPILOT_GITHUB_TOKEN"]],
  ["gemini", ["GEMINI_API_KEY"]],
  ["aider", ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"]],
  ["opencode", ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"]],
]);

/** The secrets that reach the agent job of a type. The type `command` may be anybody's CLI. */
export function secretsOf(type: string): readonly SecretName[] {
  const keys = VENDOR_KEYS.get(type);
  return keys === undefined ? SECRETS : [...keys, ...OWN];
}

/** The keys that a vendor's CLI looks for by itself. */
export function vendorKeysOf(type: string): readonly SecretName[] {
  return VENDOR_KEYS.get(type) ?? [];
}

/**
 * What keeps an agent from working with the secrets that are there: it needs one of some, all of some, or it names some
 * that agents of its type never get.
 */
export interface LackingSecrets {
  readonly kind: "one-of" | "all-of" | "foreign";
  readonly names: readonly SecretName[];
}

/** Undefined: it lacks none. */
export function lackingSecrets(agent: AgentConfig, available: ReadonlySet<string>): LackingSecrets | undefined {
  const named = SECRETS.filter((name) => agent.env.includes(name));
  if (named.length > 0) return lackingNamed(agent, named, available);
  // A command that names no secret needs none, whatever its type.
  const names = agent.command === undefined ? (VENDOR_KEYS.get(agent.type) ?? []) : [];
  return names.length === 0 || names.some((key) => available.has(key)) ? undefined : { kind: "one-of", names };
}

function lackingNamed(
  { type }: AgentConfig,
  named: readonly SecretName[],
  available: ReadonlySet<string>,
): LackingSecrets | undefined {
  const reaching = secretsOf(type);
  const foreign = named.filter((name) => !reaching.includes(name));
  if (foreign.length > 0) return { kind: "foreign", names: foreign };
  const names = named.filter((name) => !available.has(name));
  return names.length === 0 ? undefined : { kind: "all-of", names };
}

/** Why an agent can't work with the secrets that are there, in one sentence; undefined: it can. */
export function missingSecret(agent: AgentConfig, available: ReadonlySet<string>): string | undefined {
  const lacking = lackingSecrets(agent, available);
  return lacking === undefined ? undefined : printLacking(lacking, agent);
}

function printLacking({ kind, names }: LackingSecrets, { type }: AgentConfig): string {
  const one = names.length === 1;
  switch (kind) {
    case "one-of":
      return `no ${join(names, "or")}: add ${one ? "it" : "one"} to the repository's secrets`;
    case "all-of":
      return `no ${join(names, "and no")}: add ${one ? "it" : "them"} to the repository's secrets`;
    case "foreign":
      return `agents of type ${type} never get ${join(names, "or")}: name ${OWN[0]} instead, or use the type command`;
    default:
      return kind satisfies never;
  }
}

function join(names: readonly string[], word: string): string {
  const last = names.slice(-1);
  return [...(names.length > 1 ? [names.slice(0, -1).join(", ")] : []), ...last].join(` ${word} `);
}
