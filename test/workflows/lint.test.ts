/** What actionlint and zizmor say of the workflows: nothing. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { tellMissing } from "../support/left-out.ts";
import { ROOT, SHIPPED, WRITTEN } from "./workflow-files.ts";

describeWith("actionlint", () => {
  const folder = useFolder();
  const ACTION = ".github/actions/step/action.yml";
  const action = readFileSync(join(ROOT, ACTION), "utf8");
  /** As actionlint can look into them: `./` is in the place of `$/`. */
  const local = [
    ["dist/index.js", ""] as const,
    ...SHIPPED.map(({ path, text }) => [path, text.replaceAll("uses: $/", "uses: ./")] as const),
  ];

  test("finds nothing in the shipped workflows", async () => {
    expect(await lint("actionlint", ["-no-color"], ROOT)).toBe("");
  });

  test("finds nothing where it can look into the action and the called workflow too", async () => {
    await writeRepository(folder.path, [[ACTION, action], ...local]);
    expect(await lint("actionlint", ["-no-color"], folder.path)).toBe("");
  });

  test("would find an input there that the action does not have", async () => {
    await writeRepository(folder.path, [[ACTION, action.replace("  claim:\n", "  clam:\n")], ...local]);
    expect(await lint("actionlint", ["-no-color"], folder.path)).toContain('input "claim" is not defined in action');
  });

  test("finds nothing in what init writes", async () => {
    await writeRepository(folder.path, WRITTEN.map(toEntry));
    expect(await lint("actionlint", ["-no-color"], folder.path)).toBe("");
  });
});

describeWith("zizmor", () => {
  const folder = useFolder();
  const options = [
    "--offline",
    "--no-progress",
    "--quiet",
    "--color=never",
    "--format=plain",
    "--strict-collection",
    "--no-exit-codes",
  ];

  test("finds nothing in the shipped workflows and the action", async () => {
    const found = await lint("zizmor", [...options, ".github", "action.yml"], ROOT);
    expect(found).toMatch(/^No findings to report\./);
  });

  test("finds nothing in what init writes", async () => {
    await writeRepository(folder.path, WRITTEN.map(toEntry));
    expect(await lint("zizmor", [...options, ".github/workflows"], folder.path)).toMatch(/^No findings to report\./);
  });

  test.each([...SHIPPED, ...WRITTEN].map(toEntry))(
    "overlooks in %s only what a line says, with the reason",
    (_, text) => {
      for (const [, comment] of text.matchAll(/#\s*zizmor:(.*)$/gm)) expect(comment).toMatch(/^ ignore\[[a-z-]+\] \w+/);
    },
  );
});

/** Leaves the tests out, and says so, where the program is missing. */
function describeWith(program: string, tests: () => void): void {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    describe(program, tests);
  } catch {
    tellMissing(`the workflows as ${program} sees them`, program);
    describe.skip(`${program} (skipped: it is not installed)`, tests);
  }
}

/** Everything that the program says; findings are no failure of its own. */
async function lint(program: string, options: readonly string[], cwd: string): Promise<string> {
  const { all } = await execa(program, options, { cwd, reject: false, all: true });
  return all;
}

/** Both programs look for the root of a repository. */
async function writeRepository(folder: string, files: readonly (readonly [string, string])[]): Promise<void> {
  await execa("git", ["init", "--quiet"], { cwd: folder });
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function toEntry({ path, text }: (typeof SHIPPED)[number]): readonly [string, string] {
  return [path, text];
}
