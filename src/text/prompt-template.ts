/** Rendering of a prompt's template: placeholders become values, and what has nothing to show vanishes. */
import { fenceAfter, isPlaceholder, parseTemplate } from "../plan/prompt-template.ts";
import type { Placeholder } from "../plan/prompt-template.ts";

/** Markdown by placeholder; empty: there is nothing to say. */
export type PromptValues = Readonly<Record<Placeholder, string>>;

/** What agents are asked where the repository has no template of its own. */
export const BUILT_IN_TEMPLATE = `# {{title}}

This is workstream \`{{id}}\`. {{rules}}

{{instructions}}

## What went wrong last time

{{previous}}

## Tasks

{{tasks}}

## What you may change

{{scope}}

## Files to create

{{files_create}}

## How it is checked

{{acceptance}}

## What is there already

{{dependencies}}
`;

/**
 * A template with its values filled in. A paragraph whose placeholders are all empty is left out; a section, that is a heading
 * and what follows it up to the next heading, goes with its heading where all of its placeholders are. Values are data: what
 * looks like a placeholder in one of them stays as it is. So does a name that is not known.
 */
export function renderTemplate(template: string, values: PromptValues): string {
  const sections = splitSections(template.replaceAll(/\r\n?/g, "\n")).map((blocks) =>
    blocks.map((block) => renderBlock(block, values)),
  );
  const kept = sections
    .filter((blocks) => !isEmpty(blocks))
    .flatMap((blocks) => blocks.filter((one) => !isEmpty([one])));
  return `${withoutCommand(kept.map(({ text }) => text).join("\n\n"))}\n`;
}

/** CLIs take a prompt that begins so for a command, of their own or of a shell; a blank before it is enough. */
function withoutCommand(prompt: string): string {
  return /^[/!]/.test(prompt) ? ` ${prompt}` : prompt;
}

/** A heading or a paragraph. */
interface Block {
  readonly text: string;
  readonly placeholders: number;
  /** How many of them had a value. */
  readonly filled: number;
}

/** There is something to fill in, and nothing of it is there. */
function isEmpty(blocks: readonly Block[]): boolean {
  return blocks.some(({ placeholders }) => placeholders > 0) && blocks.every(({ filled }) => filled === 0);
}

function renderBlock(block: string, values: PromptValues): Block {
  const counts = { placeholders: 0, filled: 0 };
  const texts = parseTemplate(block).map((part) => {
    if (part.kind === "text") return part.text;
    const { name } = part;
    const value = isPlaceholder(name) ? values[name] : block.slice(part.offset, part.offset + part.length);
    counts.placeholders += 1;
    counts.filled += value === "" ? 0 : 1;
    return value;
  });
  return { text: texts.join(""), ...counts };
}

const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;

/** Each begins with its heading, the first one perhaps without. Blocks of code are not looked into. */
function splitSections(template: string): readonly (readonly string[])[] {
  const sections: string[][] = [[]];
  let block: string[] = [];
  let fence: string | undefined;
  function close(): void {
    if (block.length > 0) sections.at(-1)?.push(block.join("\n"));
    block = [];
  }
  for (const line of template.split("\n")) {
    const isHeading = fence === undefined && HEADING.test(line);
    if (isHeading || (fence === undefined && line.trim() === "")) close();
    if (isHeading) sections.push([line]);
    else if (fence !== undefined || line.trim() !== "") block.push(line);
    fence = fenceAfter(line, fence);
  }
  close();
  return sections;
}
