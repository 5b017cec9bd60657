export type Severity = "error" | "warning";

/** The stable name of every rule that a file can break. */
export type DiagnosticCode =
  // Files
  | "not-utf8"
  | "empty-file"
  | "syntax"
  | "multiple-documents"
  | "nested-too-deeply"
  | "duplicate-key"
  // Values
  | "wrong-type"
  | "invalid-value"
  | "missing-key"
  | "unknown-key"
  | "unused-key"
  | "unknown-priority"
  | "unknown-status"
  // Workstreams
  | "invalid-id"
  | "duplicate-id"
  | "unknown-dependency"
  | "self-dependency"
  | "duplicate-dependency"
  | "cycle"
  | "invalid-path"
  | "invalid-pattern"
  | "useless-exclusion"
  | "empty-scope"
  | "unordered-overlap"
  | "case-overlap"
  | "coarse-scope"
  | "prose-acceptance-test"
  | "unknown-tool"
  | "no-agent"
  | "unknown-track"
  | "unknown-pattern"
  // Templates of prompts
  | "missing-template"
  | "unknown-placeholder"
  | "incomplete-template"
  | "unclosed-code"
  | "unclosed-placeholder"
  // Configuration
  | "duplicate-agent"
  | "unmatched-track"
  | "duplicate-pattern"
  | "unused-pattern"
  | "late-limit"
  | "needs-app-token";

/** A place in a file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong or doubtful in a file, where it is, and what to do next. */
export interface Diagnostic extends Place {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What to do next, one sentence. */
  readonly hint: string;
  /** The whole offending line and how many characters of it to underline, from `column` on. */
  readonly excerpt: { readonly text: string; readonly length: number };
  /** Other places that belong to it, such as the first of two equal ids. */
  readonly related: readonly (Place & { readonly message: string })[];
}
