import { describe, expect, test } from "vitest";

import { DEFAULT_CONFIG, PROTECTED_PATHS } from "../../src/plan/default-config.ts";
import { parseConfig } from "../../src/plan/read-config.ts";
import { findConfigSource, readPlan } from "../../src/plan/read-plan.ts";
import { containsPath } from "../../src/plan/scope.ts";
import { CONFIG_PATHS } from "../../src/plan/source.ts";

function parse(text: string) {
  return parseConfig({ path: ".github/workstreams.yml", text });
}

describe("where the configuration is", () => {
  test("the first path that exists wins", () => {
    const sources = CONFIG_PATHS.map((path, index) => ({ path, text: `max_file_mb: ${index + 1}` }));
    expect(findConfigSource(sources.toReversed())?.path).toBe(CONFIG_PATHS[0]);
    expect(findConfigSource(sources.slice(2))?.path).toBe("config/agents.yaml");
    expect(readPlan(sources.slice(1)).config.maxFileBytes).toBe(2 * 1024 * 1024);
  });

  test.each(["", "# agents:\n#   - id: a\n", "{}"])(
    "without a file, and with one that says nothing (%j), the defaults hold",
    (text) => {
      expect(parse(text)).toEqual({ config: DEFAULT_CONFIG, diagnostics: [] });
      expect(parseConfig(undefined)).toEqual({ config: DEFAULT_CONFIG, diagnostics: [] });
    },
  );
});

