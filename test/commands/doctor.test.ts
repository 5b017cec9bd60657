/** `workstreams doctor` on a real repository, with real programs, and against GitHub for tests. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { CLIS } from "../../src/agents/agents.ts";
import { printLoopWorkflow } from "../../src/text/loop-workflow.ts";
import { runCli } from "../support/cli.ts";
import type { CliResult } from "../support/cli.ts";
import { startGithubWithActions } from "../support/github/actions/start.ts";
import type { GithubRepository } from "../support/github/repository.ts";
import type { GithubServer } from "../support/github/server.ts";
import type { Permissions } from "../support/github/state.ts";
import { createRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";

const CONFIG = ".github/workstreams.yml";
const WORKSTREAM = { "workstreams/ws-a.json": '{ "id": "ws-a", "title": "A", "files_scope": ["a/"] }' };

const cleanUp: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const step of cleanUp) await step();
});

/** A folder of programs: git, and those that a test makes. */
interface Programs {
  readonly path: string;
  add(name: string, script: string, mode?: number): Promise<void>;
}

async function makePrograms(): Promise<Programs> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "workstreams-doctor-")));
  cleanUp.push(() => rm(path, { recursive: true, force: true }));
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  await symlink(git, join(path, "git"));
  return {
    path,
    add: async (name, script, mode = 0o755) => {
      await writeFile(join(path, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(path, name), mode);
    },
  };
}

async function makeRepository(files: Readonly<Record<string, string>>, commit = true): Promise<TestRepository> {
  const repository = await createRepository();
  cleanUp.push(() => repository.remove());
  await repository.write(files);
  if (commit) await repository.commit("Set up");
  return repository;
}

interface Setting {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly programs?: Programs;
}

async function runDoctor(directory: string, { args = [], env = {}, programs }: Setting = {}): Promise<CliResult> {
  const { path } = programs ?? (await makePrograms());
  return runCli(["doctor", ...args], { cwd: directory, env: { PATH: path, ...env } });
}

/** Exactly these: what docs/cli.md promises to programs. */
const Found = z.strictObject({
  where: z.enum(["machine", "repository", "agent", "pattern", "github"]),
  name: z.string().nullable(),
  state: z.enum(["ok", "warning", "missing", "unknown"]),
  about: z.string(),
  what: z.string(),
  fix: z.string().nullable(),
});
type Found = z.infer<typeof Found>;
const Printed = z.strictObject({ findings: z.array(Found) });

/** What is printed with --json, of one place. */
function read({ stdout }: CliResult, where: string): readonly Found[] {
  return Printed.parse(JSON.parse(stdout)).findings.filter((each) => each.where === where);
}

/** As `state about`. */
function brief(findings: readonly Found[]): readonly string[] {
  return findings.map(({ state, about }) => `${state} ${about}`);
}

