import { expect, test } from "vitest";
import { judgeCopy } from "../../src/decide/ci-copy.ts";

const HARMLESS =
  "on: { workflow_dispatch: {} }\npermissions: { contents: read }\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: npm test }] } }\n";
const POWERFUL = HARMLESS.replace("contents: read", "contents: write");
const SILENT = HARMLESS.replace("workflow_dispatch", "push");

test.each([
  [HARMLESS, HARMLESS, "harmless"],
  [POWERFUL, HARMLESS, "powerful"],
  [HARMLESS, POWERFUL, "powerful"],
  [undefined, HARMLESS, "powerful"],
  [HARMLESS, SILENT, "not-startable"],
  [HARMLESS, undefined, "not-startable"],
] as const)("%j at the base and %j on the head: %s", (atBase, own, expected) => {
  expect(judgeCopy(atBase, own)).toBe(expected);
});
