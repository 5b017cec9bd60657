import { describe, expect, test } from "vitest";
import { templateOf, templatePaths, withTemplates } from "../../src/plan/check-templates.ts";
import { readPlan } from "../../src/plan/read-plan.ts";
import type { SourceFile } from "../../src/plan/source.ts";
import { printDiagnostics } from "../../src/text/diagnostic.ts";

const CONFIG = ".github/workstreams.yml";
const PATH = ".github/workstreams/prompt.md";

const file = (id: string, pattern?: string): SourceFile => ({
  path: `workstreams/${id}.json`,
  text: JSON.stringify({ id, files_scope: [`${id}/`], ...(pattern && { pattern }) }),
});
const sources = (config: string, ...files: readonly SourceFile[]): readonly SourceFile[] => [
  { path: CONFIG, text: config },
  ...(files.length === 0 ? [file("ws-a"), file("ws-b")] : files),
];

function checked(given: readonly SourceFile[], templates: readonly SourceFile[]) {
  return withTemplates(readPlan(given), given, templates);
}

/** What is said of a template that both workstreams have. */
function lint(text: string) {
  const { diagnostics, problems } = checked(sources(`prompt: ${PATH}\n`), [{ path: PATH, text }]);
  const said = diagnostics.map(({ line, column, severity, code, message }) =>
    [`${line}:${column}`, severity, code, message].join(" "),
  );
  return { said, blocked: [...problems.keys()] };
}

describe("a template", () => {
  test.each([
    ["{{rules}}{{tasks}}\n{{scope}}\n{{previous}}"],
    ["{{ tasks }} {{scope}} {{previous}} \\{{whatever}} and {{id}}, {{title}}, {{rules}}"],
    ["{{definition}}{{rules}}{{previous}}"],
    ["\u{FEFF}{{rules}}{{tasks}}{{scope}}{{previous}}"],
  ])("may be %j", (text) => {
    expect(lint(text)).toEqual({ said: [], blocked: [] });
  });

  test("with unknown placeholders blocks what is made from it; each is named with its place and the nearest", () => {
    const given = sources(`prompt: ${PATH}\n`);
    const text = "# {{titel}}\n\n{{tasks}} {{scope}}\n  {{ file_create }} ${{ secrets.KEY }}\n";
    const plan = checked(given, [{ path: PATH, text }]);
    expect(printDiagnostics(plan.diagnostics, false)).toMatchInlineSnapshot(`
      ".github/workstreams/prompt.md:1:3 error unknown-placeholder  there is no placeholder {{titel}}
        1 | # {{titel}}
          |   ^^^^^^^^^
        hint: Did you mean {{title}}? A backslash before the braces makes them plain text.

      .github/workstreams/prompt.md:4:3 error unknown-placeholder  there is no placeholder {{file_create}}
        4 |   {{ file_create }} \${{ secrets.KEY }}
          |   ^^^^^^^^^^^^^^^^^
        hint: Did you mean {{files_create}}? A backslash before the braces makes them plain text.

      .github/workstreams/prompt.md:4:22 error unknown-placeholder  there is no placeholder {{secrets.KEY}}
        4 |   {{ file_create }} \${{ secrets.KEY }}
          |                      ^^^^^^^^^^^^^^^^^
        hint: Known are id, title, rules, tasks, scope, files_create, acceptance, dependencies, instructions, previous, definition. A backslash before the braces makes them plain text.

      3 errors and 0 warnings in 1 file."
    `);
    expect([...plan.problems]).toEqual([
      ["ws-a", { file: PATH, message: "there is no placeholder {{titel}}" }],
      ["ws-b", { file: PATH, message: "there is no placeholder {{titel}}" }],
    ]);
  });

  test.each([
    ["", ["1:1 error empty-file the file is empty"]],
    [" \n\t\n", ["1:1 error empty-file the file is empty"]],
    ["{{tasks}}\n\u{FFFD}", ["2:1 error not-utf8 the file is not valid UTF-8 text"]],
  ])("that says nothing that can be read is an error: %j", (text, said) => {
    expect(lint(text)).toEqual({ said, blocked: ["ws-a", "ws-b"] });
  });

  test("that never shows scope, tasks, rules or previous gets a warning for each and blocks nothing", () => {
    expect(lint("Do something.\n")).toEqual({
      said: [
        "1:1 warning incomplete-template the template never shows {{tasks}}: the agent is not told what to do",
        "1:1 warning incomplete-template the template never shows {{scope}}: the agent learns only from a refusal which paths it may change",
        "1:1 warning incomplete-template the template never shows {{rules}}: the agent is not told that what it leaves is committed, and that nobody answers",
        "1:1 warning incomplete-template the template never shows {{previous}}: after a failure or a review the agent is not told what was wrong",
      ],
      blocked: [],
    });
    expect(lint("{{tasks}} \\{{scope}} {{rules}}{{previous}}").said).toHaveLength(1);
    expect(lint("{{definition}}").said).toHaveLength(2);
  });

  test.each([
    ["```npm test``` runs all.\n", []],
    ["~~~ a`b\n~~~~\n", []],
    ["```sh\nx\n```\r\n", []],
    [
      "Run:\n\n```sh\nnpm test\n~~~\n",
      ["5:1 warning unclosed-code this block of code is never closed: all that follows is part of it"],
    ],
    [
      "{{ title }\n",
      ["3:1 warning unclosed-placeholder {{title has no end on its line, so that it is shown as it is written"],
    ],
    [
      "- {{title\n}} \\{{title}} {{{id}} {{range",
      ["3:3 warning unclosed-placeholder {{title has no end on its line, so that it is shown as it is written"],
    ],
    ["{ {title} \\{{color: 1}", []],
  ])("without its ends: %j", (more, said) => {
    expect(lint(`{{rules}}{{tasks}}{{scope}}{{previous}}\n\n${more}`)).toEqual({ said, blocked: [] });
  });

  test("of a name without end gives a message that ends", () => {
    const { said } = lint(`{{${"x".repeat(10_000)}}}`);
    expect(said).toHaveLength(1);
    expect(said[0]?.length).toBeLessThan(150);
  });
});

