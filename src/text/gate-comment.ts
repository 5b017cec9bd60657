/** The comment on a workstream's pull request: what the statuses have no room for. */
import type { GateComment, Widening } from "../decide/gate-comments.ts";
import type { ConflictLines, GateReason, GateVerdict } from "../decide/gates.ts";
import type { StatusState } from "../state/facts.ts";
import { printGate, printRange } from "./gate.ts";
import { markdownCode, markdownSentence } from "./markdown.ts";
import { count, list } from "./words.ts";

/** How many paths, and how many workstreams, are named. */
const MOST = 30;

const MARKS: Readonly<Record<StatusState, string>> = { success: "✅", pending: "⏳", failure: "❌", error: "❌" };

/** The comment's body, in Markdown. */
export function printGateComment({ id, gates, widening, how }: Omit<GateComment, "kind" | "pull">): string {
  const isWell = how === "edit" && gates.every(({ state }) => state === "success");
  const lines = [
    isWell ? `All gates of ${markdownCode(id)} pass.` : `What ${markdownCode(id)} waits for:`,
    "",
    ...gates.flatMap(printVerdict),
    ...(widening === undefined ? [] : printWidening(widening, id)),
  ];
  return lines.join("\n");
}

function printVerdict({ context, state, reason }: GateVerdict): readonly string[] {
  return [
    `- ${MARKS[state]} ${markdownCode(context)}: ${markdownSentence(printGate(reason))}`,
    ...printDetails(reason),
  ];
}

/** In full what the sentence may have cut. */
function printDetails(reason: GateReason): readonly string[] {
  switch (reason.kind) {
    case "out-of-scope":
      return items(reason.paths.map((path) => markdownCode(path)));
    case "behind":
      return reason.waits.flatMap(({ pull, paths }) => [
        `  - #${pull}, on ${count(paths.length, "path")}:`,
        ...items(paths.map(markdownCode), "    "),
      ]);
    case "conflicts-with-base":
      return items(reason.paths.map((path) => printPlace(path, reason.lines)));
    case "rejected":
      return reason.detail === "" ? [] : items([markdownCode(reason.detail)]);
    default:
      return [];
  }
}

function printPlace(path: string, lines: readonly ConflictLines[]): string {
  const ranges = lines.find((each) => each.path === path)?.ranges ?? [];
  const where =
    ranges.length === 0 ? "" : `, lines ${list(ranges.map(printRange), MOST)} of this pull request's version`;
  return `${markdownCode(path)}${where}`;
}

function items(texts: readonly string[], indent = "  "): readonly string[] {
  const more = texts.length > MOST ? [`${indent}- ${texts.length - MOST} more`] : [];
  return [...texts.slice(0, MOST).map((text) => `${indent}- ${text}`), ...more];
}

/** The lines to add, as the file is written, and whom they would stand in the way of. */
function printWidening({ file, paths, holders }: Widening, id: string): readonly string[] {
  const isJson = file.endsWith(".json");
  const entries = paths.slice(0, MOST).map((path) => JSON.stringify(escapePattern(path)));
  const lines = entries.map((entry) => (isJson ? `    ${entry},` : `  - ${entry}`));
  return [
    "",
    `If ${paths.length === 1 ? "this path belongs" : "these paths belong"} to the task, add to ${markdownCode("files_scope")} in ${markdownCode(file)}:`,
    "",
    isJson ? "```json" : "```yaml",
    ...lines,
    "```",
    "",
    `An attempt keeps the scope that it was claimed with: ask for a retry of ${markdownCode(id)} afterwards.`,
    ...(holders.length === 0 ? [] : ["", "Others may change them too, and would have to wait:", ""]),
    ...items(
      holders.map(
        (holder) => `${markdownCode(holder.id)} (${holder.state}): ${list(holder.paths.map(markdownCode), 5)}`,
      ),
      "",
    ),
  ];
}

/** The pattern that stands for this very path. */
function escapePattern(path: string): string {
  return path.replaceAll(/[*?[\]{}!\\]/g, "\\$&");
}
