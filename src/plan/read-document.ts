import { emptyFile, notUtf8, unreadable } from "./document.ts";
import type { Document, FindSpan } from "./document.ts";
import { findInJson, readJson } from "./json-document.ts";
import type { SourceFile } from "./source.ts";
import { findInYaml, readYaml } from "./yaml-document.ts";

/** Parses a JSON file (comments, trailing commas and a byte-order mark allowed) or a YAML file. */
export function readDocument(source: SourceFile): Document {
  const text = withoutByteOrderMark(source.text);
  const undecodable = text.indexOf("\u{FFFD}");
  if (undecodable >= 0) return unreadable(notUtf8(undecodable));
  if (text.trim() === "") return unreadable(emptyFile());
  return isJson(source) ? readJson(text) : readYaml(text);
}

/** Parses the file again, this time with positions. */
export function openForSearch(source: SourceFile): FindSpan {
  const text = withoutByteOrderMark(source.text);
  return isJson(source) ? findInJson(text) : findInYaml(text);
}

/** The text that offsets, lines and columns count in. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\u{FEFF}") ? text.slice(1) : text;
}

function isJson(source: SourceFile): boolean {
  return source.path.endsWith(".json");
}
