import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { VERSION } from "../src/version.ts";

test("the program says the version of its package", () => {
  const text = readFileSync(join(import.meta.dirname, "../package.json"), "utf8");
  expect(z.object({ version: z.string() }).parse(JSON.parse(text)).version).toBe(VERSION);
});
