/** The action's command for everybody, and what it says of a wrong one: a process without GitHub. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { runAction } from "./action/action-process.ts";
import { useFolder } from "./support/folder.ts";
import { ROOT } from "./workflows/workflow-files.ts";

const folder = useFolder();

async function validate(files: Readonly<Record<string, string>>) {
  const workspace = folder.file("workspace");
  mkdirSync(join(workspace, "workstreams"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, "workstreams", name), text);
  const environment = { GITHUB_WORKSPACE: workspace };
  return runAction({ folder: folder.path, inputs: {}, token: "", environment });
}

describe("the action's command validate", () => {
  test("a valid plan passes", async () => {
    const file = '{ "id": "ws-a", "files_scope": ["src/"], "acceptance_tests": ["npm test"] }';
    const { said, code, outputs } = await validate({ "ws-a.json": file });
    expect(said).toBe("1 workstream is valid\n");
    expect(code).toBe(0);
    expect(outputs).toEqual({ errors: "0", warnings: "0" });
  });

  test("every problem is an annotation at its line, and an error fails the step", async () => {
    const file = '{\n  "id": "ws-a",\n  "files_scope": ["src/"],\n  "depends_on": ["ws-b"]\n}';
    const { said, code, outputs } = await validate({ "ws-a.json": file });
    expect(said).toContain("::error title=unknown-dependency,file=workstreams/ws-a.json,line=4,col=18::");
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ errors: "1" });
  });

  test("a text that looks like a workflow command is no command", async () => {
    const file = '{ "id": "ws-a", "files_scope": ["src/"], "depends_on": ["ws-x\\n::set-output name=a::b"] }';
    const { said } = await validate({ "ws-a.json": file });
    expect(said.split("\n").filter((line) => line.startsWith("::set-output"))).toEqual([]);
  });
});

test("an unknown command is one clear error", async () => {
  const options = { folder: folder.path, inputs: { command: "deploy" }, token: "", environment: {} };
  const { said, code } = await runAction(options);
  const known = "validate, record, plan, checkout, agent, verify, publish";
  expect(said).toBe(`::error::unknown command "deploy": the input \`command\` takes ${known}\n`);
  expect(code).toBe(1);
});

test("action.yml names the bundle that is built, for the Node that the runner has", () => {
  const action = z
    .object({
      runs: z.object({ using: z.literal("node24"), main: z.literal("dist/index.js") }),
      inputs: z.object({ command: z.object({ default: z.literal("validate") }) }),
    })
    .safeParse(parse(readFileSync(join(ROOT, "action.yml"), "utf8")));
  expect(action.error).toBeUndefined();
});
