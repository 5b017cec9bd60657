import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runAcceptance } from "../../src/agents/acceptance.ts";
import type { AgentResult } from "../../src/agents/agent.ts";
import { createCommandAgent } from "../../src/agents/command.ts";
import { supervise } from "../../src/agents/supervise.ts";
import type { SuperviseOptions } from "../../src/agents/supervise.ts";
import { listProcessesOf } from "../../src/agents/user-processes.ts";
import { openWorkUser } from "../../src/agents/work-user.ts";
import type { WorkUser } from "../../src/agents/work-user.ts";
import { agent, sha, workstream } from "../support/builders.ts";
import { isRunning, listProcesses, readPid, until } from "../support/process-table.ts";
import { openFolder, openTestUser } from "../support/work-user.ts";

const opened = await openTestUser("everything that runs as another user");

function theUser(): WorkUser {
  if (opened === undefined) throw new Error("these tests are skipped without it");
  return opened;
}

/** A folder of the user in one of ours, which has a log, and ways to run something there. */
async function scene() {
  const place = openFolder();
  const [tree, ours, logFile] = [join(place, "tree"), join(place, "ours"), join(place, "ours", "log")];
  mkdirSync(tree);
  mkdirSync(ours, { mode: 0o700 });
  writeFileSync(join(tree, "a.txt"), "a\n");
  await theUser().own(tree);
  onTestFinished(async () => {
    await theUser().endAll();
    await theUser().reclaim(tree);
  });
  const uid = statSync(tree).uid;
  const run = (argv: readonly string[], fields: Partial<SuperviseOptions> = {}): Promise<AgentResult> =>
    supervise({
      argv,
      cwd: tree,
      env: { PATH: process.env["PATH"] ?? "" },
      logFile,
      groupFile: join(ours, "group.json"),
      timeoutMs: 60_000,
      graceMs: 2_000,
      signal: new AbortController().signal,
      user: theUser(),
      ...fields,
    });
  const shell = (script: string, fields: Partial<SuperviseOptions> = {}) => run(["/bin/sh", "-c", script], fields);
  const log = () => readFileSync(logFile, "utf8");
  return { place, tree, ours, uid, run, shell, log };
}

