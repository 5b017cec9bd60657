import { z } from "zod";

/**
 * The building blocks of both file formats. Every error text completes the sentence "must be ...", and every
 * description with its example becomes both the hint of a diagnostic and the help in editors.
 */
export const text = z.string({ error: "a string" }).regex(/\S/, { error: "a string that is not blank" });

/** A number above 0, at most `most`; also as a string, as some tools write it: see `toNumber`. */
export function positive(most: number) {
  const error = `a number above 0, at most ${most}`;
  const written = z.string().regex(/^\s*\d+(?:\.\d+)?\s*$/, { error, abort: true });
  // Converting belongs to the reader: a transform would lose the examples of the JSON Schema.
  const inRange = written.refine((digits) => Number(digits) > 0 && Number(digits) <= most, { error });
  return z.union([z.number().gt(0, { error }).max(most, { error }), inRange], { error });
}

/** What `positive` took, as a number. */
export function toNumber(written: number | string | null | undefined): number | undefined {
  return written === null || written === undefined ? undefined : Number(written);
}

/** A whole number from `least` to `most`. */
export function count(most: number, least = 1) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function listOf<Item extends z.ZodType>(item: Item, what: string) {
  return z.array(item, { error: `a list of ${what}` });
}

const TEXTS = "a string or a list of strings";
export const textOrList = z.union([text, z.array(text).min(1, { error: TEXTS })], { error: TEXTS });

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(", ")}` });
}

/** A key that may be left out; null counts as left out. The first example is shown in hints. */
export function optional<Schema extends z.ZodType>(schema: Schema, description: string, example: unknown) {
  return schema.nullish().meta({ description, examples: [example] });
}

/** `claude-code` is the name people know, `claude_code` the one that plans hold. */
export function normaliseTool(name: string): string {
  return name === "claude-code" ? "claude_code" : name;
}
