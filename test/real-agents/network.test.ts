/** The real CLIs find the way out that a limited network leaves them, and ask for no host that their description does not name. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createCliAgent } from "../../src/agents/cli-agent.ts";
import type { Cli } from "../../src/agents/cli.ts";
import { aider } from "../../src/agents/clis/aider.ts";
import { claudeCode } from "../../src/agents/clis/claude-code.ts";
import { codex } from "../../src/agents/clis/codex.ts";
import { copilot } from "../../src/agents/clis/copilot.ts";
import { gemini } from "../../src/agents/clis/gemini.ts";
import { opencode } from "../../src/agents/clis/opencode.ts";
import { allowHosts, printEntry } from "../../src/agents/network/allowed-hosts.ts";
import { openProxy } from "../../src/agents/network/proxy.ts";
import { proxyVariables } from "../../src/agents/network/proxy-variables.ts";
import { agent, sha, workstream } from "../support/builders.ts";
import { install, PROGRAMS } from "./harness.ts";

interface Case {
  readonly cli: Cli;
  /** A key that nobody knows; and no endpoint but the vendor's. */
  readonly env: Readonly<Record<string, string>>;
  readonly model?: string;
  /** What it asks for besides, and works without. */
  readonly besides?: readonly string[];
}

const CASES: readonly Case[] = [
  { cli: claudeCode, env: { ANTHROPIC_API_KEY: "scripted-key" } },
  { cli: codex, env: { CODEX_API_KEY: "scripted-key" } },
  { cli: copilot, env: { COPILOT_GITHUB_TOKEN: "gho_scripted" } },
  { cli: gemini, env: { GEMINI_API_KEY: "scripted-key" }, model: "gemini-2.5-flash" },
  {
    cli: opencode,
    env: { ANTHROPIC_API_KEY: "scripted-key" },
    model: "anthropic/claude-sonnet-4-5",
    besides: ["registry.npmjs.org"],
  },
  {
    cli: aider,
    env: { OPENAI_API_KEY: "scripted-key" },
    model: "openai/gpt-4o",
    // Prices of models.
    besides: ["raw.githubusercontent.com"],
  },
];

describe.each(CASES)("$cli.type", ({ cli, env, model, besides = [] }) => {
  let missing: string | undefined;
  beforeAll(async () => {
    missing = await install(cli.package);
  });

  test("asks the proxy, and only for hosts of its vendor", async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const root = realpathSync(mkdtempSync(join(tmpdir(), "workstreams-real-")));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, "tree"));
    writeFileSync(join(root, "prompt.md"), "Say yes.\n");
    const isOfVendor = allowHosts({ vendor: cli.hosts, baseUrl: undefined, network: [] });
    const others = new Set<string>();
    const found = new AbortController();
    const proxy = await openProxy(
      () => undefined,
      ({ target }) => {
        if (isOfVendor(target) === "known") found.abort();
        else others.add(printEntry(target));
      },
    );
    onTestFinished(() => proxy.close());
    const runner = createCliAgent(
      cli,
      { PATH: process.env["PATH"], HOME: root, ...env },
      {
        programs: PROGRAMS,
        graceMs: 2_000,
        user: undefined,
        network: {
          set: async () => ({ kind: "set", env: proxyVariables(proxy.port) }),
          tellRefusals: () => undefined,
          lift: async () => undefined,
        },
      },
    );
    await runner.run(
      {
        workstream: workstream({ timeoutMinutes: 2 }),
        attempt: 1,
        claim: sha("claim"),
        agent: agent({
          type: cli.type,
          command: undefined,
          version: cli.package.version,
          model,
          env: Object.keys(env),
        }),
        limits: { usd: undefined, tokens: undefined },
        directory: join(root, "tree"),
        home: join(root, "home"),
        promptFile: join(root, "prompt.md"),
        workstreamFile: join(root, "workstream.json"),
        logFile: join(root, "log"),
        groupFile: join(root, "group.json"),
      },
      { signal: found.signal },
    );
    expect(found.signal.aborted, readFileSync(join(root, "log"), "utf8")).toBe(true);
    expect([...others].filter((host) => !besides.includes(host))).toEqual([]);
  });
});
