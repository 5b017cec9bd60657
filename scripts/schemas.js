/**
 * Writes schemas/*.json, the JSON Schemas of our two file formats, from the compiled zod schemas in lib/.
 * With --check it only says which of them are stale, and then exits with 1.
 */
import { readFile, writeFile } from "node:fs/promises";

import { jsonSchemas } from "../lib/src/plan/json-schemas.js";

const check = process.argv.includes("--check");
let stale = 0;

for (const [name, schema] of Object.entries(jsonSchemas())) {
  const file = new URL(`../schemas/${name}`, import.meta.url);
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    stale += 1;
    process.stderr.write(`schemas/${name} is stale: run npm run schemas\n`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;
