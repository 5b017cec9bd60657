import { MAX_DEPTH } from "./depth.ts";
import { errorAt, textAt } from "./finding.ts";
import type { Finding, Path, Span } from "./finding.ts";

/** What a file holds; an unreadable one has at least one error among its findings. */
export type Document =
  | { readonly kind: "read"; readonly value: unknown; readonly findings: readonly Finding[] }
  | { readonly kind: "unreadable"; readonly findings: readonly Finding[] };

/** Finds the text of a value, or of its key; of the nearest value around it where the file has no such path. */
export type FindSpan = (path: Path, target: "key" | "value") => Span;

export function unreadable(finding: Finding): Document {
  return { kind: "unreadable", findings: [finding] };
}

export function emptyFile(): Finding {
  return errorAt("empty-file", textAt(0, 0), "the file is empty", "Describe a workstream in it, or delete the file.");
}

export function notUtf8(offset: number): Finding {
  return errorAt("not-utf8", textAt(offset, 1), "the file is not valid UTF-8 text", "Save the file as UTF-8.");
}

export function tooDeep(): Finding {
  const message = `lists and objects are nested more than ${MAX_DEPTH} deep, or contain themselves`;
  return errorAt("nested-too-deeply", textAt(0, 0), message, "Write the contents flatter.");
}
