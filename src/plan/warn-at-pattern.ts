import { placeOf } from "./check-overlaps.ts";
import type { Config } from "./config.ts";
import type { Diagnostic, DiagnosticCode } from "./diagnostic.ts";
import { warningAt } from "./finding.ts";
import { locateAll } from "./locate.ts";
import { readEntries } from "./read-entries.ts";
import { surroundingsOf } from "./read-workstream.ts";
import type { SourceFile } from "./source.ts";
import type { Workstream } from "./workstream.ts";

/** A pattern of a workstream's scope, and what is said of it. */
export interface PatternWarning {
  readonly code: DiagnosticCode;
  readonly workstream: Workstream;
  readonly pattern: string;
  readonly message: string;
  readonly hint: string;
}

/** A warning at the place where a plan's file has the pattern. Reads that file again: hardly any has such a warning. */
export function warnAtPattern(
  sources: readonly SourceFile[],
  config: Config,
  { code, workstream, pattern, message, hint }: PatternWarning,
): readonly Diagnostic[] {
  const own = sources.filter(({ path }) => path === workstream.file);
  const entries = readEntries(own, surroundingsOf(config));
  const entry = entries.find(({ ids }) => ids.includes(workstream.id));
  const finding = warningAt(code, placeOf(pattern, entry), message, hint);
  return locateAll(own, [{ file: workstream.file, finding }]).map(({ diagnostic }) => diagnostic);
}
