/** A plan of five, each for another coding-agent CLI, from claims to merges on one machine. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { attemptPaths, statePaths } from "../../src/commands/paths.ts";
import type { StatePaths } from "../../src/commands/paths.ts";
import { claudeCode } from "../../src/agents/clis/claude-code.ts";
import { codex } from "../../src/agents/clis/codex.ts";
import { copilot } from "../../src/agents/clis/copilot.ts";
import { gemini } from "../../src/agents/clis/gemini.ts";
import { opencode } from "../../src/agents/clis/opencode.ts";
import { readMerges } from "../support/history.ts";
import { anthropic } from "../support/model/anthropic.ts";
import { gemini as geminiDialect } from "../support/model/gemini.ts";
import { openaiResponses } from "../support/model/openai-responses.ts";
import { startModel } from "../support/model/server.ts";
import type { ScriptedModel } from "../support/model/server.ts";
import { runCli } from "../support/cli.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";
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

const KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(PLAN).flatMap(({ env }) => Object.entries(env)),
);

let missing: string | undefined;
beforeAll(async () => {
  for (const { cli } of Object.values(PLAN)) missing ??= await install(cli.package);
});

/** The programs that the other tests use, and a place for attempts that is known. */
function environmentOf({ outside }: Project): { readonly XDG_CACHE_HOME: string; readonly WORKSTREAMS_HOME: string } {
  const cache = join(outside, "cache");
  mkdirSync(join(cache, "workstreams"), { recursive: true });
  symlinkSync(PROGRAMS, join(cache, "workstreams", "programs"));
  return { ...KEYS, XDG_CACHE_HOME: cache, WORKSTREAMS_HOME: join(outside, "state") };
}

/** A model for each workstream, which asks for one file in that attempt's worktree. */
async function startModels(paths: StatePaths): Promise<ReadonlyMap<string, ScriptedModel>> {
  const started = Object.entries(PLAN).map(async ([id, { dialects }]) => {
    const path = join(attemptPaths(paths, id, 1).tree, id, "made.txt");
    const model = await startModel({ kind: "writes", files: [{ path, text: `by ${id}\n` }] }, dialects);
    return [id, model] as const;
  });
  return new Map(await Promise.all(started));
}

async function writePlan(project: Project, models: ReadonlyMap<string, ScriptedModel>): Promise<void> {
  const agents = Object.entries(PLAN).map(([id, real]) => ({
    id: `agent-${id}`,
    type: real.cli.type,
    version: real.cli.package.version,
    base_url: real.baseUrl(models.get(id)?.url ?? ""),
    ...(real.model === undefined ? {} : { model: real.model }),
  }));
  const entries = Object.entries(PLAN).map(
    ([id, { cli, after }]) =>
      [id, { tool: cli.type, depends_on: after, acceptance_tests: [`grep -q "by ${id}" ${id}/made.txt`] }] as const,
  );
  await project.plan(Object.fromEntries(entries), { agents, defaults: { timeout_minutes: 2, max_attempts: 1 } });
}

story(
  "five workstreams by five CLIs: all merged, each with what it spent, and no key is anywhere",
  async ({ project, skip }) => {
    if (missing !== undefined) skip(missing);
    const env = environmentOf(project);
    const gitDirectory = await project.git("rev-parse", "--absolute-git-dir");
    const models = await startModels(statePaths(gitDirectory, env.WORKSTREAMS_HOME, env));
    try {
      await writePlan(project, models);
      const run = await runCli(["run", "--merge", "auto", "--no-report"], { cwd: project.directory, env });
      expect(run.code, run.stderr).toBe(0);
      expect((await readMerges(project)).map(({ id }) => id).toSorted()).toEqual(Object.keys(PLAN));
      for (const id of Object.keys(PLAN)) expect(await project.git("show", `main:${id}/made.txt`)).toBe(`by ${id}`);
      const messages = await project.git("log", "--all", "--format=%B");
      expect(messages.match(/^Workstreams-Spent: .*in=[1-9]\d* out=[1-9]\d*$/gm)).toHaveLength(5);
      for (const key of Object.values(KEYS)) expect(messages + run.stderr).not.toContain(key);
    } finally {
      await Promise.all([...models.values()].map((model) => model.close()));
    }
  },
  300_000,
);
