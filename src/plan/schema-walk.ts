import { z } from "zod";

import type { Path } from "./finding.ts";
import { valueIn } from "./json-object.ts";

/** The schemas met on a path, from the outside in, without the root; ends early where the path leaves the schema. */
export function schemasOn(root: z.ZodType, path: Path): readonly z.ZodType[] {
  const schemas: z.ZodType[] = [];
  let current: z.ZodType | undefined = root;
  for (const step of path) {
    current = childOf(current, step);
    if (current === undefined) break;
    schemas.push(current);
  }
  return schemas;
}

/** The keys of the object schema at a path; none where there is no object. */
export function keysAt(root: z.ZodType, path: Path): readonly string[] {
  const schema = unwrap(path.length === 0 ? root : schemasOn(root, path).at(-1));
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function childOf(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return asType(valueIn(inner.shape, [step]));
  if (inner instanceof z.ZodArray) return asType(inner.element);
  return undefined;
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = asType(inner.unwrap());
  return inner;
}

function asType(schema: unknown): z.ZodType | undefined {
  return schema instanceof z.ZodType ? schema : undefined;
}
