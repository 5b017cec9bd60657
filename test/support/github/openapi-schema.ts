/** OpenAPI 3.0's dialect, and where GitHub's own description is wrong. */
import type { AnySchemaObject } from "ajv";

/** Schemas of OpenAPI 3.0 as JSON Schema: `nullable`, and where references lead. */
export function toJsonSchema(schema: AnySchemaObject): AnySchemaObject {
  return convertObject(schema);
}

function convert(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(convert);
  return isObject(node) ? convertObject(node) : node;
}

function convertObject(node: AnySchemaObject): AnySchemaObject {
  const { nullable, ...fields } = node;
  const converted: AnySchemaObject = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [renamed(key), key === "$ref" ? `github${value}` : convert(value)]),
  );
  return nullable === true ? { anyOf: [converted, { type: "null" }] } : converted;
}

/** GitHub's alternatives overlap, for example in a body without labels: one that fits has to be enough. */
function renamed(key: string): string {
  return key === "oneOf" ? "anyOf" : key;
}

function isObject(value: unknown): value is AnySchemaObject {
  return typeof value === "object" && value !== null;
}
