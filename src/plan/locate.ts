import { compareText } from "./compare-text.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { FindSpan } from "./document.ts";
import type { Finding, Span, Spot } from "./finding.ts";
import { indexLines } from "./lines.ts";
import { openForSearch, withoutByteOrderMark } from "./read-document.ts";
import type { SourceFile } from "./source.ts";

interface Position {
  readonly line: number;
  readonly column: number;
  readonly excerpt: Diagnostic["excerpt"];
}

/** A finding and the file that it is about. */
export interface Found {
  readonly file: string;
  readonly finding: Finding;
}

/**
 * Turns findings into diagnostics, by file, line and column; whatever else the given objects hold comes along. Parses
 * each file at most once more, and only files that a finding points into.
 */
export function locateAll<Given extends Found>(
  sources: readonly SourceFile[],
  found: readonly Given[],
): readonly { readonly given: Given; readonly diagnostic: Diagnostic }[] {
  const paths = new Map(sources.map((source) => [source.path, source]));
  const opened = new Map<string, (spot: Spot) => Position>();

  function position(file: string, spot: Spot): Position {
    const find = opened.get(file) ?? openPositions(paths.get(file) ?? { path: file, text: "" });
    opened.set(file, find);
    return find(spot);
  }

  function locate({ file, finding }: Found): Diagnostic {
    const { severity, code, message, hint } = finding;
    const related = finding.related.map((other) => {
      const { line, column } = position(other.file, other.at);
      return { file: other.file, line, column, message: other.message };
    });
    return { file, ...position(file, finding.at), severity, code, message, hint, related };
  }

  const located = found.map((given) => ({ given, diagnostic: locate(given) }));
  return located.toSorted((a, b) => compareDiagnostics(a.diagnostic, b.diagnostic));
}

/** By file, line and column. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code);
}

function openPositions(source: SourceFile): (spot: Spot) => Position {
  const text = withoutByteOrderMark(source.text);
  const lines = indexLines(text);
  let search: FindSpan | undefined;
  return (spot) => {
    const { offset, length } =
      spot.kind === "text" ? spot.span : findSpan((search ??= openForSearch(source)), spot, text);
    const { line, column, text: excerpt } = lines.at(Math.min(offset, text.length));
    const rest = excerpt.length - (column - 1);
    return {
      line,
      column,
      excerpt: { text: excerpt, length: Math.max(1, Math.min(length, rest)) },
    };
  };
}

function findSpan(search: FindSpan, spot: Exclude<Spot, { kind: "text" }>, text: string): Span {
  const whole = search(spot.path, spot.kind);
  const part = spot.kind === "value" ? spot.part : undefined;
  return part === undefined ? whole : partOf(whole, part, text);
}

/** Where a part of a string's decoded text is in the file: behind the quote, each escape counted as one unit. */
function partOf(whole: Span, part: Span, text: string): Span {
  const raw = text.slice(whole.offset, whole.offset + whole.length);
  const units = raw.startsWith('"') ? raw.slice(1, -1).match(/\\u[0-9a-fA-F]{4}|\\.|[^]/g) : undefined;
  const quote = /^["']/.test(raw) ? 1 : 0;
  const before = units?.slice(0, part.offset).join("").length ?? part.offset;
  const length = units?.slice(part.offset, part.offset + part.length).join("").length ?? part.length;
  if (quote + before >= raw.length) return whole;
  return { offset: whole.offset + quote + before, length };
}
