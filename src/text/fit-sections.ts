/** A part of a document that may be too long: it is cut between lines, or left out where half of it says nothing. */
export interface Section {
  readonly lines: readonly string[];
  /** What has to follow, also where lines are cut, such as a closing tag. */
  readonly end: readonly string[];
  readonly divisible: boolean;
}

const encoder = new TextEncoder();

/** The sections one after the other, an empty line between them, in at most `max` bytes; `note` says that some are cut. */
export function fitSections(sections: readonly Section[], max: number, note: string): string {
  const whole = sections.map(printSection).join("\n\n");
  if (sizeOf(whole) <= max) return `${whole}\n`;
  let left = max - sizeOf(`${note}\n`);
  const kept: string[] = [];
  for (const section of sections) {
    const cut = cutSection(section, left - 2);
    if (cut !== undefined) kept.push(cut);
    left -= cut === undefined ? 0 : sizeOf(cut) + 2;
  }
  return `${[...kept, note].join("\n\n")}\n`;
}

function cutSection(section: Section, max: number): string | undefined {
  const whole = printSection(section);
  if (sizeOf(whole) <= max) return whole;
  if (!section.divisible) return undefined;
  let left = max - sizeOf(section.end.join("\n")) - 1;
  const lines: string[] = [];
  for (const line of section.lines) {
    left -= sizeOf(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  return lines.length === 0 ? undefined : printSection({ ...section, lines });
}

function printSection({ lines, end }: Section): string {
  return [...lines, ...end].join("\n");
}

/** In bytes of UTF-8, which is what GitHub counts. */
function sizeOf(text: string): number {
  return encoder.encode(text).length;
}
