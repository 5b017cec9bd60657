import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../../src/plan/config.ts";
import { SECRETS, TOKEN_SECRET, missingSecret, secretsOf } from "../../src/plan/secrets.ts";
import { agent } from "../support/builders.ts";

describe("which secrets reach a type's agent job", () => {
  test.each([
    ["claude_code", ["ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"]],
    ["codex", ["CODEX_API_KEY", "OPENAI_API_KEY"]],
    ["copilot", ["COPILOT_GITHUB_TOKEN"]],
    ["gemini", ["GEMINI_API_KEY"]],
    ["aider", ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"]],
    ["opencode", ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"]],
  ])("%s: its vendor's, and the four that are nobody's", (type, keys) => {
    const own = ["AGENT_SECRET_1", "AGENT_SECRET_2", "AGENT_SECRET_3", "AGENT_SECRET_4"];
    expect(secretsOf(type)).toEqual([...keys, ...own]);
  });

  test("command: any, because it may be anybody's CLI; never the loop's own token", () => {
    expect(secretsOf("command")).toEqual(SECRETS);
    expect(SECRETS).not.toContain(TOKEN_SECRET);
  });
});

describe("why an agent can't work", () => {
  const native = { command: undefined };
  test.each<[name: string, fields: Partial<AgentConfig>, available: string[], why: string]>([
    [
      "a vendor's CLI without any of its keys",
      { type: "claude_code", ...native },
      [],
      "no ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN: add one to the repository's secrets",
    ],
    [
      "one of three",
      { type: "aider", ...native },
      ["CODEX_API_KEY"],
      "no ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY: add one to the repository's secrets",
    ],
    [
      "the only one",
      { type: "copilot", ...native },
      ["OPENAI_API_KEY"],
      "no COPILOT_GITHUB_TOKEN: add it to the repository's secrets",
    ],
    [
      "what env names, exactly",
      { type: "claude_code", ...native, env: ["CLAUDE_CODE_OAUTH_TOKEN"] },
      ["ANTHROPIC_API_KEY"],
      "no CLAUDE_CODE_OAUTH_TOKEN: add it to the repository's secrets",
    ],
    [
      "all that env names",
      { type: "command", env: ["HTTPS_PROXY", "AGENT_SECRET_2", "OPENAI_API_KEY"] },
      [],
      "no OPENAI_API_KEY and no AGENT_SECRET_2: add them to the repository's secrets",
    ],
    [
      "a secret that never reaches the type",
      { type: "codex", ...native, env: ["GEMINI_API_KEY"] },
      ["GEMINI_API_KEY"],
      "agents of type codex never get GEMINI_API_KEY: name AGENT_SECRET_1 instead, or use the type command",
    ],
  ])("%s", (_, fields, available, why) => {
    expect(missingSecret(agent(fields), new Set(available))).toBe(why);
  });

  test.each<[name: string, fields: Partial<AgentConfig>, available: string[]]>([
    ["one of its vendor's keys is enough", { type: "claude_code", ...native }, ["CLAUDE_CODE_OAUTH_TOKEN"]],
    ["what env names is there", { type: "command", env: ["AGENT_SECRET_1"] }, ["AGENT_SECRET_1"]],
    ["a command of its own names no secret", { type: "command", env: ["HTTPS_PROXY"] }, []],
    ["a vendor's type with a command of its own", { type: "gemini", command: ["my-gemini"] }, []],
  ])("it can: %s", (_, fields, available) => {
    expect(missingSecret(agent(fields), new Set(available))).toBeUndefined();
  });
});
