/** What `workstreams init` leaves in a repository, and what it leaves alone. */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ConfigFile } from "../../src/plan/config-schema.ts";
import { keysAt } from "../../src/plan/schema-walk.ts";
import { runCli } from "../support/cli.ts";
import { readAttempts } from "../support/history.ts";
import { tellMissing } from "../support/left-out.ts";
import { createRepository, openTestRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";

const WORKFLOWS = [".github/workflows/workstreams.yml", ".github/workflows/workstreams-schedule.yml"] as const;
const ALL = [...WORKFLOWS, ".github/workstreams.yml", "workstreams/ws-example.json"] as const;

const repositories: TestRepository[] = [];
afterAll(() => Promise.all(repositories.map((repository) => repository.remove())));

async function newRepository(options: { bare?: boolean; branch?: string } = {}): Promise<TestRepository> {
  const repository = await createRepository(options);
  repositories.push(repository);
  return repository;
}

function runInit({ directory }: TestRepository, ...args: readonly string[]) {
  return runCli(["init", ...args], { cwd: directory });
}

function read({ directory }: TestRepository, path: string): Promise<string> {
  return readFile(join(directory, path), "utf8");
}

describe.concurrent("init", () => {
  test("writes what the loop needs, and says what to switch on", async () => {
    const repository = await newRepository({ branch: "trunk" });
    const { code, stdout, stderr } = await runInit(repository);
    expect([code, stdout]).toEqual([0, ALL.map((path) => `wrote ${path}\n`).join("")]);
    expect(stderr).toContain("Allow GitHub Actions to create and approve pull requests");
    expect(stderr).toContain("require the status check `workstreams` on trunk");
    expect(await read(repository, WORKFLOWS[0])).toContain("branches: [trunk]");
  });

  test("what it writes is valid, and starts nothing until it is edited", async () => {
    const repository = await newRepository();
    await runInit(repository);
    expect(await runCli(["validate"], { cwd: repository.directory })).toMatchObject({
      code: 0,
      stdout: "No problems found.\n",
    });
    await repository.commit("Set up");
    const { stdout } = await runCli(["status", "--json"], { cwd: repository.directory });
    expect(JSON.parse(stdout)).toMatchObject({ workstreams: [{ id: "ws-example", state: "cancelled" }] });
  });

  test("every line of the configuration that is commented out is right where it is put in", async () => {
    const repository = await newRepository();
    await runInit(repository);
    const text = await read(repository, ".github/workstreams.yml");
    const all = text.replaceAll(/^( *)# ( *(?:- )?[a-z_]+:(?: |$))/gm, "$1$2");
    const template = "{{rules}}{{tasks}}{{scope}}{{previous}}";
    await repository.write({
      ".github/workstreams.yml": all,
      ".github/workstreams/prompt.md": template,
      ".github/workstreams/docs.md": template,
    });
    const { stdout } = await runCli(["validate"], { cwd: repository.directory });
    expect(stdout.match(/(?:error|warning) [a-z-]+/g)).toEqual([
      "warning unmatched-track",
      "warning unmatched-track",
      // The agent that is a command knows nothing of money.
      "warning late-limit",
      "warning unused-pattern",
    ]);
    expect(all).not.toMatch(/^# [a-z_]+:/m);
    const written = Object.keys(z.record(z.string(), z.unknown()).parse(parse(all)));
    expect(written.toSorted()).toEqual(
      keysAt(ConfigFile, [])
        .filter((key) => key !== "$schema")
        .toSorted(),
    );
  });

  test("never writes over a file, not even with itself", async () => {
    const repository = await newRepository();
    await repository.write({
      [WORKFLOWS[0]]: "mine\n",
      "config/agents.yaml": "base: release/2.x\n",
      "workstreams/ws-a.yml": "",
    });
    const { code, stdout, stderr } = await runInit(repository, "--json");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { written: [WORKFLOWS[1]], kept: [WORKFLOWS[0], "config/agents.yaml", "workstreams/"] },
    ]);
    expect(stderr).toContain("push them to release/2.x");
    expect(stderr).toContain("1. Say in config/agents.yaml who does the work");
    expect(await read(repository, WORKFLOWS[0])).toBe("mine\n");
    const again = await runInit(repository);
    expect(again.stdout).toBe(
      [...WORKFLOWS, "config/agents.yaml", "workstreams/"].map((path) => `kept  ${path}\n`).join(""),
    );
  });

  test("writes through no link", async () => {
    const repository = await newRepository();
    await repository.write({ ".github/workflows/ci.yml": "" });
    await symlink("../../outside.yml", join(repository.directory, WORKFLOWS[0]));
    expect((await runInit(repository)).stdout).toContain(`kept  ${WORKFLOWS[0]}\n`);
    await expect(read(repository, "outside.yml")).rejects.toThrow("ENOENT");
  });

  test("takes the remote's default branch, whatever is checked out", async () => {
    const origin = await newRepository({ branch: "develop" });
    await origin.commit("Start");
    const clone = await newRepository();
    await clone.git("clone", "--quiet", origin.directory, "clone");
    const repository = openTestRepository(join(clone.directory, "clone"));
    await repository.git("switch", "--quiet", "--create", "set-up");
    await runInit(repository);
    expect(await read(repository, WORKFLOWS[0])).toContain("branches: [develop]");
  });

  test("works from any folder of the repository", async () => {
    const repository = await newRepository();
    await repository.write({ "src/a/b.ts": "" });
    await runCli(["init"], { cwd: join(repository.directory, "src/a") });
    expect(await read(repository, ALL[3])).toContain('"status": "skip"');
  });
});

describe.concurrent("the agent that it configures", () => {
  test("is the CLI of its type, whose work is judged and whose figures are read", async () => {
    const project = await ready("writes", "echo '# Tests' > README.md; exit 0");
    expect(await project.run()).toMatchObject({ code: 0 });
    const { stdout } = await project.status();
    expect(stdout).toContain("completed");
    expect(stdout).toContain("spent: $0.01 and 2,468 tokens");
    expect(await read(project.repository, "seen")).toContain("--output-format stream-json");
  });

  test("is paused where its login is refused, and no attempt is used up", async () => {
    const project = await ready("no-login", "exit 1");
    const { code, stderr } = await project.run();
    expect([code, stderr]).toEqual([1, expect.stringContaining("agent-1 is paused: its vendor refused the login (")]);
    const attempts = await readAttempts(project.repository);
    expect(attempts.map(({ reason, counted }) => [reason, counted])).toEqual([["login", false]]);
  });
});

const RECORDED = join(import.meta.dirname, "../fixtures/agents/claude_code");

/** A repository as init leaves it, with work to do; and a `claude` that prints what the real one printed once. */
async function ready(recorded: string, script: string) {
  const repository = await newRepository();
  const { directory } = repository;
  await runInit(repository);
  const sample = await read(repository, "workstreams/ws-example.json");
  await repository.commit("Set up", {
    "workstreams/ws-example.json": sample
      .replace('"skip"', '"planned"')
      .replace(/"acceptance_tests": .*/, '"notes": ""'),
  });
  const programs = join(directory, ".git/programs");
  await mkdir(programs);
  const claude = `#!/bin/sh\ncat > /dev/null; echo "$*" > '${directory}/seen'; cat '${RECORDED}/${recorded}.txt'\n${script}\n`;
  await writeFile(join(programs, "claude"), claude, { mode: 0o755 });
  const env = { PATH: `${programs}:${process.env["PATH"]}`, ANTHROPIC_API_KEY: "k-123456789" };
  return {
    repository,
    run: () => runCli(["run", "--merge", "auto", "--no-report"], { cwd: directory, env }),
    status: () => runCli(["status"], { cwd: directory, env }),
  };
}

describe.concurrent("where it can't", () => {
  test("a bare repository has no place for files", async () => {
    const { code, stderr } = await runInit(await newRepository({ bare: true }));
    expect([code, stderr]).toEqual([2, expect.stringContaining("run init in the clone")]);
  });

  test("nothing says which branch is the base", async () => {
    const repository = await newRepository();
    await repository.commit("Start");
    await repository.git("checkout", "--quiet", "--detach");
    expect(await runInit(repository)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("check that one out"),
    });
  });

  test("a file is where a folder has to be", async () => {
    const repository = await newRepository();
    await repository.write({ ".github": "" });
    const { code, stderr } = await runInit(repository);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${WORKFLOWS[0]} can't be written`)]);
  });
});

describe.concurrent("the linters of workflows find nothing", () => {
  test.each([
    ["actionlint", []],
    ["zizmor", ["--offline", "--persona=regular", "."]],
  ] as const)("%s", async (tool, args) => {
    if (!isHere(tool)) return tellMissing(`${tool} on what init writes`, tool);
    const repository = await newRepository();
    await runInit(repository);
    expect(() => execFileSync(tool, args, { cwd: repository.directory, stdio: "pipe" })).not.toThrow();
  });
});

function isHere(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
