import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTemplate } from "../../src/plan/prompt-template.ts";

/** Texts as they are, placeholders in brackets. */
function shown(template: string): readonly string[] {
  return parseTemplate(template).map((part) => (part.kind === "text" ? part.text : `[${part.name}]`));
}

test.each<[string, readonly string[]]>([
  ["", []],
  ["plain { text } }}", ["plain { text } }}"]],
  ["{{id}}", ["[id]"]],
  ["a {{ tasks }} b", ["a ", "[tasks]", " b"]],
  ["{{id}}{{title}}", ["[id]", "[title]"]],
  ["\\{{id}}", ["{{id}}"]],
  ["\\\\{{id}}", ["\\", "[id]"]],
  ["\\\\\\{{id}}", ["\\{{id}}"]],
  ["a \\b {{id}}", ["a \\b ", "[id]"]],
  ["{{{id}}}", ["{", "[id]", "}"]],
  ["{{}}", ["[]"]],
  ["{{a\nb}}", ["{{a\nb}}"]],
  ["${{ github.sha }}", ["$", "[github.sha]"]],
  ["{{id", ["{{id"]],
])("%j", (template, parts) => {
  expect(shown(template)).toEqual(parts);
});

test("a placeholder knows where its braces are", () => {
  const template = "ab \\\\{{ id }} \\{{x}} {{title}}";
  const places = parseTemplate(template).flatMap((part) =>
    part.kind === "placeholder" ? [template.slice(part.offset, part.offset + part.length)] : [],
  );
  expect(places).toEqual(["{{ id }}", "{{title}}"]);
});

test("any text can be written so that it is shown as it is", () => {
  const pieces = fc.constantFrom("{{", "}}", "{", "}", "\\", "id", "\n", " ", "tasks");
  fc.assert(
    fc.property(fc.array(pieces), (list) => {
      const text = list.join("");
      const escaped = text.replaceAll(/(\\*)(\{\{[^{}\n]*\}\})/g, "$1$1\\$2");
      const parts = parseTemplate(escaped);
      expect(parts.every(({ kind }) => kind === "text")).toBe(true);
      expect(shown(escaped).join("")).toBe(text);
    }),
  );
});
