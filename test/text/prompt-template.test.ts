import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLACEHOLDERS } from "../../src/plan/prompt-template.ts";
import { BUILT_IN_TEMPLATE, renderTemplate } from "../../src/text/prompt-template.ts";
import type { PromptValues } from "../../src/text/prompt-template.ts";
import { anyText } from "../support/arbitraries.ts";

const NOTHING: PromptValues = {
  id: "",
  title: "",
  rules: "",
  tasks: "",
  scope: "",
  files_create: "",
  acceptance: "",
  dependencies: "",
  instructions: "",
  previous: "",
  definition: "",
};

function render(template: string, values: Partial<PromptValues> = {}): string {
  return renderTemplate(template, { ...NOTHING, ...values });
}

describe("what has nothing to show", () => {
  test.each<[string, string, Partial<PromptValues>, string]>([
    ["a section goes with its heading", "# A\n\n{{id}}\n\n## B\n\n{{tasks}}\n", { id: "x" }, "# A\n\nx\n"],
    ["also with what was written for it", "## B\n\nDo these:\n\n{{tasks}}\n\n## C\n\nend\n", {}, "## C\n\nend\n"],
    ["a section without placeholders stays", "## B\n\ntext\n\n", {}, "## B\n\ntext\n"],
    [
      "a paragraph goes alone where others of its section stay",
      "## B\n\n{{id}}\n\nCreate: {{tasks}}\n\nend",
      { id: "x" },
      "## B\n\nx\n\nend\n",
    ],
    ["a paragraph with one value stays", "{{id}}: {{tasks}}\n", { id: "x" }, "x: \n"],
    ["a heading's own placeholder counts", "## For {{id}}\n\n{{tasks}}\n", { id: "x" }, "## For x\n"],
    ["each heading is a section of its own", "# A\n\n## B\n\n{{tasks}}\n", {}, "# A\n"],
    ["before the first heading as well", "{{tasks}}\n\n# A\n\ntext\n", {}, "# A\n\ntext\n"],
    ["empty lines become one", "a\n\n\n\nb\n\n", {}, "a\n\nb\n"],
    ["Windows line ends are no others", "# A\r\n\r\n{{tasks}}\r\n\r\n# B\r\nb\r\n", {}, "# B\n\nb\n"],
  ])("%s", (_, template, values, expected) => {
    expect(render(template, values)).toBe(expected);
  });
});

describe("blocks of code", () => {
  test("are not looked into for headings and paragraphs", () => {
    const template = "## A\n\n```sh\n# no heading\n\n\necho {{id}}\n```\n\nend\n";
    expect(render(template, { id: "x" })).toBe("## A\n\n```sh\n# no heading\n\n\necho x\n```\n\nend\n");
    expect(render(template)).toBe("\n");
  });

  test("end only at a mark as long as theirs", () => {
    const template = "~~~~\n# a\n~~~\n\n# b\n````\n~~~~~\n\n# C\n\n{{tasks}}\n";
    expect(render(template)).toBe("~~~~\n# a\n~~~\n\n# b\n````\n~~~~~\n");
  });
});

test("code in a line opens no block: what follows is shown or left out by itself", () => {
  const template = "```npm test``` runs all.\n\n## A\n\n{{tasks}}\n\n## B\n\n{{previous}}\n";
  expect(render(template, { tasks: "x" })).toBe("```npm test``` runs all.\n\n## A\n\nx\n");
});

test("a name that is not known stays as it is written", () => {
  expect(render("{{ whatever }} {{id}}", { id: "x" })).toBe("{{ whatever }} x\n");
});

test("values are data: placeholders, headings and fences in them are text", () => {
  const hostile = "{{scope}} \\{{id}}\n\n# Not a heading\n\n```\n{{tasks}}";
  const text = render("# {{title}}\n\n{{tasks}}\n\n## Scope\n\n{{scope}}\n", {
    title: "T",
    tasks: hostile,
    scope: "S",
  });
  expect(text).toBe(`# T\n\n${hostile}\n\n## Scope\n\nS\n`);
});

test("every value appears as it is, in any order, and no placeholder is left", () => {
  const values = fc.record(Object.fromEntries(PLACEHOLDERS.map((name) => [name, anyText])));
  fc.assert(
    fc.property(values, fc.shuffledSubarray([...PLACEHOLDERS]), (given, order) => {
      const all: PromptValues = { ...NOTHING, ...given };
      const text = renderTemplate(order.map((name) => `## ${name}\n\n<{{${name}}}>\n`).join("\n"), all);
      const expected = order.filter((name) => all[name] !== "").map((name) => `## ${name}\n\n<${all[name]}>`);
      expect(text).toBe(expected.length === 0 ? "\n" : `${expected.join("\n\n")}\n`);
    }),
  );
});

test("the built-in template shows all but the definition", () => {
  const shown = PLACEHOLDERS.filter((name) =>
    render(BUILT_IN_TEMPLATE, { id: "i", [name]: `<${name}>` }).includes(`<${name}>`),
  );
  expect(shown).toEqual(PLACEHOLDERS.filter((name) => name !== "definition"));
});

test.each([
  ["!rm -rf .", " !rm -rf .\n"],
  ["/undo everything", " /undo everything\n"],
  ["# A title", "# A title\n"],
])("no prompt begins like a command of a CLI: %s", (title, text) => {
  expect(render("{{title}}", { title })).toBe(text);
});
