/** The action as the runner starts it: a process with its inputs and its files in the environment. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { useFolder } from "./support/folder.ts";
import { compileScript } from "./support/run-script.ts";

const ROOT = join(import.meta.dirname, "..");
const folder = useFolder();

async function runAction(command: string, files: Readonly<Record<string, string>>) {
  const workspace = folder.file("workspace");
  mkdirSync(join(workspace, "workstreams"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, "workstreams", name), text);
  const output = folder.file("output");
  writeFileSync(output, "");
  const program = compileScript(join(ROOT, "src/action.ts"));
  const env = { PATH: process.env["PATH"], INPUT_COMMAND: command, GITHUB_WORKSPACE: workspace, GITHUB_OUTPUT: output };
  const { stdout, exitCode } = await execa("node", [program], { env, extendEnv: false, reject: false });
  return { stdout, exitCode, output: readFileSync(output, "utf8") };
}

describe("the action's command validate", () => {
  test("a valid plan passes", async () => {
    const file = '{ "id": "ws-a", "files_scope": ["src/"], "acceptance_tests": ["npm test"] }';
    const { stdout, exitCode, output } = await runAction("validate", { "ws-a.json": file });
    expect(stdout).toBe("1 workstream is valid");
    expect(exitCode).toBe(0);
    expect(output).toMatch(/errors<<.*\n0\n/);
  });

  test("every problem is an annotation at its line, and an error fails the step", async () => {
    const file = '{\n  "id": "ws-a",\n  "files_scope": ["src/"],\n  "depends_on": ["ws-b"]\n}';
    const { stdout, exitCode, output } = await runAction("validate", { "ws-a.json": file });
    expect(stdout).toContain("::error title=unknown-dependency,file=workstreams/ws-a.json,line=4,col=18::");
    expect(exitCode).toBe(1);
    expect(output).toMatch(/errors<<.*\n1\n/);
  });

  test("a text that looks like a workflow command is no command", async () => {
    const file = '{ "id": "ws-a", "files_scope": ["src/"], "depends_on": ["ws-x\\n::set-output name=a::b"] }';
    const { stdout } = await runAction("validate", { "ws-a.json": file });
    expect(stdout.split("\n").filter((line) => line.startsWith("::set-output"))).toEqual([]);
  });
});

test("an unknown command is one clear error", async () => {
  const { stdout, exitCode } = await runAction("deploy", {});
  expect(stdout).toBe('::error::unknown command "deploy": the input `command` takes validate');
  expect(exitCode).toBe(1);
});

test("action.yml names the bundle that is built, and only what there is", () => {
  const action = z
    .object({
      runs: z.object({ using: z.literal("node24"), main: z.literal("dist/index.js") }),
      inputs: z.object({ command: z.object({ default: z.literal("validate") }) }),
    })
    .safeParse(parse(readFileSync(join(ROOT, "action.yml"), "utf8")));
  expect(action.error).toBeUndefined();
});
