import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { valueIn } from "../../src/plan/json-object.ts";
import { jsonSchemas } from "../../src/plan/json-schemas.ts";

const SCHEMAS = join(import.meta.dirname, "../../schemas");

describe("the committed JSON Schemas", () => {
  test.each(Object.entries(jsonSchemas()))("%s is the generated one (else run: npm run schemas)", (name, schema) => {
    expect(JSON.parse(readFileSync(join(SCHEMAS, name), "utf8"))).toEqual(schema);
  });

  test("describe every key with an example", () => {
    const inWorkstream = ["workstream.schema.json", "definitions", "workstream", "properties"];
    const inConfig = ["config.schema.json", "properties"];
    const keys = [inWorkstream, inConfig].flatMap((path) => Object.values(valueIn(jsonSchemas(), path) ?? {}));
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) {
      expect(key).toMatchObject({ description: expect.any(String), examples: [expect.anything()] });
    }
  });
});
