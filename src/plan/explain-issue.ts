import type { z } from "zod";

import type { DiagnosticCode } from "./diagnostic.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import { valueIn } from "./json-object.ts";
import { nearest } from "./nearest.ts";
import { schemasOn } from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;

/**
 * Says what is wrong with one value of a file, in the words of its schema. `base` is the path of the parsed value; the
 * hint comes from the schema too unless given.
 */
export function explainIssue(issue: Issue, schema: z.ZodType, value: unknown, base: Path, givenHint?: string): Finding {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  const given = valueIn(value, path);
  const name = printPath(path);
  const hint = givenHint ?? choiceHint(issue, given) ?? hintFor(schema, path);
  if (given === undefined && path.length > 0) {
    return errorAt("missing-key", valueAt([...base, ...path.slice(0, -1)]), `the key ${name} is missing`, hint);
  }
  const at = valueAt([...base, ...path]);
  const subject = name === "" ? "this" : name;
  // An object that is one, but lacks something.
  if (issue.code === "custom" && issue.params?.["isNeed"] === true) {
    return errorAt("missing-key", at, `${subject} needs ${issue.message}`, hint);
  }
  const message = `${subject} must be ${issue.message}, but is ${describe(given)}`;
  return errorAt(codeOf(issue, path, given), at, message, hint);
}

/** `agents[0].type`: a path as people write it. */
function printPath(path: Path): string {
  return path.reduce<string>((before, step) => {
    if (typeof step === "number") return `${before}[${step}]`;
    return before === "" ? step : `${before}.${step}`;
  }, "");
}

/** A value in few words, such as `a list` or `the string "x"`. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  switch (typeof value) {
    case "string":
      return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return "an object";
  }
}

function codeOf(issue: Issue, path: Path, given: unknown): DiagnosticCode {
  const isWrongType = issue.code === "invalid_type" && !(issue.expected === "int" && typeof given === "number");
  if (isWrongType || typeof given === "object") return "wrong-type";
  if (path.length === 1 && path[0] === "id") return "invalid-id";
  if (issue.code !== "invalid_value" || typeof given !== "string") return "invalid-value";
  const key = path.at(-1);
  if (key === "priority") return "unknown-priority";
  return key === "status" ? "unknown-status" : "invalid-value";
}

/** For a value out of a closed set: the nearest one, and all of them. */
function choiceHint(issue: Issue, given: unknown): string | undefined {
  if (issue.code !== "invalid_value" || issue.values.length < 2) return undefined;
  const values = issue.values.map(String);
  const near = typeof given === "string" ? nearest(given, values) : undefined;
  const all = `Write one of ${values.join(", ")}.`;
  return near === undefined ? all : `Did you mean ${JSON.stringify(near)}? ${all}`;
}

/** The description of the innermost key on the path that has one, with its example. */
function hintFor(schema: z.ZodType, path: Path): string {
  let hint = "Compare it with the JSON Schemas in schemas/.";
  for (const [index, inner] of schemasOn(schema, path).entries()) {
    const meta = inner.meta();
    const [example] = Array.isArray(meta?.examples) ? meta.examples : [];
    if (example !== undefined) hint = `${meta?.description} Example: "${path[index]}": ${JSON.stringify(example)}`;
  }
  return hint;
}