describe("where templates are named", () => {
  const patterns = `patterns:\n  - { id: P1, match: { ids: ws-a }, prompt: p1.md }\n  - { id: P2, prompt: p2.md }\n`;

  test("a pattern's goes before the configuration's", () => {
    const { config, workstreams } = readPlan(sources(`prompt: ${PATH}\n${patterns}`));
    expect(templatePaths(config)).toEqual([PATH, "p1.md", "p2.md"]);
    expect([...workstreams.values()].map((each) => templateOf(each, config))).toEqual(["p1.md", PATH]);
    expect(templatePaths(readPlan(sources("merge: auto\n")).config)).toEqual([]);
  });

  test("one that is missing is an error at each place that names it, and blocks only what is made from it", () => {
    const good = { path: PATH, text: "{{rules}}{{tasks}}{{scope}}{{previous}}" };
    const plan = checked(sources(`prompt: ${PATH}\n${patterns}`), [good]);
    expect(plan.diagnostics.map(({ file: at, line, column, code }) => `${at}:${line}:${column} ${code}`)).toEqual([
      `${CONFIG}:3:45 missing-template`,
      `${CONFIG}:4:23 missing-template`,
    ]);
    expect([...plan.problems]).toEqual([["ws-a", { file: CONFIG, message: "the template p1.md does not exist" }]]);
  });

  test("what is wrong with a file anyway stays the first reason", () => {
    const broken = { path: "workstreams/ws-b.json", text: JSON.stringify({ id: "ws-b" }) };
    const plan = checked(sources(`prompt: ${PATH}\n`, file("ws-a"), broken), []);
    expect(plan.problems.get("ws-a")?.message).toBe(`the template ${PATH} does not exist`);
    expect(plan.problems.get("ws-b")?.file).toBe("workstreams/ws-b.json");
  });

  test.each(["../x.md", "/etc/passwd", "a//b.md", "a\\b.md", "C:\\x.md", "dir/", "", ".", "a/./b"])(
    "%j is no path of one",
    (path) => {
      const { config, diagnostics } = readPlan(sources(JSON.stringify({ prompt: path })));
      expect(diagnostics).toMatchObject([{ code: "invalid-value", severity: "error" }]);
      expect(config.promptTemplate).toBeUndefined();
    },
  );
});
