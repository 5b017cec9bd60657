/** A plan of five, each for another coding-agent CLI, from claims to merges on one machine. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { attemptPaths, statePaths } from "../../src/commands/paths.ts";
import { claudeCode } from "../../src/agents/clis/claude-code.ts";
import { codex } from "../../src/agents/clis/codex.ts";
import { copilot } from "../../src/agents/clis/copilot.ts";
import { gemini } from "../../src/agents/clis/gemini.ts";
import { opencode } from "../../src/agents/clis/opencode.ts";
import { readAttempts, readMerges } from "../support/history.ts";
import { anthropic } from "../support/model/anthropic.ts";
import { gemini as geminiDialect } from "../support/model/gemini.ts";
import { openaiResponses } from "../support/model/openai-responses.ts";
import { FIGURES } from "../support/model/scenario.ts";
import { startModel } from "../support/model/server.ts";
import type { ScriptedModel } from "../support/model/server.ts";
import { runCli } from "../support/cli.ts";
import { story } from "../support/project.ts";
import { install, PROGRAMS } from "./harness.ts";
import type { RealCli } from "./harness.ts";

/** By workstream: which CLI does it, and what it waits for. */
const PLAN: Readonly<Record<string, RealCli & { readonly after: readonly string[] }>> = {
  "ws-a": {
    cli: claudeCode,
    dialects: [anthropic],
    baseUrl: (url) => url,
    model: undefined,
    env: { ANTHROPIC_API_KEY: "scripted-anthropic-key" },
    after: [],
  },
  "ws-b": {
    cli: codex,
    dialects: [openaiResponses],
    baseUrl: (url) => `${url}/v1`,
    model: undefined,
    env: { CODEX_API_KEY: "scripted-openai-key" },
    after: ["ws-a"],
  },
  "ws-c": {
    cli: copilot,
    dialects: [openaiResponses],
    baseUrl: (url) => `${url}/v1`,
    model: "gpt-5.4",
    env: { COPILOT_PROVIDER_API_KEY: "scripted-provider-key", COPILOT_PROVIDER_WIRE_API: "responses" },
    after: ["ws-a"],
  },
  "ws-d": {
    cli: gemini,
    dialects: [geminiDialect],
    baseUrl: (url) => url,
    model: "gemini-2.5-flash",
    env: { GEMINI_API_KEY: "scripted-gemini-key" },
    after: ["ws-b", "ws-c"],
  },
  "ws-e": {
    cli: opencode,
    dialects: [anthropic],
    baseUrl: (url) => `${url}/v1`,
    model: "anthropic/claude-sonnet-4-5",
    env: {},
    after: ["ws-c"],
  },
};

let missing: string | undefined;
beforeAll(async () => {
  for (const { cli } of Object.values(PLAN)) missing ??= await install(cli.package);
});

story(
  "five workstreams by five CLIs: all merged, with what each spent in its end",
  async ({ project, skip }) => {
    if (missing !== undefined) return skip(missing);
    const cache = join(project.outside, "cache");
    mkdirSync(join(cache, "workstreams"), { recursive: true });
    symlinkSync(PROGRAMS, join(cache, "workstreams", "programs"));
    const keys = Object.assign({}, ...Object.values(PLAN).map(({ env }) => env)) as Record<string, string>;
    const env = { ...keys, XDG_CACHE_HOME: cache, WORKSTREAMS_HOME: join(project.outside, "state") };
    const paths = statePaths(await project.git("rev-parse", "--absolute-git-dir"), env.WORKSTREAMS_HOME, env);
    const models = new Map<string, ScriptedModel>();
    for (const [id, { dialects }] of Object.entries(PLAN)) {
      const path = join(attemptPaths(paths, id, 1).tree, id, "made.txt");
      models.set(id, await startModel({ kind: "writes", files: [{ path, text: `by ${id}\n` }] }, dialects));
    }
    try {
      const agents = Object.entries(PLAN).map(([id, { cli, baseUrl, model }]) => ({
        id: `agent-${id}`,
        type: cli.type,
        version: cli.package.version,
        base_url: baseUrl(models.get(id)?.url ?? ""),
        ...(model === undefined ? {} : { model }),
      }));
      const entries = Object.entries(PLAN).map(
        ([id, { cli, after }]) =>
          [id, { tool: cli.type, depends_on: after, acceptance_tests: [`grep -q "by ${id}" ${id}/made.txt`] }] as const,
      );
      await project.plan(Object.fromEntries(entries), { agents, defaults: { timeout_minutes: 2, max_attempts: 1 } });
      const run = await runCli(["run", "--merge", "auto", "--no-report"], { cwd: project.directory, env });
      expect(run.code, run.stderr).toBe(0);
      expect((await readMerges(project)).map(({ id }) => id).toSorted()).toEqual(Object.keys(PLAN));
      for (const id of Object.keys(PLAN)) expect(await project.git("show", `main:${id}/made.txt`)).toBe(`by ${id}`);
      const { workstreams } = JSON.parse((await project.cli("status", "--json")).stdout) as {
        workstreams: readonly { id: string; attempts: readonly { agent: string; usage: { inputTokens: number } }[] }[];
      };
      for (const { id, attempts } of workstreams) {
        expect(attempts).toMatchObject([{ agent: `agent-${id}` }]);
        expect(attempts[0]?.usage.inputTokens).toBeGreaterThanOrEqual(FIGURES.inputTokens);
      }
      for (const key of Object.values(keys))
        expect(await project.git("log", "--all", "--format=%B")).not.toContain(key);
      expect(await readAttempts(project)).toHaveLength(5);
    } finally {
      await Promise.all([...models.values()].map((model) => model.close()));
    }
  },
  300_000,
);
