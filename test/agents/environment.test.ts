import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentEnvironment, taskVariables } from "../../src/agents/environment.ts";
import { agent, sha, workstream } from "../support/builders.ts";

const BASE = {
  PATH: "/bin",
  HOME: "/home/ada",
  LC_ALL: "C.UTF-8",
  XDG_CACHE_HOME: "/cache",
  XDG_ACCESS_TOKEN: "x",
  GITHUB_TOKEN: "x",
  ACTIONS_RUNTIME_TOKEN: "x",
  AWS_SECRET_ACCESS_KEY: "x",
  OPENAI_API_KEY: "x",
  SSH_AUTH_SOCK: "x",
  NODE_OPTIONS: "x",
  BASH_ENV: "x",
  LD_PRELOAD: "x",
  GIT_DIR: "x",
  GIT_INDEX_FILE: "x",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "x",
  UNSET: undefined,
};

describe("agentEnvironment", () => {
  test("only what is harmless gets through", () => {
    expect(agentEnvironment(BASE, [])).toEqual({
      PATH: "/bin",
      HOME: "/home/ada",
      LC_ALL: "C.UTF-8",
      XDG_CACHE_HOME: "/cache",
    });
  });

  test("what the configuration names gets through, never what points git elsewhere", () => {
    const named = ["OPENAI_API_KEY", "XDG_ACCESS_TOKEN", "UNSET", "MISSING", "GIT_DIR", "GIT_INDEX_FILE"];
    expect(agentEnvironment(BASE, [...named, "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0"])).toEqual({
      ...agentEnvironment(BASE, []),
      OPENAI_API_KEY: "x",
      XDG_ACCESS_TOKEN: "x",
    });
  });

  test("what we add wins", () => {
    expect(agentEnvironment({ WORKSTREAM_ID: "outer" }, ["WORKSTREAM_ID"], { WORKSTREAM_ID: "inner" })).toEqual({
      WORKSTREAM_ID: "inner",
    });
  });

  test("a NUL is refused by name", () => {
    expect(() => agentEnvironment({ PATH: "a\0b" }, [])).toThrow("PATH can't hold a NUL character");
    expect(() => agentEnvironment({}, [], { WORKSTREAM_FILE: "\0" })).toThrow("WORKSTREAM_FILE");
    expect(agentEnvironment({ OTHER: "\0" }, [])).toEqual({});
  });

  test("nothing is made up, and nothing secret passes that was not named", () => {
    const base = fc.dictionary(fc.stringMatching(/^(XDG_|LC_|)[A-Z_]{1,20}$/), fc.string());
    fc.assert(
      fc.property(base, fc.array(fc.string()), (given, allowed) => {
        for (const [name, value] of Object.entries(agentEnvironment(given, allowed))) {
          expect(value).toBe(given[name]);
          expect(allowed.includes(name) || !/TOKEN|SECRET/.test(name)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test("taskVariables tell an agent all about its task", () => {
  const task = {
    workstream: workstream({ id: "ws-a", pattern: "PAT-1", estimate: 2.5, scope: ["src/a b/", "docs/*.md"] }),
    attempt: 2,
    claim: sha("claim"),
    agent: agent({ id: "agent-7" }),
    limits: { usd: undefined, tokens: undefined },
    directory: "/tree",
    home: "/home",
    promptFile: "/prompt.md",
    workstreamFile: "/workstream.json",
    logFile: "/log",
    groupFile: "/group.json",
  };
  expect(taskVariables(task)).toEqual({
    WORKSTREAM_ID: "ws-a",
    WORKSTREAM_FILE: "/workstream.json",
    WORKSTREAM_PROMPT: "/prompt.md",
    WORKSTREAM_ATTEMPT: "2",
    WORKSTREAM_AGENT: "agent-7",
    WORKSTREAM_PATTERN: "PAT-1",
    WORKSTREAM_ESTIMATE: "2.5",
    WORKSTREAM_SCOPE: '["src/a b/","docs/*.md"]',
    WORKSTREAM_CLAIM: sha("claim"),
    GIT_AUTHOR_NAME: "agent-7 (workstreams agent)",
    GIT_AUTHOR_EMAIL: "workstreams@localhost",
    GIT_COMMITTER_NAME: "agent-7 (workstreams agent)",
    GIT_COMMITTER_EMAIL: "workstreams@localhost",
  });
  // The system takes no variable above 128 KiB: such an agent could never start.
  const wide = { ...task, workstream: workstream({ scope: ["é".repeat(33_000)] }) };
  expect(taskVariables(wide)).not.toHaveProperty("WORKSTREAM_SCOPE");
  expect(taskVariables(wide)).toHaveProperty("WORKSTREAM_FILE");
});