describe.concurrent("this machine", () => {
  test("with an agent whose program and key are there lacks nothing", async () => {
    const programs = await makePrograms();
    const { program, version } = packageOf("claude_code");
    await programs.add(program, `echo "${version} (of a test)"`);
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: "agents: [{ id: a, type: claude-code }]\n" });
    const env = { ANTHROPIC_API_KEY: "k-123456789" };
    const { code, stdout, stderr } = await runDoctor(repository.directory, { programs, env });
    expect(stdout).toContain(`agent a\n  ok       ${program} ${version} is ${programs.path}/${program}\n`);
    expect(stdout).toContain("  ok       its key is there: ANTHROPIC_API_KEY\n");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("nothing is missing");
    expect(stdout + stderr).not.toContain("k-123456789");
    expect(code).toBe(0);
  });

  test("without program, installer and key says what to do about each", async () => {
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: "agents: [{ id: a, type: codex }]\n" });
    const result = await runDoctor(repository.directory, { args: ["--json"] });
    expect(result.code).toBe(1);
    expect(brief(read(result, "agent"))).toEqual(["missing to-install", "missing no-key"]);
    expect(read(result, "machine")).toContainEqual({
      where: "machine",
      name: null,
      state: "missing",
      about: "installer",
      what: "npm was not found, to install the program of a",
      fix: "install npm, which comes with Node.js",
    });
    expect(result.stderr).toContain("looking at this machine");
  });

  test("installs what is not there where it can, at the configured version", async () => {
    const programs = await makePrograms();
    await programs.add("npm", "exit 1");
    const config = "agents: [{ id: a, type: codex, version: 9.8.7, home: own }]\n";
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: config });
    const result = await runDoctor(repository.directory, { programs, args: ["--json"] });
    const { name } = packageOf("codex");
    expect(read(result, "agent").map(({ what }) => what)).toEqual([
      `${name} 9.8.7 is installed at first use, by npm`,
      expect.stringContaining("it uses the login in your home directory"),
    ]);
    expect(result.code).toBe(0);
  });

  test("asks a program for its version with an empty home and without secrets", async () => {
    const programs = await makePrograms();
    const { program } = packageOf("claude_code");
    await programs.add(program, 'echo "$HOME,$ANTHROPIC_API_KEY" > "$0.seen"; echo 1.0.0');
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: "agents: [{ id: a, type: claude-code }]\n" });
    const env = { ANTHROPIC_API_KEY: "k-123456789" };
    const { stdout } = await runDoctor(repository.directory, { programs, env });
    expect(stdout).toContain("; this release was tried with ");
    expect(await readFile(join(programs.path, `${program}.seen`), "utf8")).toMatch(/\/workstreams-ask-[^/]+\/home,\n$/);
  });

  test("finds commands as the system would", async () => {
    const programs = await makePrograms();
    await programs.add("there", "exit 0");
    const commands = ["there --flag", "nowhere", "./run.sh", "./text", "a=b there", "cd x && y", "'there'"];
    const agents = commands.map(
      (command, index) => `  - { id: a${index}, type: command, command: ${JSON.stringify(command)} }`,
    );
    const list = '  - { id: list, type: command, command: ["there", "x"] }';
    const repository = await makeRepository({
      ...WORKSTREAM,
      [CONFIG]: ["agents:", ...agents, list, ""].join("\n"),
      "run.sh": "#!/bin/sh\n",
      text: "",
    });
    await chmod(join(repository.directory, "run.sh"), 0o755);
    const result = await runDoctor(repository.directory, { programs, args: ["--json"] });
    expect(read(result, "agent").map(({ name, state, about }) => `${name} ${state} ${about}`)).toEqual([
      "a0 ok command",
      "a1 missing command",
      "a2 ok command",
      "a3 missing command",
      "a4 ok shell-line",
      "a5 ok shell-line",
      "a6 ok shell-line",
      "list ok command",
    ]);
  });

  test("finds the commands of patterns, which agents run instead of their own", async () => {
    const patterns = [
      "  - { id: P-CMD, command: [scripts/nope.sh] }",
      "  - { id: P-HERE, command: [./run.sh, x] }",
      "  - { id: P-NONE }",
    ];
    const repository = await makeRepository({
      ...WORKSTREAM,
      [CONFIG]: ["agents: [{ id: a, type: command, command: ./run.sh }]", "patterns:", ...patterns, ""].join("\n"),
    });
    await repository.write({ "run.sh": "#!/bin/sh\n" });
    await chmod(join(repository.directory, "run.sh"), 0o755);
    const result = await runDoctor(repository.directory, { args: ["--json"] });
    expect(result.code).toBe(1);
    expect(read(result, "pattern")).toMatchObject([
      {
        name: "P-CMD",
        state: "missing",
        about: "command",
        what: "its command starts scripts/nope.sh, which was not found",
      },
      { name: "P-HERE", state: "ok", about: "command" },
    ]);
    const { stdout } = await runDoctor(repository.directory);
    expect(stdout).toContain("pattern P-CMD\n  missing  its command starts scripts/nope.sh, which was not found: ");
  });

  test.skipIf(process.getuid?.() === 0)("says where attempts can't work", async () => {
    const repository = await makeRepository(WORKSTREAM);
    const closed = join(repository.directory, "closed");
    await mkdir(closed, { mode: 0o500 });
    const result = await runDoctor(repository.directory, {
      env: { WORKSTREAMS_HOME: join(closed, "x") },
      args: ["--json"],
    });
    expect(brief(read(result, "machine"))).toContain("missing folder");
  });

  test("says that a file stands where attempts would work", async () => {
    const repository = await makeRepository({ ...WORKSTREAM, taken: "" });
    const env = { WORKSTREAMS_HOME: join(repository.directory, "taken", "x") };
    const result = await runDoctor(repository.directory, { env, args: ["--json"] });
    expect(brief(read(result, "machine"))).toContain("missing folder");
  });
});

