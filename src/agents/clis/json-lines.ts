/** Reading what CLIs print: one JSON value a line, of which nothing is trusted. */
import { z } from "zod";

/** A count of tokens; 0 where there is none, or none that can be true. */
export const Tokens = z.number().int().nonnegative().max(1_000_000_000_000).catch(0);

/** US dollars; undefined where there are none, or none that can be true. */
export const Dollars = z.number().nonnegative().max(1_000_000).optional().catch(undefined);

/** The lines that are JSON of this shape, in their order; all others are left out. */
export function readJsonLines<T>(lines: readonly string[], schema: z.ZodType<T>): readonly T[] {
  return lines.flatMap((line) => {
    if (!line.trimStart().startsWith("{")) return [];
    const read = schema.safeParse(parseJson(line));
    return read.success ? [read.data] : [];
  });
}

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
