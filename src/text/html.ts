import { htmlEscape } from "escape-goat";

/** A piece of HTML or SVG: what is not of this type is text, and is escaped where it enters markup. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[];

/** Template tag: strings and numbers are escaped, pieces and lists of pieces are put in as they are. */
export function html(template: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = template.reduce((all, part, index) => all + print(values[index - 1] ?? "") + part);
  return { markup };
}

/** Nothing, where a piece is expected. */
export const NOTHING: Html = { markup: "" };

function print(value: Value): string {
  if (typeof value === "string") return htmlEscape(value);
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  return isList(value) ? value.map((each) => each.markup).join("") : value.markup;
}

function isList(value: Html | readonly Html[]): value is readonly Html[] {
  return Array.isArray(value);
}

/** A sentence of ours: what stands between backticks becomes code. */
export function sentenceHtml(text: string): Html {
  const parts = text.split("`");
  const balanced = parts.length % 2 === 1;
  return html`${parts.map((part, index) => (balanced && index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
