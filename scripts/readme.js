// @ts-check
/**
 * Writes the tables of README.md between their markers: inputs and outputs from action.yml, permissions and secrets from
 * the compiled sources in lib/. With --check it only says that they are stale, and then exits with 1.
 */
import { readFile, writeFile } from "node:fs/promises";

import { parse } from "yaml";

import { SECRETS, TOKEN_SECRET, secretsOf } from "../lib/src/plan/secrets.js";
import { printLoopWorkflow } from "../lib/src/text/loop-workflow.js";

const README = new URL("../README.md", import.meta.url);
const TYPES = ["claude_code", "codex", "copilot", "gemini", "aider", "opencode"];

const check = process.argv.includes("--check");
const action = parse(await readFile(new URL("../action.yml", import.meta.url), "utf8"));

/** By marker. */
const tables = {
  permissions: table(["permission", "why"], permissions()),
  inputs: table(
    ["input", "what", "default"],
    Object.entries(action.inputs).map(([name, input]) => [code(name), input.description, code(input.default)]),
  ),
  outputs: table(
    ["output", "what"],
    Object.entries(action.outputs).map(([name, output]) => [code(name), output.description]),
  ),
  secrets: table(["secret", "for"], [...SECRETS.map((name) => [code(name), agentsWith(name)]), ownToken()]),
};

const before = await readFile(README, "utf8");
let after = before;
for (const [name, text] of Object.entries(tables)) {
  const place = new RegExp(`(<!-- ${name}: [^>]*-->\n).*?(<!-- /${name} -->)`, "s");
  if (!place.test(after)) throw new Error(`README.md has no place for the table of ${name}`);
  after = after.replace(place, (_, start, end) => `${start}\n${text}\n${end}`);
}
if (!check) await writeFile(README, after);
else if (after !== before) {
  process.stderr.write("tables of README.md are stale: run npm run readme\n");
  process.exitCode = 1;
}

/** What the workflow that `init` writes grants, with the reason that stands beside each line. */
function permissions() {
  const lines = printLoopWorkflow("main").matchAll(/^ {6}([a-z-]+: (?:read|write)) # (.+)$/gm);
  return [...lines].map(([, line = "", why = ""]) => [code(line), why]);
}

/** @param {string} name */
function agentsWith(name) {
  const types = TYPES.filter((type) => secretsOf(type).some((secret) => secret === name));
  return types.length === TYPES.length ? "any agent that names it in its `env`" : `agents of type ${list(types)}`;
}

function ownToken() {
  return [code(TOKEN_SECRET), "the loop itself, with `token: app`; no agent gets it"];
}

/** @param {string[]} names */
function list(names) {
  return names.map(code).join(", ");
}

/** @param {string} text */
function code(text) {
  return text === "" ? "" : `\`${text}\``;
}

/**
 * As oxfmt lays it out.
 * @param {string[]} heads
 * @param {string[][]} rows
 */
function table(heads, rows) {
  const all = [heads, ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  return [lines[0], `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...lines.slice(1), ""].join("\n");
}
