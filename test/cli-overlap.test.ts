/** `workstreams overlap`: pairs of a plan, two patterns, lines of questions; and what validate says of the same. */
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "./support/cli.ts";
import { story } from "./support/project.ts";

const HERE = { cwd: tmpdir() };

const PLAN = {
  "ws-a": { files_scope: ["src/a/", "docs/"] },
  "ws-b": { files_scope: ["src/*/x.ts"], depends_on: ["ws-a"] },
  "ws-c": { files_scope: ["docs/*.md"] },
  "ws-d": { files_scope: ["docs/x.md"], status: "done" },
};

describe.concurrent("pairs of workstreams", () => {
  story("are those that overlap in no order, with a path that both may write", async ({ project }) => {
    await project.plan(PLAN);
    const { code, stdout, stderr } = await project.cli("overlap");
    expect([code, stdout]).toEqual([0, "ws-a  ws-c  docs/.md\n"]);
    expect(stderr).toBe("1 pair overlaps, and neither waits for the other: add a dependency, or narrow one scope.\n");
    const json = await project.cli("overlap", "--json");
    expect(json).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(json.stdout)).toEqual({ pairs: [{ a: "ws-a", b: "ws-c", witness: "docs/.md" }] });
  });

  story("with --all also those in some order, and those that are done", async ({ project }) => {
    await project.plan(PLAN);
    const { code, stdout } = await project.cli("overlap", "--all", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      pairs: [
        { a: "ws-a", b: "ws-b", witness: "src/a/x.ts" },
        { a: "ws-a", b: "ws-c", witness: "docs/.md" },
        { a: "ws-a", b: "ws-d", witness: "docs/x.md" },
        { a: "ws-c", b: "ws-d", witness: "docs/x.md" },
      ],
    });
  });

  story("are none, and that is said", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": {} });
    const { code, stdout, stderr } = await project.cli("overlap");
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("No two workstreams overlap");
    expect(JSON.parse((await project.cli("overlap", "--json")).stdout)).toEqual({ pairs: [] });
  });

  story("are those of all that can be read, and what is left out is told", async ({ project }) => {
    await project.plan(PLAN, { tracks: "all" });
    expect((await project.cli("overlap")).stderr).not.toContain("left out");
    await writeFile(join(project.directory, "workstreams/ws-f.json"), "{");
    const { code, stdout, stderr } = await project.cli("overlap");
    expect([code, stdout]).toEqual([0, "ws-a  ws-c  docs/.md\n"]);
    expect(stderr).toContain("error wrong-type");
    expect(stderr).toContain("\nworkstreams/ws-f.json has errors, and what can't be read of it is left out");
  });

  story("go by the case that the configuration says", async ({ project }) => {
    const plan = { "ws-a": { files_scope: ["src/A.ts"] }, "ws-b": { files_scope: ["src/a.ts"] } };
    await project.plan(plan);
    expect(JSON.parse((await project.cli("overlap", "--json")).stdout).pairs).toEqual([]);
    await project.plan(plan, { scopes: { case: "insensitive" } });
    expect(JSON.parse((await project.cli("overlap", "--json")).stdout).pairs).toHaveLength(1);
  });
});

