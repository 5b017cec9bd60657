import pc from "picocolors";

import type { Diagnostic } from "../plan/diagnostic.ts";
import { drawExcerpt } from "./excerpt.ts";
import { visible } from "./visible.ts";
import { count } from "./words.ts";

type Colors = ReturnType<typeof pc.createColors>;

/**
 * Place, rule and message; the offending line with its text underlined; the places that belong to it; what to do next.
 * Several lines without a line feed at the end. Nothing of a file reaches the terminal as a control character.
 */
export function printDiagnostic(diagnostic: Diagnostic, color: boolean): string {
  const colors = pc.createColors(color);
  const { severity, code, message, hint, line, column, excerpt, related } = diagnostic;
  const paint = painterOf(severity, colors);
  const place = colors.bold(placeOf(diagnostic));
  const gutter = `  ${line} |`;
  const empty = `${" ".repeat(gutter.length - 1)}|`;
  const { text, underline } = drawExcerpt(excerpt.text, column - 1, excerpt.length);
  return [
    `${place} ${paint(severity)} ${colors.dim(code)}  ${visible(message)}`,
    `${colors.dim(gutter)} ${text}`.trimEnd(),
    `${colors.dim(empty)} ${underline.replace(/\^+/, paint)}`,
    ...related.map((other) => `  ${placeOf(other)} ${visible(other.message)}`),
    `  ${colors.cyan("hint:")} ${visible(hint)}`,
  ].join("\n");
}

/** All diagnostics, an empty line between them, and a line that counts them. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], color: boolean): string {
  const printed = diagnostics.map((diagnostic) => printDiagnostic(diagnostic, color));
  return [...printed, summarise(diagnostics)].join("\n\n");
}

/** What is said of a plan without any diagnostic. */
export function printValid(workstreams: number): string {
  return `${count(workstreams, "workstream")} ${workstreams === 1 ? "is" : "are"} valid`;
}

/** What `--json` prints: the same facts without drawings. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): {
  diagnostics: readonly Omit<Diagnostic, "excerpt" | "related">[];
} {
  return {
    diagnostics: diagnostics.map(({ file, line, column, severity, code, message, hint }) => {
      return { file, line, column, severity, code, message, hint };
    }),
  };
}

function summarise(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return "No problems found.";
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const files = new Set(diagnostics.map(({ file }) => file)).size;
  return `${count(errors, "error")} and ${count(warnings, "warning")} in ${count(files, "file")}.`;
}

function placeOf({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${visible(file)}:${line}:${column}`;
}

function painterOf(severity: Diagnostic["severity"], colors: Colors): (text: string) => string {
  switch (severity) {
    case "error":
      return colors.red;
    case "warning":
      return colors.yellow;
    default:
      return severity satisfies never;
  }
}
