import { parseDocument } from "yaml";

import { isObject } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

/** A workflow file of GitHub Actions as data; undefined: it is none. */
export function readWorkflow(text: string): JsonObject | undefined {
  // Without merge keys, which GitHub does not know: with them the file could say more than we see.
  const document = parseDocument(text, { merge: false, prettyErrors: false, logLevel: "error" });
  if (document.errors.length > 0) return undefined;
  try {
    const workflow: unknown = document.toJS();
    return isObject(workflow) ? workflow : undefined;
  } catch {
    return undefined;
  }
}

/** Its jobs, whatever they are. */
export function jobsOf(workflow: JsonObject): readonly unknown[] {
  return isObject(workflow["jobs"]) ? Object.values(workflow["jobs"]) : [];
}
