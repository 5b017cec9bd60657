/** As on a hosted runner: a CLI is installed by the other user, runs as it, and leaves what we can take back. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createCliAgent } from "../../src/agents/cli-agent.ts";
import { claudeCode } from "../../src/agents/clis/claude-code.ts";
import { agent, sha, workstream } from "../support/builders.ts";
import { anthropic } from "../support/model/anthropic.ts";
import { DONE } from "../support/model/scenario.ts";
import { startModel } from "../support/model/server.ts";
import { openFolder, openTestUser } from "../support/work-user.ts";
import { install } from "./harness.ts";

const KEY = "scripted-anthropic-key";
const user = await openTestUser("real CLIs that run as another user");
const missing = await install(claudeCode.package);

test.skipIf(user === undefined || missing !== undefined)(
  "Claude Code, from its installation to the file that it writes",
  async () => {
    if (user === undefined) throw new Error("skipped without it");
    const place = openFolder();
    const [tree, ours] = [join(place, "tree"), join(place, "ours")];
    mkdirSync(tree);
    mkdirSync(ours, { mode: 0o700 });
    writeFileSync(join(ours, "prompt.md"), "Write the file.\n");
    await user.own(tree);
    onTestFinished(() => user.reclaim(place));
    const model = await startModel({ kind: "writes", files: [{ path: join(tree, "made.txt"), text: "made\n" }] }, [
      anthropic,
    ]);
    onTestFinished(() => model.close());
    const runner = createCliAgent(
      claudeCode,
      { ...process.env, ANTHROPIC_API_KEY: KEY, GITHUB_TOKEN: "ours alone" },
      { programs: join(place, "programs"), graceMs: 2_000, user, network: undefined },
    );
    const { result, report } = await runner.run(
      {
        workstream: workstream({ timeoutMinutes: 10 }),
        attempt: 1,
        claim: sha("claim"),
        agent: agent({
          type: "claude_code",
          command: undefined,
          version: claudeCode.package.version,
          baseUrl: model.url,
        }),
        limits: { usd: undefined, tokens: undefined },
        directory: tree,
        home: join(place, "home"),
        promptFile: join(ours, "prompt.md"),
        workstreamFile: join(ours, "workstream.json"),
        logFile: join(ours, "log"),
        groupFile: join(ours, "group.json"),
      },
      { signal: new AbortController().signal },
    );
    const log = readFileSync(join(ours, "log"), "utf8");
    expect(result, log).toEqual({ kind: "exited", code: 0 });
    expect(report).toMatchObject({ text: DONE, problem: undefined });
    const made = join(tree, "made.txt");
    expect([readFileSync(made, "utf8"), statSync(made).uid]).toEqual(["made\n", statSync(tree).uid]);
    expect(statSync(tree).uid).not.toBe(process.getuid?.());
    expect(existsSync(join(place, "home"))).toBe(true);
    expect(log).not.toContain(KEY);
  },
  300_000,
);
