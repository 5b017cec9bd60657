import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import type { AgentRun } from "../../src/agents/agent.ts";
import { createCliAgent } from "../../src/agents/cli-agent.ts";
import type { Cli, LaunchInput } from "../../src/agents/cli.ts";
import type { AgentConfig } from "../../src/plan/config.ts";
import { agent, sha, workstream } from "../support/builders.ts";
import { useFolder } from "../support/folder.ts";

const folder = useFolder();

/** A CLI of our own: a script in PATH that prints one line of figures at its end. */
const CLI: Cli = {
  type: "codex",
  package: { registry: "npm", name: "@example/scripted", version: "1.2.3", program: "scripted" },
  variables: ["SCRIPTED_API_KEY", "SCRIPTED_SETTING"],
  aliases: { SCRIPTED_API_KEY: "OTHER_KEY" },
  keys: ["SCRIPTED_API_KEY", "OTHER_KEY"],
  hosts: [],
  launch: ({ model = "usual", args }: LaunchInput) => ({
    args: ["--model", model, ...args],
    env: { SCRIPTED_TELEMETRY: "off" },
    files: { ".config/scripted/settings.json": "{}\n" },
    leaves: ["left.json"],
    stdin: "prompt",
  }),
  read: ({ lines, left = {}, result }) => ({
    usage: lines.includes("spent 5") ? { usd: undefined, inputTokens: 5, outputTokens: 0 } : undefined,
    problem: lines.includes("401") ? { code: "login", detail: "401" } : undefined,
    text: left["left.json"] ?? `${result.kind}: ${lines.findLast((line) => line !== "") ?? ""}`,
  }),
};

beforeEach(() => {
  mkdirSync(folder.file("tree"));
  mkdirSync(folder.file("bin"));
  writeFileSync(folder.file("prompt.md"), "do it\n");
});

function install(script: string, name = "scripted"): void {
  writeFileSync(folder.file(`bin/${name}`), `#!/bin/sh\n${script}\n`);
  chmodSync(folder.file(`bin/${name}`), 0o755);
}

function run(
  configured: Partial<AgentConfig> = {},
  options: {
    readonly environment?: Record<string, string>;
    readonly minutes?: number;
    readonly minutesLeft?: () => number;
  } = {},
): Promise<AgentRun> {
  const base = { PATH: `${folder.file("bin")}:/usr/bin:/bin`, HOME: folder.path, XDG_CONFIG_HOME: "/etc/xdg" };
  const runner = createCliAgent(
    CLI,
    { ...base, ...options.environment },
    { programs: folder.file("programs"), graceMs: 100, user: undefined },
  );
  return runner.run(
    {
      workstream: workstream({ timeoutMinutes: options.minutes ?? 1 }),
      attempt: 1,
      claim: sha("claim"),
      agent: agent({ id: "agent-1", type: "codex", command: undefined, ...configured }),
      limits: { usd: undefined, tokens: undefined },
      directory: folder.file("tree"),
      home: folder.file("home"),
      promptFile: folder.file("prompt.md"),
      workstreamFile: folder.file("workstream.json"),
      logFile: folder.file("log"),
      groupFile: folder.file("group.json"),
    },
    { signal: new AbortController().signal, minutesLeft: options.minutesLeft },
  );
}

