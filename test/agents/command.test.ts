import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import type { AgentResult, AgentRun } from "../../src/agents/agent.ts";
import { createCommandAgent } from "../../src/agents/command.ts";
import type { AgentConfig } from "../../src/plan/config.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { printPrompt } from "../../src/text/prompt.ts";
import { agent, sha, workstream } from "../support/builders.ts";
import { useFolder } from "../support/folder.ts";

const folder = useFolder();

beforeEach(() => mkdirSync(folder.file("tree")));

async function run(...given: Parameters<typeof runWhole>): Promise<AgentResult> {
  return (await runWhole(...given)).result;
}

function runWhole(
  command: AgentConfig["command"],
  fields: Partial<Workstream> = {},
  environment: Record<string, string> = {},
  env: readonly string[] = ["NAMED"],
): Promise<AgentRun> {
  const task = workstream(fields);
  writeFileSync(folder.file("workstream.json"), JSON.stringify(task.definition));
  writeFileSync(
    folder.file("prompt.md"),
    printPrompt({
      workstream: task,
      scope: task.scope,
      companions: false,
      previous: undefined,
      notes: "",
      dependencies: [],
      instructions: [],
      template: undefined,
    }),
  );
  const runner = createCommandAgent({ PATH: process.env["PATH"], HOME: folder.path, ...environment });
  return runner.run(
    {
      workstream: task,
      attempt: 1,
      claim: sha("claim"),
      agent: agent({ command, env }),
      limits: { usd: undefined, tokens: undefined },
      directory: folder.file("tree"),
      home: folder.file("home"),
      promptFile: folder.file("prompt.md"),
      workstreamFile: folder.file("workstream.json"),
      logFile: folder.file("log"),
      groupFile: folder.file("group.json"),
    },
    { signal: new AbortController().signal },
  );
}

function log(): string {
  return readFileSync(folder.file("log"), "utf8");
}

describe("a command agent", () => {
  test("gets the prompt on stdin and as a file, and the workstream as a file", async () => {
    const definition = { id: "ws-a", extra: [1, { deep: "ü" }] };
    const result = await run(
      'cat > stdin; cat "$WORKSTREAM_PROMPT" > prompt; cat "$WORKSTREAM_FILE" > workstream; pwd > where',
      { definition, tasks: ["write it"] },
    );
    expect(result).toEqual({ kind: "exited", code: 0 });
    const read = (name: string): string => readFileSync(folder.file(`tree/${name}`), "utf8");
    expect(read("stdin")).toContain("- write it\n");
    expect(read("prompt")).toBe(read("stdin"));
    expect(JSON.parse(read("workstream"))).toEqual(definition);
    expect(read("where")).toBe(`${folder.file("tree")}\n`);
  });

  test("is a shell line, or a program whose arguments no shell sees", async () => {
    expect(await run("true && exit 3")).toEqual({ kind: "exited", code: 3 });
    expect(await run(["printf", "%s", "$HOME; exit 4"])).toEqual({ kind: "exited", code: 0 });
    expect(log()).toBe("$HOME; exit 4");
  });

  test("sees its task and what is named, and no secret", async () => {
    await run("env", {}, { GITHUB_TOKEN: "secret-1", NAMED: "yes", OTHER: "secret-2", GIT_DIR: "/elsewhere" });
    expect(log()).toContain("WORKSTREAM_ID=ws-a\n");
    expect(log()).toContain("NAMED=yes\n");
    expect(log()).not.toMatch(/secret|elsewhere/);
  });

  test("can commit where nobody told git a name", async () => {
    execFileSync("git", ["init", "--quiet"], { cwd: folder.file("tree") });
    const commit = "git commit --quiet --allow-empty --message done && git log --format='%an <%ae>'";
    expect(await run(commit, {}, { NAMED: "" })).toEqual({ kind: "exited", code: 0 });
    expect(log()).toBe("agent-1 (workstreams agent) <workstreams@localhost>\n");
  });

  test.each([
    ["quotes", `"; touch pwned; "`],
    ["single quotes", `'; touch pwned; '`],
    ["a substitution", "$(touch pwned) `touch pwned`"],
    ["lines", "first\ntouch pwned\n"],
    ["operators", "; touch pwned && touch pwned | touch pwned & touch pwned"],
    ["a here-document's end", "EOF\ntouch pwned"],
    ["an option", "--version"],
  ])("is not moved by a workstream that holds %s", async (_, words) => {
    const fields = { title: words, tasks: [words], scope: [words], definition: { id: "ws-a", words } };
    const result = await run('cat; printf "%s\\n" "$WORKSTREAM_SCOPE"; cat "$WORKSTREAM_FILE"', fields);
    expect(result).toEqual({ kind: "exited", code: 0 });
    expect(log()).toContain(JSON.stringify([words]));
    expect(log()).toContain(JSON.stringify(fields.definition));
    expect(existsSync(folder.file("tree/pwned"))).toBe(false);
  });
});

