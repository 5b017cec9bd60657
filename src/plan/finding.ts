import type { DiagnosticCode, Severity } from "./diagnostic.ts";

/** Keys and indices from a document's root to a value. */
export type Path = readonly (string | number)[];

/** A stretch of a file's text, in UTF-16 units from its start. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** What a finding is about. Only the parser of a broken file knows offsets; all others name a path. */
export type Spot =
  | { readonly kind: "text"; readonly span: Span }
  | { readonly kind: "key"; readonly path: Path }
  /** A value, or a part of a string: an offset and length in its decoded text. */
  | { readonly kind: "value"; readonly path: Path; readonly part?: Span };

/** A diagnostic whose line and column are not looked up yet: hardly any file has one, so positions can wait. */
export interface Finding {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly at: Spot;
  readonly message: string;
  readonly hint: string;
  readonly related: readonly RelatedFinding[];
}

export interface RelatedFinding {
  readonly file: string;
  readonly at: Spot;
  readonly message: string;
}

export function errorAt(
  code: DiagnosticCode,
  at: Spot,
  message: string,
  hint: string,
  related: readonly RelatedFinding[] = [],
): Finding {
  return { severity: "error", code, at, message, hint, related };
}

export function warningAt(code: DiagnosticCode, at: Spot, message: string, hint: string): Finding {
  return { severity: "warning", code, at, message, hint, related: [] };
}

export function valueAt(path: Path, part?: Span): Spot {
  return part === undefined ? { kind: "value", path } : { kind: "value", path, part };
}

export function keyAt(path: Path): Spot {
  return { kind: "key", path };
}

export function textAt(offset: number, length: number): Spot {
  return { kind: "text", span: { offset, length } };
}
