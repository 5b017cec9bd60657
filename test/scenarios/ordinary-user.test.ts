/** What only rights decide: to root, who runs most tests, nothing is closed. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { openTestRepository } from "../support/repository.ts";
import { cliProgram } from "../support/programs.ts";
import { createScriptedAgent } from "../support/scripted-agent.ts";
import { openFolder, openTestUser } from "../support/work-user.ts";

const isRoot = process.getuid?.() === 0;
/** Undefined: we are an ordinary user ourselves. */
const user = isRoot ? await openTestUser("runs of an ordinary user") : undefined;

/** A project of an ordinary user in a folder of theirs, with one agent that does the same for all workstreams. */
async function scene(behaviour: string) {
  const place = openFolder();
  // The programs' own folder may be closed to others.
  const programs = join(place, "programs");
  cpSync(dirname(cliProgram()), programs, { recursive: true });
  chmodSync(programs, 0o755);
  const [directory, state, outside] = [join(place, "repository"), join(place, "state"), join(place, "outside")];
  for (const folder of [directory, state, outside]) mkdirSync(folder);
  const git = openTestRepository(directory);
  await git.git("init", "--quiet", "--initial-branch=main");
  await git.commit("Plan", {
    "workstreams/ws-a.json": JSON.stringify({ id: "ws-a", files_scope: ["ws-a/"], tasks: ["do it"] }),
    "ws-a/old/known.txt": "known\n",
  });
  const agent = createScriptedAgent(outside, {}, behaviour);
  const owned = [directory, state, outside];
  for (const folder of owned) await user?.own(folder);
  onTestFinished(async () => {
    await user?.endAll();
    for (const folder of owned) await user?.reclaim(folder);
  });

  const as = async (program: readonly string[]) => {
    const env = { PATH: process.env["PATH"] ?? "", WORKSTREAMS_HOME: state, GIT_CONFIG_NOSYSTEM: "1" };
    const started = user?.wrap(program, env) ?? { argv: program, env };
    const [file = "", ...args] = started.argv;
    const options = { cwd: directory, env: started.env, extendEnv: false, reject: false } as const;
    const { exitCode, stdout, stderr } = await execa(file, args, options);
    return { code: exitCode, stdout, stderr };
  };
  const options = ["--merge", "auto", "--no-report", "--agent-command", agent.command];
  return {
    run: () => as([process.execPath, join(programs, "cli.js"), "run", ...options]),
    agent,
    attempt: () => as(["find", state, "-path", "*/attempts/ws-a/1"]).then(({ stdout }) => stdout),
    worktrees: () => as(["git", "worktree", "list"]).then(({ stdout }) => stdout),
    show: (path: string) => as(["git", "show", `main:${path}`]).then(({ stdout }) => stdout),
  };
}

describe.skipIf(process.platform === "win32" || (isRoot && user === undefined))("as an ordinary user", () => {
  test("a closed folder with new files, and nothing else, is delivered whole", async () => {
    const { run, show } = await scene("deliver; mkdir ws-a/shut; echo x > ws-a/shut/f; chmod 000 ws-a/shut");
    expect(await run()).toMatchObject({ code: 0 });
    expect(await show("ws-a/shut/f")).toBe("x");
  });

  test("a worktree that is closed itself is delivered whole", async () => {
    const { run, show } = await scene("deliver; echo x > ws-a/f; chmod 000 .");
    expect(await run()).toMatchObject({ code: 0 });
    expect(await show("ws-a/f")).toBe("x");
  });

  test("a closed folder with a changed file is delivered whole", async () => {
    const { run, show } = await scene("deliver; echo changed > ws-a/old/known.txt; chmod 444 ws-a/old");
    expect(await run()).toMatchObject({ code: 0 });
    expect(await show("ws-a/old/known.txt")).toBe("changed");
  });

  test("folders that nobody may write or open are removed with their attempt", async () => {
    const leave = "mkdir -p ws-a/mod/m@v1 ws-a/mod/shut; echo '*' > ws-a/mod/.gitignore; echo x > ws-a/mod/m@v1/f.go";
    const { run, attempt } = await scene(
      `deliver; ${leave}; chmod 000 ws-a/mod/shut; chmod 555 ws-a/mod/m@v1 ws-a/mod`,
    );
    expect(await run()).toMatchObject({ code: 0, stderr: expect.not.stringContaining("removed") });
    expect(await attempt()).toBe("");
  });

  test.runIf(user)("what only somebody else can remove is told with its path, and ends no run", async () => {
    const { run, agent, attempt, worktrees } = await scene("deliver; await go");
    const running = run();
    await agent.started(1);
    // As a container that runs as root leaves it.
    const home = join(await attempt(), "home");
    mkdirSync(join(home, "cache"), { mode: 0o755 });
    writeFileSync(join(home, "cache/file"), "x");
    agent.release("go");
    const told = `${home} can't be removed: Permission denied; nothing needs ${dirname(home)} any more: delete it`;
    expect(await running).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
    expect(await run()).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
    expect(existsSync(join(home, "cache/file"))).toBe(true);
    expect(readdirSync(dirname(home))).toEqual(["home"]);
    expect((await worktrees()).split("\n")).toHaveLength(1);
  });
});