describe.skipIf(opened === undefined)("another user", () => {
  test("has a home, a folder for temporary files, one group, and no way to more", async () => {
    const { name, home } = theUser();
    const { shell, log } = await scene();
    await shell('id -un; id -Gn; echo "$HOME $USER $LOGNAME"; cd && pwd; mktemp -d; grep NoNewPrivs /proc/self/status');
    const [user, groups, variables, folder, temporary, privileges] = log().split("\n");
    expect([user, groups, variables, folder]).toEqual([name, name, `${home} ${name} ${name}`, home]);
    expect(temporary).toMatch(new RegExp(`^${home}/tmp/`));
    expect(privileges).toBe("NoNewPrivs:\t1");
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  test("has a PATH for its own programs: what makes it the user, and what ends it, is not looked for there", async () => {
    const { place, tree, run, log } = await scene();
    const planted = join(place, "planted");
    mkdirSync(planted);
    const ours = ["sudo", "setpriv", "env", "timeout", "chown", "chmod", "kill", "sleep", "sh"];
    for (const name of [...ours, "mine"]) {
      writeFileSync(join(planted, name), `#!/bin/sh\necho "${name} by $(/usr/bin/id -un)"\n`, { mode: 0o755 });
    }
    const before = process.env["PATH"];
    process.env["PATH"] = `${planted}:${before}`;
    onTestFinished(() => {
      process.env["PATH"] = before;
    });
    const again = await openWorkUser(theUser().name);
    if ("kind" in again) throw new Error(again.why);
    expect(await run(["mine"], { user: again, env: { PATH: process.env["PATH"] } })).toEqual({
      kind: "exited",
      code: 0,
    });
    await again.reclaim(tree);
    await again.own(tree);
    expect(log()).toBe(`mine by ${again.name}\n`);
  });

  test("gets what it is given, and nothing that is about us or the runner", async () => {
    const { run, log } = await scene();
    const ours = {
      GITHUB_TOKEN: "t",
      ACTIONS_RUNTIME_TOKEN: "t",
      RUNNER_TEMP: "t",
      XDG_RUNTIME_DIR: "t",
      TMPDIR: "/t",
    };
    const env = { PATH: "/usr/bin:/bin", HOME: "/root", ...ours, MODEL_KEY: "a b\n$c", LC_ALL: "C" };
    await run(["env", "-0"], { env });
    const seen = new Map(
      log()
        .split("\0")
        .map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]),
    );
    expect(seen.get("MODEL_KEY")).toBe("a b\n$c");
    expect(seen.get("PATH")).toBe("/usr/bin:/bin");
    expect(seen.get("HOME")).toBe(theUser().home);
    expect([...seen.keys()].filter((name) => /^(?:GITHUB|ACTIONS|RUNNER|XDG)_/.test(name ?? ""))).toEqual([]);
    expect([...seen.values()]).not.toContain("/t");
  });

  test("reads nothing of a closed folder of ours, writes nothing of an open one, and reaches no process of ours", async () => {
    const { place, ours, shell, log } = await scene();
    writeFileSync(join(ours, "secret"), "the secret");
    writeFileSync(join(place, "open"), "before");
    const { pid } = process;
    await shell(`cat "${ours}/secret"; ls "${ours}"; echo x > "${place}/open"; echo x > "${place}/new"`);
    await shell(`tr '\\0' ' ' < /proc/${pid}/environ; ls /proc/${pid}/fd; kill -0 ${pid} && echo could signal`);
    await shell("sudo -n id");
    expect(log()).not.toMatch(/the secret|could signal|uid=0|PATH=/);
    expect(readFileSync(join(place, "open"), "utf8")).toBe("before");
    expect(existsSync(join(place, "new"))).toBe(false);
  });

  test("a secret is in its environment and on no command line", async () => {
    const { tree, shell, log } = await scene();
    const stop = new AbortController();
    const env = { PATH: process.env["PATH"] ?? "", MODEL_KEY: "s3cr3t-value" };
    const running = shell('echo "$MODEL_KEY"; echo $$ > up; sleep 60', { env, signal: stop.signal });
    await until("it runs", () => existsSync(join(tree, "up")));
    const lines = listProcesses().map((row) => row.command);
    stop.abort();
    expect(await running).toEqual({ kind: "stopped" });
    expect(log()).toBe("************\n");
    expect(lines.some((line) => line.includes("setpriv") || line.includes("sleep 60"))).toBe(true);
    expect(lines.filter((line) => line.includes("s3cr3t"))).toEqual([]);
  });

  test("input comes from a file of ours, output goes to one, also for who opens it by name", async () => {
    const { ours, shell, log } = await scene();
    writeFileSync(join(ours, "in"), "input\n", { mode: 0o600 });
    await shell("cat >> /dev/stdout; echo more >> /dev/stderr", { stdinFile: join(ours, "in") });
    expect(log()).toBe("input\nmore\n");
  });

  test("how it ended is told as of any program", async () => {
    const { run, shell } = await scene();
    expect(await shell("exit 3")).toEqual({ kind: "exited", code: 3 });
    expect(await run(["no-such-program"], { env: { PATH: "/usr/bin:/bin" } })).toEqual({
      kind: "not-started",
      message: expect.stringMatching(/^no-such-program: (command )?not found$/),
    });
  });

  test("the agent's and the tests' programs are run as it", async () => {
    const { tree, ours, log } = await scene();
    const runner = createCommandAgent({ PATH: process.env["PATH"] }, { user: theUser() });
    writeFileSync(join(ours, "prompt"), "do it\n");
    const task = {
      workstream: workstream({ id: "ws-a" }),
      attempt: 1,
      claim: sha("claim"),
      agent: agent({ command: 'cat; id -un; echo "$WORKSTREAM_ID"' }),
      limits: { usd: undefined, tokens: undefined },
      directory: tree,
      home: join(ours, "home"),
      promptFile: join(ours, "prompt"),
      workstreamFile: join(ours, "workstream"),
      logFile: join(ours, "log"),
      groupFile: join(ours, "group"),
    };
    const { signal } = new AbortController();
    expect((await runner.run(task, { signal })).result).toEqual({ kind: "exited", code: 0 });
    expect(log()).toBe(`do it\n${theUser().name}\nws-a\n`);
    const result = await runAcceptance({
      tests: [{ kind: "command", command: 'test "$(id -un)" = "$USER" && id -un' }],
      directory: tree,
      environment: process.env,
      logFile: join(ours, "log"),
      timeoutMs: 10_000,
      signal,
      user: theUser(),
    });
    expect(result).toEqual({ kind: "passed", commands: 1 });
    expect(log().endsWith(`\n${theUser().name}\n`)).toBe(true);
  });
});

