import { ConfigFile } from "./config-schema.ts";
import { errorAt, keyAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import { isObject, valueIn } from "./json-object.ts";
import { nearest } from "./nearest.ts";
import { keysAt } from "./schema-walk.ts";

/** What of the budget is written down and left empty: elsewhere that counts as left out, here nothing would be limited. */
export function emptyLimits(file: unknown): readonly Finding[] {
  return valueIn(file, ["budget"]) === undefined ? [] : emptyParts(file, ["budget"]).map(emptyLimit);
}

function emptyParts(file: unknown, path: Path): readonly Path[] {
  const value = valueIn(file, path);
  if (value === null || (isObject(value) && Object.keys(value).length === 0)) return [path];
  return keysAt(ConfigFile, path).flatMap((key) => emptyParts(file, [...path, key]));
}

function emptyLimit(path: Path): Finding {
  return errorAt(
    "missing-key",
    keyAt(path),
    `${path.join(".")} is empty, and so limits nothing`,
    "Write how much, such as `per_day: { usd: 50 }`, or remove the key.",
  );
}

/** A key that nothing knows where it stands, and that seems to be of the budget; undefined: it does not. */
export function strayLimit(path: Path, key: string): Finding | undefined {
  const known = ["budget", ...keysAt(ConfigFile, ["budget"])];
  if (!/budget/i.test(key) && nearest(key, known) === undefined) return undefined;
  return errorAt(
    "unknown-key",
    keyAt([...path, key]),
    `the key ${JSON.stringify(key)} is unknown here, and limits nothing`,
    "Write `budget` at the top of the file, with per_attempt, per_workstream or per_day: one budget holds for all.",
  );
}
