import { htmlEscape } from "escape-goat";

/** A piece of HTML or SVG. What is not of this type is text, and is escaped where it enters markup. */
export interface Markup {
  readonly html: string;
}

type Value = string | number | Markup | readonly Markup[];

/** Template tag: strings and numbers are escaped, pieces and lists of pieces are put in as they are. */
export function markup(template: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { html: template.reduce((all, part, index) => all + print(values[index - 1] ?? "") + part) };
}

/** Nothing, where a piece is expected. */
export const NOTHING: Markup = { html: "" };

function print(value: Value): string {
  if (typeof value === "string") return htmlEscape(value);
  // Two decimals are enough for coordinates.
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  return isList(value) ? value.map((each) => each.html).join("") : value.html;
}

function isList(value: Markup | readonly Markup[]): value is readonly Markup[] {
  return Array.isArray(value);
}

/** A sentence of ours: what stands between backticks becomes code. */
export function sentenceMarkup(text: string): Markup {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return markup`${text}`;
  return markup`${parts.map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`))}`;
}