describe.skipIf(opened === undefined)("nothing of another user survives", () => {
  const DAEMON = 'trap "" TERM HUP INT; echo $$ > daemon; sleep 600';

  test("a daemon in a session and an environment of its own", async () => {
    const { tree, uid, shell } = await scene();
    const script = `(env -i setsid /bin/sh -c '${DAEMON}' &); while ! test -s daemon; do sleep 0.02; done`;
    expect(await shell(script, { graceMs: 100 })).toEqual({ kind: "exited", code: 0 });
    expect(isRunning(await readPid(join(tree, "daemon")))).toBe(false);
    expect(listProcessesOf(uid)).toEqual([]);
  });

  test("a program that forks without end, one that is suspended, one that hears no request: at the time limit", async () => {
    const { uid, shell } = await scene();
    const forks = 'f() { (f &) ; sleep 0.1; }; f & while :; do setsid sh -c "sleep 1 & sleep 1 &" & sleep 0.05; done &';
    const script = `sleep 600 & kill -STOP $!; (${DAEMON}) & ${forks} wait`;
    const result = await shell(script, { timeoutMs: 600, graceMs: 100 });
    expect(result).toEqual({ kind: "timed-out", minutes: 0.01 });
    expect(listProcessesOf(uid)).toEqual([]);
  });

  test("who is asked may tidy up first", async () => {
    const { tree, shell, log } = await scene();
    const stop = new AbortController();
    const running = shell("trap 'echo bye; exit 0' TERM; echo $$ > up; while :; do sleep 0.05; done", {
      signal: stop.signal,
    });
    await readPid(join(tree, "up"));
    stop.abort();
    expect(await running).toEqual({ kind: "stopped" });
    expect(log()).toContain("bye\n");
  });

  test("where nothing runs there is nothing to end", async () => {
    await theUser().endAll(1000);
  });
});

describe.skipIf(opened === undefined)("a folder", () => {
  test("is given and taken back with all in it, whatever its modes, and no link is followed", async () => {
    const { place, tree, shell } = await scene();
    const before = statSync(place);
    writeFileSync(join(place, "ours.txt"), "ours", { mode: 0o640 });
    await shell(`mkdir -p deep/er && echo d > deep/er/d.txt && chmod 000 deep/er/d.txt deep/er deep && chmod 000 .`);
    await theUser().reclaim(tree);
    for (const path of [tree, join(tree, "a.txt"), join(tree, "deep/er/d.txt")]) {
      expect(statSync(path)).toMatchObject({ uid: before.uid, gid: before.gid });
    }
    expect(readFileSync(join(tree, "deep/er/d.txt"), "utf8")).toBe("d\n");
    chmodSync(tree, 0o755);
    symlinkSync("../ours.txt", join(tree, "link"));
    await theUser().own(tree);
    expect(statSync(join(place, "ours.txt")).uid).toBe(before.uid);
    expect(lstatSync(join(tree, "link")).uid).not.toBe(before.uid);
    await theUser().reclaim(tree);
    expect(lstatSync(join(tree, "link")).uid).toBe(before.uid);
    expect(statSync(join(place, "ours.txt")).mode & 0o777).toBe(0o640);
  });

  test("is not taken back while its user runs anything, nor by way of a link", async () => {
    const { tree, shell, place } = await scene();
    const stop = new AbortController();
    const running = shell("echo $$ > up; sleep 60", { signal: stop.signal });
    await readPid(join(tree, "up"));
    await expect(theUser().reclaim(tree)).rejects.toThrow("still runs something");
    stop.abort();
    await running;
    symlinkSync(tree, join(place, "link"));
    await expect(theUser().reclaim(join(place, "link"))).rejects.toThrow("is no folder any more");
  });
});

describe.skipIf(opened === undefined)("opening", () => {
  test("takes the user that is there, and closes its home again", async () => {
    const { shell } = await scene();
    await shell('chmod 0755 "$HOME"');
    const again = await openWorkUser(theUser().name);
    expect(again).toMatchObject({ name: theUser().name, home: theUser().home });
    expect(statSync(theUser().home).mode & 0o777).toBe(0o700);
  });

  test("says why there is none", async () => {
    expect(await openWorkUser("root")).toEqual({ kind: "unavailable", why: expect.stringContaining("own") });
    expect(await openWorkUser("no such name")).toEqual({
      kind: "unavailable",
      why: expect.stringMatching(/^the user no such name can't be set up: .*invalid user name/s),
    });
  });
});