function packageOf(type: "claude_code" | "codex") {
  const cli = CLIS.get(type);
  if (cli === undefined) throw new Error(`no CLI of the type ${type}`);
  return cli.package;
}

describe.concurrent("this repository", () => {
  test("is none: that is missing, but where GitHub is asked about", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "workstreams-doctor-")));
    cleanUp.push(() => rm(folder, { recursive: true, force: true }));
    const result = await runDoctor(folder, { args: ["--json"] });
    expect([result.code, ...brief(read(result, "repository"))]).toEqual([1, "missing no-repository"]);
  });

  test("has errors, a branch in the way, and what is not committed", async () => {
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: "agents: 7\n" });
    await repository.git("branch", "workstreams");
    await repository.write({ "workstreams/ws-b.json": "{" });
    const result = await runDoctor(repository.directory, { args: ["--json"] });
    expect(brief(read(result, "repository"))).toEqual([
      "ok repository",
      "ok base",
      "missing configuration",
      "warning workstreams",
      "missing branch-in-the-way",
      "warning uncommitted",
    ]);
  });

  test("has a configuration that may not say what was meant", async () => {
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: "max_paralel: {}\n" });
    const said = read(await runDoctor(repository.directory, { args: ["--json"] }), "repository");
    expect(said.filter(({ about }) => about === "configuration")).toMatchObject([
      { state: "warning", what: `1 warning of the configuration ${CONFIG}`, fix: expect.stringContaining("validate") },
    ]);
  });

  test("names a script and a template that are here but not committed, and one that differs", async () => {
    const config =
      "prompt: .github/prompt.md\nagents:\n  - { id: a, type: command, command: [./scripts/a.sh, x] }\n  - { id: b, type: command, command: b.d/b.sh --all }\n";
    const repository = await makeRepository({ ...WORKSTREAM, [CONFIG]: config, "b.d/b.sh": "#!/bin/sh\n" });
    await repository.write({
      "scripts/a.sh": "#!/bin/sh\n",
      "b.d/b.sh": "#!/bin/sh\nexit\n",
      ".github/prompt.md": "{{titel}}",
      ".gitignore": "scripts/\n",
    });
    const said = read(await runDoctor(repository.directory, { args: ["--json"] }), "repository");
    expect(said.map(({ what }) => what).slice(-3)).toEqual([
      "1 error in the plan's files, which blocks what is wrong and what depends on it",
      "b.d/b.sh differs from what is committed, which is what runs",
      ".github/prompt.md and scripts/a.sh are not in the branch that work starts from, so that no attempt finds them",
    ]);
  });

  test("has no commits, and no agents", async () => {
    const repository = await makeRepository(WORKSTREAM, false);
    const result = await runDoctor(repository.directory, { args: ["--json"] });
    expect(brief(read(result, "repository"))).toEqual([
      "ok repository",
      "missing no-base",
      "ok configuration",
      "ok workstreams",
      "warning no-agents",
      "warning uncommitted",
    ]);
  });

  test("has a configuration elsewhere, which is named where agents are missing", async () => {
    const repository = await makeRepository({ ...WORKSTREAM, "config/agents.yaml": "merge: auto\n" });
    const said = read(await runDoctor(repository.directory, { args: ["--json"] }), "repository");
    expect(said.filter(({ about }) => about === "no-agents")).toMatchObject([
      { fix: expect.stringContaining("name them in config/agents.yaml") },
    ]);
  });

  test("is bare: what is committed counts", async () => {
    const repository = await makeRepository({
      ...WORKSTREAM,
      [CONFIG]: "agents: [{ id: a, type: command, command: ./x }]\n",
    });
    const bare = join(repository.directory, "bare.git");
    await repository.git("clone", "--quiet", "--bare", ".", bare);
    const result = await runDoctor(bare, { args: ["--json"] });
    expect(brief(read(result, "repository"))).toEqual([
      "ok repository",
      "ok base",
      "ok configuration",
      "ok workstreams",
      "ok shared-refs",
    ]);
    expect(brief(read(result, "agent"))).toEqual(["ok shell-line"]);
  });

  test("has not what its remote has, until the line that it is told is run", async () => {
    const remote = await makeRepository(WORKSTREAM);
    await remote.git("update-ref", "refs/workstreams/epoch", "HEAD");
    const clone = join(remote.directory, "clone");
    await remote.git("clone", "--quiet", ".", clone);
    const before = read(await runDoctor(clone, { args: ["--json"] }), "repository").at(-1);
    expect(before).toMatchObject({ state: "warning", about: "shared-refs" });
    execFileSync("sh", ["-c", before?.fix ?? "false"], { cwd: clone, stdio: "ignore" });
    const after = read(await runDoctor(clone, { args: ["--json"] }), "repository").at(-1);
    expect(after).toMatchObject({ state: "ok", about: "shared-refs" });
  });

  test("has a remote that is gone: nobody can tell", async () => {
    const repository = await makeRepository(WORKSTREAM);
    await repository.git("remote", "add", "origin", join(repository.directory, "nowhere"));
    const result = await runDoctor(repository.directory, { args: ["--json"] });
    expect(read(result, "repository").at(-1)).toMatchObject({ state: "unknown", about: "shared-refs" });
    expect(result.code).toBe(0);
  });

  test("has names that would paint, move or end the line", async () => {
    const command = JSON.stringify(["x\u001B[31m\n\u202Ey"]);
    const repository = await makeRepository({
      ...WORKSTREAM,
      [CONFIG]: `agents: [{ id: a, type: command, command: ${command} }]\n`,
    });
    await repository.write({ "workstreams/ws-\u001B[31m\n.json": "{}" });
    const { stdout } = await runDoctor(repository.directory);
    expect(["\u001B", "\u202E"].filter((character) => stdout.includes(character))).toEqual([]);
    expect(stdout).toContain(
      "  missing  its command starts x y, which was not found: install it, or correct `command`\n",
    );
  });
});

