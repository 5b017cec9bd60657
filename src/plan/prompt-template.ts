/** The language of a prompt's template: Markdown with placeholders `{{name}}`; a backslash before one makes it plain text. */

/** What a template can show. */
export const PLACEHOLDERS = [
  "id",
  "title",
  "rules",
  "tasks",
  "scope",
  "files_create",
  "acceptance",
  "dependencies",
  "instructions",
  "previous",
  "definition",
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A piece of a template. `name` is what stands between the braces, known or not. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "placeholder"; readonly name: string; readonly offset: number; readonly length: number };

/** Backslashes, then braces with a name between them, on one line. */
const MARK = /(\\*)\{\{([^{}\n]*)\}\}/g;

/**
 * Cuts a template into its pieces. `\{{x}}` is the text `{{x}}`; of two backslashes before a placeholder one is shown, and so
 * on. Backslashes elsewhere are as they are.
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const found of template.matchAll(MARK)) {
    const [whole, slashes = "", inside = ""] = found;
    const isEscaped = slashes.length % 2 === 1;
    const kept = slashes.slice(0, slashes.length >> 1);
    const before = template.slice(end, found.index) + kept;
    const braces = whole.slice(slashes.length);
    parts.push({ kind: "text", text: isEscaped ? before + braces : before });
    const offset = found.index + slashes.length;
    if (!isEscaped) parts.push({ kind: "placeholder", name: inside.trim(), offset, length: braces.length });
    end = found.index + whole.length;
  }
  return [...parts, { kind: "text" as const, text: template.slice(end) }].filter(isSomething);
}

/** Known placeholders that have no end on their line: they are text. */
export function findUnclosed(template: string): readonly Extract<TemplatePart, { kind: "placeholder" }>[] {
  const rest = template.replaceAll(MARK, (whole) => " ".repeat(whole.length));
  return Array.from(rest.matchAll(/\{\{[ \t]*([a-z_]+)/g)).flatMap(({ 0: { length }, 1: name = "", index: offset }) =>
    isPlaceholder(name) ? [{ kind: "placeholder", name, offset, length }] : [],
  );
}

/** As CommonMark has it: behind a mark of backticks there is no backtick, else it is code in a line. */
const FENCE = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/;

/** The mark that ends the block of code that is open after this line; undefined: none is. */
export function fenceAfter(line: string, open: string | undefined): string | undefined {
  const [, ticks, tildes] = FENCE.exec(line.trimEnd()) ?? [];
  const mark = ticks ?? tildes;
  if (open === undefined) return mark;
  const closes = mark?.startsWith(open) === true && line.trim() === mark;
  return closes ? undefined : open;
}

/** Whether a template can show this. */
export function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}

function isSomething(part: TemplatePart): boolean {
  return part.kind === "placeholder" || part.text !== "";
}