describe("a command that can't be started", () => {
  test.each<[string, AgentConfig["command"], string]>([
    ["a program", ["no-such-agent", "--flag"], "no-such-agent"],
    ["a shell line", "no-such-agent --flag", "no-such-agent"],
    ["the end of a shell line", "true && ./no-such-agent", "./no-such-agent"],
  ])("because it is missing: %s", async (_, command, name) => {
    expect(await run(command)).toEqual({
      kind: "not-started",
      message: expect.stringMatching(
        new RegExp(`^${name}: .*(not found|No such file).*; set its \`command\` in the configuration`),
      ),
    });
  });

  test.each<[string, AgentConfig["command"]]>([
    ["nothing", undefined],
    ["an empty line", "  "],
    ["an empty list", []],
  ])("because there is none: %s", async (_, command) => {
    expect(await run(command)).toMatchObject({
      kind: "not-started",
      message: expect.stringContaining("it has no `command`; set"),
    });
  });

  test("is not confused with a script that ends with the same code", async () => {
    expect(await run("echo 'helper: not found' >&2; exit 127")).toEqual({ kind: "exited", code: 127 });
    expect(await run(["/bin/sh", "-c", "no-such-helper"])).toEqual({ kind: "exited", code: 127 });
  });
});

describe("a shell line that ends in a missing program", () => {
  test("has worked where it says what it spent", async () => {
    const { result, report } = await runWhole(`printf '{"usd":9}' > "$WORKSTREAM_USAGE"; no-such-tool`);
    expect(result).toEqual({ kind: "exited", code: 127 });
    expect(report.usage).toEqual({ usd: 9, inputTokens: 0, outputTokens: 0 });
  });

  test("has worked where it printed anything before", async () => {
    expect(await run("echo working; no-such-tool")).toEqual({ kind: "exited", code: 127 });
  });
});

describe("what a command says that it spent", () => {
  test.each([
    [
      "all figures",
      '{"usd":0.25,"input_tokens":1200,"output_tokens":80}',
      { usd: 0.25, inputTokens: 1200, outputTokens: 80 },
    ],
    ["dollars alone", '{"usd":1}', { usd: 1, inputTokens: 0, outputTokens: 0 }],
    ["tokens alone", '{"input_tokens":5}', { usd: undefined, inputTokens: 5, outputTokens: 0 }],
    ["a figure below zero", '{"usd":-1}', undefined],
    ["no number", '{"usd":"much"}', undefined],
    ["half a token", '{"input_tokens":0.5}', undefined],
    ["no JSON", "{", undefined],
    ["no object", "7", undefined],
    ["no figure", "{}", undefined],
    ["none that is known", '{"cost":1}', undefined],
    ["zero", '{"usd":0}', { usd: 0, inputTokens: 0, outputTokens: 0 }],
  ])("%s", async (_, text, usage) => {
    const { report } = await runWhole(`printf '%s' '${text}' > "$WORKSTREAM_USAGE"`);
    expect(report).toEqual({ usage, problem: undefined, text: "" });
  });

  test.each([
    ["nothing", "true"],
    ["a link to a file of somebody else", 'ln -s /etc/passwd "$WORKSTREAM_USAGE"'],
    ["a pipe that nobody writes", 'mkfifo "$WORKSTREAM_USAGE"'],
    ["a folder", 'mkdir "$WORKSTREAM_USAGE"'],
  ])("is unknown: %s", async (_, script) => {
    expect((await runWhole(script)).report.usage).toBeUndefined();
  });
});

test("a secret that it prints is never read in its log", async () => {
  const script =
    'printf "a %s%s b\\n" "$NAMED_TOKEN" "$NAMED_TOKEN"; printf "%s" "$NAMED" | head -c 3; sleep 0.7; echo end';
  const task = { NAMED_TOKEN: "s3cr3t-value", NAMED: "public-value" };
  await runWhole(script, {}, task, ["NAMED", "NAMED_TOKEN"]);
  expect(log()).toBe(`a ${"*".repeat(24)} b\npubend\n`);
});
