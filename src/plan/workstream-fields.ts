import { explainIssue } from "./explain-issue.ts";
import { keyAt, warningAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import type { JsonObject } from "./json-object.ts";
import { nearest } from "./nearest.ts";
import { idFromFileName, slugId } from "./workstream-id.ts";
import { WorkstreamFile } from "./workstream-schema.ts";

/** The keys of one workstream that are written correctly. */
export interface ParsedFields {
  readonly id: string | undefined;
  readonly fields: Omit<WorkstreamFile, "id">;
  readonly findings: Finding[];
}

const WithoutId = WorkstreamFile.omit({ id: true });
const KEYS: readonly string[] = Object.keys(WorkstreamFile.shape);
const KNOWN: ReadonlySet<string> = new Set(KEYS);

/** Checks an object against the schema. Keys that are wrong are reported and left out, so that the rest can be read. */
export function parseFields(definition: JsonObject, file: string, at: Path): ParsedFields {
  const whole = WorkstreamFile.safeParse(definition);
  if (whole.success) return { id: whole.data.id, fields: whole.data, findings: findTypos(definition, at) };
  const { issues } = whole.error;
  const wrong = new Set(issues.map((issue) => issue.path[0]));
  const right = Object.entries(definition).filter(([key]) => !wrong.has(key));
  const fields = WithoutId.parse(Object.fromEntries(right));
  const id = wrong.has("id") ? undefined : String(definition["id"]);
  const findings = issues.map((issue) => {
    const hint = issue.path[0] === "id" ? idHint(definition["id"], file) : undefined;
    return explainIssue(issue, WorkstreamFile, definition, at, hint);
  });
  return { id, fields, findings: [...findings, ...findTypos(definition, at)] };
}

/** The id to write instead of a wrong or missing one. */
function idHint(written: unknown, file: string): string | undefined {
  const id = typeof written === "string" ? slugId(written) : idFromFileName(file);
  return id && `Write "id": ${JSON.stringify(id)}.`;
}

/** Unknown keys are welcome, but not one that looks like a known key which is absent. */
function findTypos(definition: JsonObject, at: Path): Finding[] {
  const findings: Finding[] = [];
  for (const key of Object.keys(definition)) {
    if (KNOWN.has(key)) continue;
    const known = nearest(key, KEYS, key.length < 6 ? 1 : 2);
    if (known === undefined || definition[known] !== undefined) continue;
    const message = `the key ${JSON.stringify(key)} has no meaning here: it is only passed to the agent`;
    findings.push(warningAt("unknown-key", keyAt([...at, key]), message, `Did you mean ${JSON.stringify(known)}?`));
  }
  return findings;
}