describe("what it says", () => {
  test("the source document's config/agents.yaml is accepted as it is", () => {
    const text = [
      "agents:",
      "  - id: agent-1",
      "    type: aider",
      "    track: pipeline_plus",
      "    priority: critical",
      "    ",
      "  - id: agent-2",
      "    type: aider",
      "    track: core_refactor",
      "    priority: high",
      "",
    ].join("\n");
    const { config, diagnostics } = parseConfig({ path: "config/agents.yaml", text });
    expect(diagnostics).toEqual([]);
    expect(config.agents).toEqual([
      {
        id: "agent-1",
        type: "aider",
        tools: ["aider"],
        tracks: ["pipeline_plus"],
        exclusive: false,
        priority: "critical",
        command: undefined,
        model: undefined,
        args: [],
        version: undefined,
        baseUrl: undefined,
        home: "private",
        env: [],
      },
      expect.objectContaining({ id: "agent-2", tracks: ["core_refactor"], priority: "high" }),
    ]);
  });

  test("every key", () => {
    const { config, diagnostics } = parse(`
agents:
  - { id: a, type: claude-code, tools: [claude-code, codex], track: x, tracks: [y, x], exclusive: true, model: m }
  - { id: b, type: command, command: [node, agent.js], env: [HTTPS_PROXY], max_parallel: 1, priority: medium }
  - { id: c, type: command, command: run.sh, tools: any }
tracks: { x: [ws-1, "ws-2-*"] }
max_parallel: { x: 2, y: 1 }
defaults: { max_attempts: 5, timeout_minutes: 30, estimated_hours: 2, backoff_minutes: 0.5 }
budget: { per_attempt: { usd: "2.5", tokens: 900000 }, per_day: { usd: 50 } }
overlap: { policy: file, unordered: forbid, until: published, rebuild: manual }
companions: [{ when: "*.proto", also: ["*.pb.go", "/docs/api.md"] }]
scopes: { case: insensitive }
protected_paths: [./secrets/]
max_file_mb: 0.5
merge: queue
base: release/2.x
token: app
required_approvals: 2
reviewers: [octocat, "team:backend", octocat]
draft: true
ci_workflow: ci.yml
after_merge_workflow: deploy.yaml
jobs:
  agent:
    runs_on: [self-hosted, gpu large]
    container: "ghcr.io/acme/box:1.2@sha256:ab"
    setup: [npm ci, make]
    network: [registry.npmjs.org, "*.example.com", "10.1.2.3:8443", "[fd00::1]"]
  verify: { runs_on: macos-15, setup_action: true }
`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["late-limit", "late-limit"]);
    expect(config).toMatchObject({
      agents: [
        { type: "claude_code", tools: ["claude_code", "codex"], tracks: ["x", "y"], exclusive: true, model: "m" },
        { tools: "any", command: ["node", "agent.js"], env: ["HTTPS_PROXY"], priority: "normal" },
        { tools: "any", command: "run.sh" },
      ],
      tracks: new Map([["x", ["ws-1", "ws-2-*"]]]),
      maxParallel: new Map([
        ["x", 2],
        ["y", 1],
      ]),
      defaults: { maxAttempts: 5, timeoutMinutes: 30, estimate: 2, backoffMinutes: 0.5 },
      budget: {
        perAttempt: { usd: 2.5, tokens: 900_000 },
        perWorkstream: { usd: undefined, tokens: undefined },
        perDay: { usd: 50, tokens: undefined },
      },
      overlap: { policy: "file", unordered: "forbid", until: "published", rebuild: "manual" },
      companions: [{ when: ["*.proto"], also: ["*.pb.go", "/docs/api.md"] }],
      scopes: { case: "insensitive" },
      protectedPaths: ["secrets/"],
      maxFileBytes: 524_288,
      merge: "queue",
      base: "release/2.x",
      token: "app",
      requiredApprovals: 2,
      reviewers: ["octocat", "team:backend"],
      draft: true,
      ciWorkflow: "ci.yml",
      afterMergeWorkflow: "deploy.yaml",
      jobs: {
        agent: {
          runsOn: ["self-hosted", "gpu large"],
          container: "ghcr.io/acme/box:1.2@sha256:ab",
          setup: ["npm ci", "make"],
          setupAction: false,
          network: ["registry.npmjs.org", "*.example.com", "10.1.2.3:8443", "[fd00::1]"],
        },
        verify: { runsOn: ["macos-15"], container: undefined, setup: [], setupAction: true },
      },
    });
  });

  test.each([
    ["left out", "jobs: {agent: {setup: [make]}}", undefined],
    ["null", "jobs: {agent: {network: }}", undefined],
    ["an empty list", "jobs: {agent: {network: []}}", []],
  ])("the network of agents: %s", (_, text, network) => {
    expect(parse(text).config.jobs.agent.network).toEqual(network);
  });

  test.each([
    ".github/workflows/ci.yml",
    "workstreams/ws-a.json",
    ".gitattributes",
    "web/.gitmodules",
    "AGENTS.md",
    "packages/web/CLAUDE.md",
    "AGENTS.override.md",
    "packages/web/CLAUDE.local.md",
    "GEMINI.md",
    ".cursorrules",
    ".github/copilot-instructions.md",
    ".aider.conf.yml",
    "web/.claude/settings.json",
  ])("%s is protected by default", (path) => {
    expect(containsPath(PROTECTED_PATHS, path)).toBe(true);
  });

  test("what is for CLIs is a warning where an agent is any program, and only there", () => {
    const keys = "model: m, args: [x], version: 1.2.3, base_url: 'https://example.com', home: own";
    const { diagnostics } = parse(
      `agents: [{ id: a, type: command, command: x, ${keys} }, { id: b, type: codex, ${keys} }]`,
    );
    expect(diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message.split(" ")[0]}`)).toEqual(
      ["model", "args", "version", "base_url", "home"].map((key) => `warning unused-key ${key}`),
    );
  });

  test("a budget of an attempt that agents do not keep by themselves is a warning at its key", () => {
    const budget = "budget: { per_attempt: { usd: 2, tokens: 1000 } }";
    const warnings = (agents: string) =>
      parse(`${budget}\nagents: [${agents}]`).diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(warnings("{ id: a, type: codex }, { id: b, type: claude-code }")).toEqual([
      "late-limit not every agent stops at a number of dollars by itself: a",
      "late-limit no CLI stops at a number of tokens by itself",
    ]);
    expect(warnings("{ id: a, type: copilot }")).toHaveLength(1);
    expect(parse("budget: { per_attempt: { usd: 2 } }\nagents: [{ id: a, type: claude_code }]").diagnostics).toEqual(
      [],
    );
  });

  test("ordinary files are not protected", () => {
    expect(containsPath(PROTECTED_PATHS, "src/agents.md")).toBe(false);
    expect(containsPath(PROTECTED_PATHS, "docs/workstreams/plan.md")).toBe(false);
  });
});

describe("what is wrong in it", () => {
  test.each([
    ["agents: []", "wrong-type", "agents must be a list of 1 to 256 agents, but is an empty list"],
    ["agents: [{type: aider}]", "missing-key", "the key agents[0].id is missing"],
    ["agents: [{id: a}]", "missing-key", "the key agents[0].type is missing"],
    ["agents: [{id: a, type: cursor}]", "invalid-value", "agents[0].type must be one of command, aider, codex"],
    ["agents: [{id: a, type: aider, max_parallel: 2}]", "invalid-value", "agents[0].max_parallel must be 1"],
    ["agents: [{id: a, type: aider, exclusive: yes}]", "wrong-type", "agents[0].exclusive must be true or false"],
    [
      "agents: [{id: a, type: aider, tools: []}]",
      "wrong-type",
      'agents[0].tools must be "any" or a list of tool names',
    ],
    [
      "agents: [{id: a, type: aider, track: []}]",
      "wrong-type",
      "agents[0].track must be a string or a list of strings",
    ],
    ["agents: [{id: a, type: command}]", "missing-key", "the agent a of type command has no command to run"],
    ["agents: [{id: a, type: aider}, {id: A, type: codex}]", "duplicate-agent", "two agents have the id A"],
    ["agents: [{id: 'a b', type: aider}]", "invalid-value", "agents[0].id must be letters, digits"],
    ["tracks: {a: ws-1}", "wrong-type", "tracks.a must be a list of ids or id globs"],
    ["defaults: {max_attempts: 1.5}", "invalid-value", "defaults.max_attempts must be a whole number from 1 to 100"],
    ["defaults: {timeout_minutes: 99999}", "invalid-value", "defaults.timeout_minutes must be a number above 0"],
    ["budget: {per_day: {usd: 0}}", "invalid-value", "budget.per_day.usd must be a number above 0"],
    [
      "budget: {per_attempt: {tokens: 1.5}}",
      "invalid-value",
      "budget.per_attempt.tokens must be a whole number from 1",
    ],
    ["budget: {per_workstream: 5}", "wrong-type", "budget.per_workstream must be an object with usd, tokens or both"],
    ["budget: 5", "wrong-type", "budget must be an object"],
    ["overlap: {policy: never}", "invalid-value", "overlap.policy must be one of merge, file, off"],
    ["protected_paths: [/etc]", "invalid-path", "the path is absolute"],
    ["max_file_mb: 0", "invalid-value", "max_file_mb must be a number above 0"],
    ["merge: yes", "invalid-value", "merge must be one of manual, auto, auto-merge, queue"],
    ["merge: queue", "needs-app-token", "merge: queue needs token: app, because what the run's own token enqueues"],
    ["{merge: auto-merge, token: default}", "needs-app-token", "merge: auto-merge needs token: app"],
    ["reviewers: [octocat, 'team:web']", "needs-app-token", "asking team:web for a review needs token: app"],
    ["reviewers: [acme/web]", "invalid-value", "reviewers[0] must be a login, or team: and the team's short name"],
    ["reviewers: octocat", "wrong-type", "reviewers must be a list of logins and teams"],
    ["token: ghp_0123", "invalid-value", "token must be one of default, app"],
    ["required_approvals: 11", "invalid-value", "required_approvals must be a whole number from 0 to 10"],
    ["draft: yes please", "wrong-type", "draft must be true or false"],
    ["ci_workflow: .github/workflows/ci.yml", "invalid-value", "ci_workflow must be the name of a file in .github/"],
    ["after_merge_workflow: deploy", "invalid-value", "after_merge_workflow must be the name of a file"],
    ["jobs: {agent: {runs_on: []}}", "wrong-type", "jobs.agent.runs_on must be a runner's label or a list of labels"],
    ["jobs: {verify: {container: 'a b'}}", "invalid-value", "jobs.verify.container must be the name of a container"],
    ["jobs: {verify: {setup: npm ci}}", "wrong-type", "jobs.verify.setup must be a list of shell commands"],
    ["jobs: {agent: {setup_action: ./setup}}", "wrong-type", "jobs.agent.setup_action must be true or false"],
    ["jobs: {agent: {network: npmjs.org}}", "wrong-type", "jobs.agent.network must be a list of hosts"],
    ["jobs: {agent: {network: ['https://a.com']}}", "invalid-value", "jobs.agent.network[0] must be a host such as"],
    ["jobs: {agent: {network: [a.com/b]}}", "invalid-value", "jobs.agent.network[0] must be a host such as"],
    ["jobs: {agent: {network: ['*']}}", "invalid-value", "jobs.agent.network[0] must be a host such as"],
    ["jobs: {agent: {network: ['a.*.com']}}", "invalid-value", "jobs.agent.network[0] must be a host such as"],
    ["jobs: {agent: {network: ['a.com:65536']}}", "invalid-value", "jobs.agent.network[0] must be a host with a port"],
    ["companions: [{when: 'a[b]', also: c}]", "invalid-value", "companions[0].when must be a path in which only"],
    ["companions: [{when: a, also: ['../b']}]", "invalid-value", "companions[0].also[0] must be a path in which only"],
    ["companions: [{when: a, also: ['b/**']}]", "invalid-value", "companions[0].also[0] must be a path in which only"],
    [
      "companions: [{when: a, also: '*.b'}]",
      "invalid-pattern",
      '"*.b" has a wildcard for which "a" has no counterpart',
    ],
    [
      "companions: [{when: ['*.a', '**/b'], also: [c, '**/*.b']}]",
      "invalid-pattern",
      'for which "*.a" has no counterpart',
    ],
    ["overlap: {until: closed}", "invalid-value", "overlap.until must be one of merged, published"],
    ["base: 'a..b'", "invalid-value", "base must be the name of a branch"],
    ["just text", "wrong-type", "this must be an object"],
    ["a: [", "syntax", "flow sequence"],
  ])("%s: %s", (text, code, message) => {
    const { config, diagnostics } = parse(text);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors).toMatchObject([{ code, message: expect.stringContaining(message) }]);
    expect(config).toEqual(DEFAULT_CONFIG);
  });

  test("more than 256 agents", () => {
    const agents = Array.from({ length: 257 }, (_, index) => `{id: a-${index}, type: aider}`);
    const { diagnostics } = parse(`agents: [${agents.join(", ")}]`);
    expect(diagnostics).toMatchObject([{ code: "wrong-type", message: expect.stringContaining("1 to 256 agents") }]);
  });

  test("more parallel work is another agent, says the hint", () => {
    const { diagnostics } = parse("agents: [{id: a, type: aider, max_parallel: 2}]");
    expect(diagnostics[0]?.hint).toContain("add another agent");
  });

  test("what needs another token says how to give it, and what to do without", () => {
    const [merge, team] = parse("merge: queue\nreviewers:\n  - team:web\n").diagnostics;
    expect(merge).toMatchObject({
      line: 1,
      column: 8,
      hint: expect.stringMatching(/WORKSTREAMS_TOKEN.*merge: auto\.$/),
    });
    expect(team).toMatchObject({
      line: 3,
      column: 5,
      hint: expect.stringMatching(/WORKSTREAMS_TOKEN.*name logins\.$/),
    });
    expect(parse("token: app\nmerge: queue\nreviewers: ['team:web']").diagnostics).toEqual([]);
  });

  test("unknown keys are warned of, with the nearest one, and ignored", () => {
    const { config, diagnostics } = parse(
      "agent: []\nmerge: auto\ndefaults:\n  max_atempts: 2\n  backoff_minutes: 3\n",
    );
    expect(diagnostics).toMatchObject([
      { code: "unknown-key", severity: "warning", line: 1, column: 1, hint: 'Did you mean "agents"?' },
      { code: "unknown-key", severity: "warning", line: 4, column: 3, hint: 'Did you mean "max_attempts"?' },
    ]);
    expect(config).toMatchObject({ merge: "auto", defaults: { maxAttempts: 3, backoffMinutes: 3 } });
  });

  test.each([
    ["budget: { per_attemt: { usd: 2 } }", "per_attempt"],
    ["budget: { per_dayy: { usd: 2 }, per_workstream: { usd: 2 } }", "per_day"],
    ["budget: { per_day: { token: 5 } }", "tokens"],
    ["bugdet: { per_day: { usd: 5 } }", "budget"],
  ])("a key of the budget that is misspelt is an error: nothing would be limited: %s", (text, near) => {
    const { config, diagnostics } = parse(`${text}\nmerge: auto\n`);
    expect(diagnostics).toMatchObject([
      { code: "unknown-key", severity: "error", line: 1, hint: `Did you mean "${near}"?` },
    ]);
    expect(config.merge).toBe("manual");
  });

  test.each([
    ["budget:", "budget"],
    ["budget: {}", "budget"],
    ["budget: { per_day: }", "budget.per_day"],
    ["budget: { per_day: {} }", "budget.per_day"],
    ["budget: { per_attempt: { usd: } }", "budget.per_attempt.usd"],
    ["budget: { per_day: { usd: 5, tokens: null }, per_workstream: { usd: 2 } }", "budget.per_day.tokens"],
  ])("a limit that is left empty is an error: %s", (text, name) => {
    const { config, diagnostics } = parse(`${text}\nmerge: auto\n`);
    expect(diagnostics).toMatchObject([
      { code: "missing-key", severity: "error", line: 1, message: `${name} is empty, and so limits nothing` },
    ]);
    expect(config.merge).toBe("manual");
  });

  test.each([
    ["agents: [{ id: a, type: codex, budget: { usd: 5 } }]", "budget"],
    ["agents: [{ id: a, type: codex, max_budget_usd: 5 }]", "max_budget_usd"],
    ["defaults: { budgets: { per_day: { usd: 5 } } }", "budgets"],
    ["patterns: [{ id: p, match: { ids: x }, per_attempt: { usd: 5 } }]", "per_attempt"],
    ["jobs: { agent: { budget: { usd: 5 } } }", "budget"],
    ["per_day: { usd: 5 }", "per_day"],
  ])("a budget where none is read is an error: %s", (text, key) => {
    expect(parse(text).diagnostics).toMatchObject([
      {
        code: "unknown-key",
        severity: "error",
        line: 1,
        message: `the key "${key}" is unknown here, and limits nothing`,
        hint: expect.stringContaining("Write `budget` at the top of the file"),
      },
    ]);
  });
});