describe("a CLI that is there", () => {
  test("gets its arguments, the prompt, its settings, and a home of its own", async () => {
    install('cat; echo "$@"; pwd; env | sort > "$HOME/env"');
    const { result } = await run({ model: "m", args: ["--fast; touch pwned"] });
    expect(result).toEqual({ kind: "exited", code: 0 });
    expect(readFileSync(folder.file("log"), "utf8")).toBe(
      `do it\n--model m --fast; touch pwned\n${folder.file("tree")}\n`,
    );
    const env = readFileSync(folder.file("home/env"), "utf8").split("\n");
    expect(env).toContain(`HOME=${folder.file("home")}`);
    expect(env).toContain(`XDG_CONFIG_HOME=${folder.file("home/.config")}`);
    expect(env).toContain("SCRIPTED_TELEMETRY=off");
    expect(readFileSync(folder.file("home/.config/scripted/settings.json"), "utf8")).toBe("{}\n");
    expect(statSync(folder.file("home")).mode & 0o777).toBe(0o700);
    expect(existsSync(folder.file("tree/pwned"))).toBe(false);
  });

  test("sees its own keys, what the configuration names, proxies, and nobody else's secrets", async () => {
    install('env | grep -E "KEY|TOKEN|PROXY|SETTING|NAMED" | sort > ../seen');
    const environment = {
      SCRIPTED_API_KEY: "its key",
      SCRIPTED_SETTING: "x",
      HTTPS_PROXY: "http://proxy",
      NAMED: "named",
      GITHUB_TOKEN: "ours",
      OTHER_API_KEY: "theirs",
    };
    await run({ env: ["NAMED"] }, { environment });
    expect(readFileSync(folder.file("seen"), "utf8").trim().split("\n")).toEqual([
      "HTTPS_PROXY=http://proxy",
      "NAMED=named",
      "SCRIPTED_API_KEY=its key",
      "SCRIPTED_SETTING=x",
    ]);
  });

  test.each([
    ["its own key", { SCRIPTED_API_KEY: "own", OTHER_KEY: "other" }, "own"],
    ["the same key under another name", { OTHER_KEY: "other" }, "other"],
    ["one that is not empty", { SCRIPTED_API_KEY: "", OTHER_KEY: "other" }, "other"],
    ["neither", {}, ""],
  ])("%s", async (_, environment, key) => {
    install('printf "%s" "$SCRIPTED_API_KEY" > ../key; test -z "$OTHER_KEY"');
    expect((await run({}, { environment })).result).toEqual({ kind: "exited", code: 0 });
    expect(readFileSync(folder.file("key"), "utf8")).toBe(key);
  });

  test("a secret in its last words is masked, in whatever form it stood in the log", async () => {
    install(String.raw`printf '%s\n' 'the key is pa\"ss-word'; echo 'the key is pa"ss-word'`);
    const { report } = await run({}, { environment: { SCRIPTED_API_KEY: 'pa"ss-word' } });
    expect(report.text).toBe("exited: the key is **********");
    expect(readFileSync(folder.file("log"), "utf8")).not.toContain("ss-word");
  });

  test("sees its user's own home where the configuration says so", async () => {
    install('echo "$HOME $XDG_CONFIG_HOME"');
    const { report } = await run({ home: "own" });
    expect(report.text).toBe(`exited: ${folder.path} /etc/xdg`);
  });

  test.each([
    ["is read", "echo figures > $HOME/left.json", "figures\n"],
    ["is no link to another file", "ln -s /etc/passwd $HOME/left.json; echo done", "exited: done"],
    ["is no pipe", "mkfifo $HOME/left.json; echo done", "exited: done"],
    ["need not be there", "echo done", "exited: done"],
  ])("what it leaves in its home %s", async (_, script, text) => {
    install(script);
    expect((await run()).report.text).toBe(text);
  });

  test("its output is read when it has ended, whatever ended it", async () => {
    install('echo "spent 5"; echo 401; exit 3');
    expect(await run()).toEqual({
      result: { kind: "exited", code: 3 },
      report: {
        usage: { usd: undefined, inputTokens: 5, outputTokens: 0 },
        problem: { code: "login", detail: "401" },
        text: "exited: 401",
      },
    });
    install("echo begun; sleep 600 & sleep 600");
    const late = await run({}, { minutes: 0.01 });
    expect(late.result).toEqual({ kind: "timed-out", minutes: 0.01 });
    expect(late.report.text).toBe("timed-out: begun");
  });
});

