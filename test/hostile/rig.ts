/** What the tests of hostile work share: an agent that leaves it, and how what came of it is read. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { End } from "../../src/state/facts.ts";
import { printFailure } from "../../src/text/failure.ts";
import type { Behaviour } from "../support/scripted-agent.ts";
import { textOf } from "./carried-rows.ts";
import type { CarriedFile, CarriedRow } from "./carried-rows.ts";
import { REFUSED } from "./refused-rows.ts";
import type { RefusedRow } from "./refused-rows.ts";

/** Plan and behaviours of one attempt that leaves everything of these rows, each in a folder of its own. */
export function carriedWork(outside: string, rows: readonly CarriedRow[]): Behaviour {
  const parts = rows.map(({ given, expected }, index) => {
    const files = join(outside, "files", String(index));
    writeFiles(files, expected);
    return `(mkdir -p ws-carried/${index}; cd ws-carried/${index}; files='${files}'\n${given}\n)`;
  });
  return parts.join("\n");
}

function writeFiles(folder: string, files: CarriedRow["expected"]): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, file] of Object.entries(files)) {
    if (name.includes("/")) continue;
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
    writeFileSync(path, Buffer.from(textOf(file).text, "latin1"));
    chmodSync(path, 0o644);
  }
}

/** By id; each is an attempt of its own that is not tried again. */
export function refusedWork(rows: readonly RefusedRow[]): {
  readonly plan: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly agents: Readonly<Record<string, Behaviour>>;
} {
  const entries = rows.map((row, index) => [idOf(index), row] as const);
  return {
    plan: Object.fromEntries(
      entries.map(([id, { scope }]) => [
        id,
        { ...(scope === undefined ? {} : { files_scope: scope }), circuit_breaker: { max_attempts: 1 } },
      ]),
    ),
    agents: Object.fromEntries(entries.map(([id, { given }]) => [id, `own=${id}; mkdir -p "$own"\n${given}`])),
  };
}

/** By the names of the refused rows: that each is refused as it should be, or how its attempt ended. */
export function judgeRefused(ends: readonly (End | undefined)[]): {
  readonly judged: Readonly<Record<string, string>>;
  readonly wanted: Readonly<Record<string, string>>;
} {
  const judged = REFUSED.map(({ name, code, words }, index) => {
    const end = ends[index];
    const { failure } = end ?? {};
    const told = failure === undefined ? `${end?.outcome}` : `${failure.code}: ${failure.detail}`;
    return [name, failure?.code === code && words.test(printFailure(failure)) ? "refused" : told] as const;
  });
  return {
    judged: Object.fromEntries(judged),
    wanted: Object.fromEntries(REFUSED.map(({ name }) => [name, "refused"])),
  };
}

/** Of the row with this index. */
export function idOf(index: number): string {
  return `ws-${String(index + 1).padStart(2, "0")}`;
}

/** Everything below a folder of a commit, by its name there; Latin-1, as the rows have it. */
function readFolder(repository: string, commit: string, folder: string): Readonly<Record<string, CarriedFile>> {
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, { cwd: repository, input, encoding: "latin1", maxBuffer: 2 ** 28 });
  const entries = git(["ls-tree", "-r", "-z", "--full-tree", commit, `${folder}/`])
    .split("\0")
    .slice(0, -1);
  return Object.fromEntries(
    entries.map((entry) => {
      const [, mode = "", blob = "", path = ""] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(entry) ?? [];
      const text = mode === "160000" ? "" : git(["cat-file", "blob", blob]);
      return [path.slice(folder.length + 1), mode === "100644" ? text : { mode, text }];
    }),
  );
}

/** What the head holds for each row, and what it should. */
export function compareCarried(
  repository: string,
  commit: string,
  rows: readonly CarriedRow[],
): { readonly found: Readonly<Record<string, unknown>>; readonly wanted: Readonly<Record<string, unknown>> } {
  const all = Object.entries(readFolder(repository, commit, "ws-carried"));
  const inRow = (index: number) =>
    Object.fromEntries(
      all.flatMap(([path, file]) => (path.startsWith(`${index}/`) ? [[path.slice(`${index}/`.length), file]] : [])),
    );
  return {
    found: Object.fromEntries(rows.map(({ name }, index) => [name, inRow(index)])),
    wanted: Object.fromEntries(rows.map(({ name, expected }) => [name, { ...expected }])),
  };
}