interface There {
  readonly server: GithubServer;
  readonly repository: GithubRepository;
  readonly env: (permissions?: Permissions) => Record<string, string>;
}

const SEEING: Permissions = { administration: "read", actions: "read", contents: "write", secrets: "read" };

async function makeGithub(files: Readonly<Record<string, string>>): Promise<There> {
  const { server } = await startGithubWithActions();
  onTestFinished(async () => {
    await server.close();
    server.verify();
  });
  const repository = await server.createRepository("octo/plan", { files });
  return {
    server,
    repository,
    env: (permissions = SEEING) => ({
      GITHUB_API_URL: server.apiUrl,
      GITHUB_GRAPHQL_URL: server.graphqlUrl,
      GITHUB_SERVER_URL: server.url,
      GH_TOKEN: server.createToken({ login: "octo", kind: "user", permissions }),
    }),
  };
}

describe("a repository on GitHub", () => {
  const FILES = {
    ...WORKSTREAM,
    [CONFIG]: "agents: [{ id: a, type: command, command: ./agent.sh, env: [AGENT_SECRET_1] }]\n",
    ".github/workflows/workstreams.yml": printLoopWorkflow("main"),
  };
  const ASK = ["--github", "octo/plan"];

  test("that is set up lacks nothing, and the probe leaves nothing", async () => {
    const { repository, env } = await makeGithub(FILES);
    repository.addSecret("AGENT_SECRET_1");
    repository.addRule({
      branches: "main",
      type: "required_status_checks",
      parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: "workstreams" }] },
    });
    const folder = await makeRepository({});
    const result = await runDoctor(folder.directory, { args: [...ASK, "--probe", "--json"], env: env() });
    expect(brief(read(result, "github"))).toEqual([
      "ok reachable",
      "ok caller",
      "ok actions",
      "ok open-pulls",
      "ok secrets",
      "ok required",
      "ok work-rules",
      "ok probe",
    ]);
    expect(await repository.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
    // The agents are those of the repository there: this one has no configuration.
    expect(read(result, "agent").map(({ name }) => name)).toContain("a");
  });

  test("that is new lacks most of it, each with the setting", async () => {
    const { repository, env } = await makeGithub({ "README.md": "" });
    repository.setSetting("canCreatePullRequests", false);
    const folder = await makeRepository(FILES);
    const { code, stdout } = await runDoctor(folder.directory, { args: ASK, env: env() });
    expect(code).toBe(1);
    expect(stdout.slice(stdout.indexOf("GitHub octo/plan"))).toMatchInlineSnapshot(`
      "GitHub octo/plan
        ok       the token reaches it, as write
        missing  no workflow on the default branch calls the loop: commit and push the .github/workflows/workstreams.yml that \`workstreams init\` writes
        ok       Actions may run the loop
        missing  Actions may not open pull requests: turn on "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General
        missing  a gets no work for want of the secret AGENT_SECRET_1: add it in Settings > Secrets and variables > Actions
        warning  main does not require the status \`workstreams\`, so that people can merge too early: require it in Settings > Rules > Rulesets, or Branches, once a first pull request is open
        ok       no rule keeps the loop from making branches workstreams/<id>

      4 missing, 2 warnings
      "
    `);
  });

  test("of which the token may see little is no error", async () => {
    const { env } = await makeGithub(FILES);
    const folder = await makeRepository(FILES);
    const result = await runDoctor(folder.directory, { args: [...ASK, "--json"], env: env({ contents: "read" }) });
    expect(brief(read(result, "github"))).toEqual([
      "ok reachable",
      "unknown untold",
      "unknown untold",
      "unknown untold",
      "unknown untold",
      "warning required",
      "ok work-rules",
    ]);
  });

  test("that is not there is missing", async () => {
    const { env } = await makeGithub(FILES);
    const folder = await makeRepository(FILES);
    const result = await runDoctor(folder.directory, { args: ["--github", "octo/other", "--json"], env: env() });
    expect([result.code, ...brief(read(result, "github"))]).toEqual([1, "missing unreachable"]);
  });

  test("refuses a token: it says where a valid one goes", async () => {
    const { env } = await makeGithub(FILES);
    const folder = await makeRepository(FILES);
    const result = await runDoctor(folder.directory, {
      args: [...ASK, "--json"],
      env: { ...env(), GH_TOKEN: "ghp_unknown" },
    });
    expect(read(result, "github")).toMatchObject([
      { state: "missing", what: expect.stringContaining("set a valid one as GITHUB_TOKEN or GH_TOKEN") },
    ]);
  });

  test.each([
    ["has a fault of its own", { kind: "status", status: 500 }],
    ["is not there", undefined],
  ] as const)("is unknown where GitHub %s", async (_, fault) => {
    const { server, env } = await makeGithub(FILES);
    const folder = await makeRepository(FILES);
    if (fault !== undefined) server.fault({ match: { path: /./ }, times: 99, ...fault });
    const away = fault === undefined ? { GITHUB_API_URL: "http://127.0.0.1:9" } : {};
    const result = await runDoctor(folder.directory, { args: [...ASK, "--json"], env: { ...env(), ...away } });
    expect(brief(read(result, "github"))).toEqual(["unknown unreachable"]);
  });

  test.each([
    ["no token", ASK, {}, "GITHUB_TOKEN or GH_TOKEN"],
    ["no name", ["--github", "octo"], {}, "octo/plan"],
    ["a name that leads elsewhere", ["--github", "octo/.."], {}, "octo/plan"],
    ["no URL", ASK, { GH_TOKEN: "x", GITHUB_API_URL: "nowhere" }, "GITHUB_API_URL"],
    ["a probe of nothing", ["--probe"], {}, "--github owner/name"],
  ] as const)("can't be asked about with %s", async (_, args, env, words) => {
    const folder = await makeRepository(FILES);
    const { code, stdout, stderr } = await runDoctor(folder.directory, { args, env });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });
});
