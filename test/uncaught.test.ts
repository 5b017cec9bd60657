/** A bug that shows itself in a timer or an event, where no command can catch it. */
import { describe, expect, test } from "vitest";
import { runAction } from "./action/action-process.ts";
import { useFolder } from "./support/folder.ts";
import { story } from "./support/project.ts";
import { runCli } from "./support/cli.ts";

const folder = useFolder();

/** As soon as the entry is loaded, and long before any command is done. */
const BUG = `process.on("newListener", (name) => {
  if (name === "uncaughtException") setImmediate(() => { throw new Error("a bug of ours"); });
})`;
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(BUG)}`;

/** With Node's own report comes the line of the source, which in a bundle is all of it. */
const SOURCE = /throw new|Node\.js v/;

describe("is told with its stack, without the source, and ends it", () => {
  story("the program", async ({ project }) => {
    const { code, stderr } = await runCli(["status"], { cwd: project.directory, env: { NODE_OPTIONS } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Error: a bug of ours\n +at /);
    expect(stderr).not.toMatch(SOURCE);
  });

  test("the action", async () => {
    const environment = { NODE_OPTIONS, GITHUB_WORKSPACE: folder.path };
    const { code, said, errors } = await runAction({ folder: folder.path, inputs: {}, token: "", environment });
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(/^Error: a bug of ours\n +at /)]);
    expect(said).not.toMatch(SOURCE);
  });
});