describe.concurrent("two patterns", () => {
  test.each([
    [["src/**/*.ts", "src/api/"], "both cover src/api/.ts\n"],
    [["src/*.ts", "src/*.js"], "no path is in both\n"],
    [["src/A.ts", "src/a.ts"], "no path is in both\n"],
    [["src/A.ts", "src/a.ts", "--ignore-case"], "both cover src/A.ts\n"],
  ])("%j: %s", async (args, expected) => {
    expect(await runCli(["overlap", ...args], HERE)).toEqual({ code: 0, stdout: expected, stderr: "" });
  });

  test("as data", async () => {
    const { stdout } = await runCli(["overlap", "a/", "a/b", "--json"], HERE);
    expect(JSON.parse(stdout)).toEqual({ overlap: true, witness: "a/b" });
    const other = await runCli(["overlap", "a/", "b", "--json"], HERE);
    expect(JSON.parse(other.stdout)).toEqual({ overlap: false, witness: null });
  });

  test("say so where they are too intricate to decide", async () => {
    const intricate = (letter: string): string => `${`*${letter}`.repeat(490)}${letter}?z`;
    const asked = ["overlap", intricate("a"), intricate("b")];
    const { stdout } = await runCli([...asked, "--json"], HERE);
    expect(JSON.parse(stdout)).toEqual({ overlap: true, witness: expect.any(String), undecided: true });
    const { code, stdout: told } = await runCli(asked, HERE);
    expect([code, told]).toEqual([0, expect.stringMatching(/^too intricate to decide, .* one of them covers a{491}/)]);
  });

  test.each([
    [["src/[a", "b"], 'the pattern "src/[a", column 5: this [ is never closed.'],
    [["b", "!src/"], 'the pattern "!src/", column 1: an exclusion can\'t come first'],
    [["b", "../x"], 'the pattern "../x", column 1: the path leaves the repository by `..`'],
    [["only-one"], "two patterns"],
    [["a", "b", "--stdin"], "two patterns"],
    [["a", "b", "--all"], "two patterns"],
  ])("%j is refused", async (args, why) => {
    const { code, stdout, stderr } = await runCli(["overlap", ...args], HERE);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(why);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe.concurrent("lines of questions", () => {
  test("are answered one by one", async () => {
    const input = [
      '["src/", "src/*.ts"]',
      "",
      '[["src/", "!src/gen/"], "src/gen/x"]\r',
      '["gr\u{fc}n/?", "gr\u{fc}n/\u{1f600}"]',
      '["a", "b"]',
    ].join("\n");
    const { code, stdout, stderr } = await runCli(["overlap", "--stdin"], { ...HERE, input });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      [
        '{"overlap":true,"witness":"src/.ts"}',
        '{"overlap":false,"witness":null}',
        '{"overlap":true,"witness":"gr\u{fc}n/\u{1f600}"}',
        '{"overlap":false,"witness":null}',
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["no JSON", "src/ docs/"],
    ["three patterns", '["a", "b", "c"]'],
    ["no text", '["a", 1]'],
    ["a list of nothing", '["a", []]'],
    ["a wrong pattern", '["a", "b/[c"]'],
    ["a wrong pattern in a list", '["a", ["b", "!c/["]]'],
  ])("%s is an error that names the line, after the answers before it", async (_, line) => {
    const input = `["a", "a"]\n${line}\n["b", "b"]\n`;
    const { code, stdout, stderr } = await runCli(["overlap", "--stdin"], { ...HERE, input });
    expect([code, stdout]).toEqual([1, '{"overlap":true,"witness":"a"}\n']);
    expect(stderr).toMatch(/^workstreams: line 2: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("are many", async () => {
    const input = Array.from({ length: 5_000 }, (_, index) => JSON.stringify([`src/*${index}`, `src/${index}*`])).join(
      "\n",
    );
    const { code, stdout } = await runCli(["overlap", "--stdin"], { ...HERE, input });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(5_000);
    expect(lines[4_321]).toBe('{"overlap":true,"witness":"src/4321"}');
  });
});

describe.concurrent("what validate says of scopes", () => {
  story("pairs in no order, and with forbid an error", async ({ project }) => {
    await project.plan(PLAN);
    const warned = await project.cli("validate");
    expect(warned.code).toBe(0);
    expect(warned.stdout).toContain("ws-a and ws-c overlap, and neither depends on the other: both may write docs/.md");
    await project.plan(PLAN, { overlap: { unordered: "forbid" } });
    const { code, stdout } = await project.cli("validate", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).diagnostics).toMatchObject([{ severity: "error", code: "unordered-overlap" }]);
    const plan = JSON.parse((await project.cli("plan", "--json")).stdout);
    expect(plan.start).toEqual([]);
  });

  story("coarse ones, with what they cost and what they cover today", async ({ project }) => {
    const small = Array.from({ length: 6 }, (_, index) => [
      `ws-${index}`,
      { files_scope: [`src/${index}/`], estimated_hours: 2 },
    ]);
    await project.plan({
      ...Object.fromEntries(small),
      "ws-wide": { files_scope: ["docs/", "src/", "!src/9.ts"], estimated_hours: 4 },
    });
    await project.commit("Files", { "src/a.ts": "", "src/9.ts": "", "src/0/b.ts": "", "other.ts": "" });
    const { code, stdout } = await project.cli("validate", "--json");
    expect(code).toBe(0);
    const { diagnostics } = JSON.parse(stdout);
    expect(diagnostics.filter((each: { code: string }) => each.code === "coarse-scope")).toMatchObject([
      {
        file: "workstreams/ws-wide.json",
        line: 5,
        message:
          "ws-wide keeps 6 others waiting by this pattern: the plan takes 8 h, without its overlaps 6 h; " +
          "src/ covers 2 files today, src/0/b.ts and src/a.ts",
      },
    ]);
  });
});