describe("a CLI that is not there", () => {
  /** What `npm install` leaves, without a registry; the real one is used by `npm run test:agents`. */
  const NPM = `echo "$@" >> ../npm-calls
while test "$1" != --prefix; do shift; done
mkdir -p "$2/node_modules/.bin"
printf '#!/bin/sh\\necho installed\\n' > "$2/node_modules/.bin/scripted"
chmod 755 "$2/node_modules/.bin/scripted"`;

  const calls = () => readFileSync(folder.file("programs/npm-calls"), "utf8").trim().split("\n");

  test("is installed at its pinned version, once", async () => {
    install(NPM, "npm");
    expect((await run()).report.text).toBe("exited: installed");
    expect((await run()).report.text).toBe("exited: installed");
    expect(calls()).toEqual([expect.stringMatching(/^install --prefix .* @example\/scripted@1\.2\.3$/)]);
  });

  test("at the version that the configuration names, whatever is in PATH", async () => {
    install("echo present");
    install(NPM, "npm");
    expect((await run({ version: "2.0.0-rc.1" })).report.text).toBe("exited: installed");
    expect(calls()).toEqual([expect.stringMatching(/@example\/scripted@2\.0\.0-rc\.1$/)]);
  });

  test("the time that it took is not its agent's, whose limit is what the job has left then", async () => {
    install(`sleep 1; ${NPM}`, "npm");
    expect((await run({}, { minutes: 0.015 })).report.text).toBe("exited: installed");
    install("sleep 600");
    const minutesLeft = () => 0.01;
    expect((await run({}, { minutesLeft })).result).toEqual({ kind: "timed-out", minutes: 0.01 });
  });

  test("what killed installations left is removed by the next one, once it is old", async () => {
    install(NPM, "npm");
    await run();
    const left = (name: string, hours: number) => {
      const path = folder.file(`programs/${name}`);
      mkdirSync(path, { recursive: true });
      const at = Date.now() / 1000 - hours * 3600;
      utimesSync(path, at, at);
    };
    const uuid = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000`;
    left(`npm-_example_scripted@2.0.0.${uuid(1)}`, 2);
    left(`npm-_example_scripted@2.0.0.${uuid(2)}`, 0.5);
    left(`npm-_example_scripted@2.0.0.${uuid(3)}.more`, 2);
    left(`npm-_example_scripted@2.0.0.1`, 2);
    const before = readdirSync(folder.file("programs"));
    await run({ version: "2.0.0" });
    const after = readdirSync(folder.file("programs"));
    expect(before.filter((name) => !after.includes(name))).toEqual([`npm-_example_scripted@2.0.0.${uuid(1)}`]);
    // What is in use stays, however old it is.
    const current = after.filter((name) => name.startsWith("npm-_example_scripted@1.2.3."));
    for (const name of current) left(name, 2);
    rmSync(folder.file(`programs/${current[0] ?? ""}/node_modules/.bin/scripted`));
    await run();
    expect(readdirSync(folder.file("programs"))).toEqual(expect.arrayContaining(current));
  });

  test("two at once end with one that both use", async () => {
    install(NPM, "npm");
    const runs = await Promise.all([run(), run()]);
    expect(runs.map(({ report }) => report.text)).toEqual(["exited: installed", "exited: installed"]);
  });

  test.each([
    [
      "the installation fails",
      "echo no such package >&2; exit 1",
      "not-installed",
      /^installing @example\/scripted 1\.2\.3 failed: exit code 1/,
    ],
    ["it has another program", "true", "not-started", /^@example\/scripted 1\.2\.3 has no program scripted$/],
  ])("it is said why: %s", async (_, npm, kind, message) => {
    install(npm, "npm");
    const { result } = await run();
    expect(result).toEqual({ kind, message: expect.stringMatching(message) });
    expect(existsSync(folder.file("programs/npm-_example_scripted@1.2.3"))).toBe(false);
  });

  test("without npm it says what is missing", async () => {
    const { result } = await run({}, { environment: { PATH: folder.file("bin") } });
    expect(result).toEqual({ kind: "not-started", message: expect.stringMatching(/npm/) });
  });

  test("the installer sees no key of any agent", async () => {
    install(`env > ../npm-env; ${NPM}`, "npm");
    await run({}, { environment: { SCRIPTED_API_KEY: "its key", npm_config_registry: "http://127.0.0.1:1/" } });
    const env = readFileSync(folder.file("programs/npm-env"), "utf8");
    expect(env).not.toContain("its key");
    expect(env).toContain("npm_config_registry=http://127.0.0.1:1/");
  });
});
