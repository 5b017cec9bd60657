/** The comment on a workstream's pull request: what the statuses have no room for. */
import type { GateComment } from "../decide/gate-comments.ts";
import type { Widening } from "../decide/widening.ts";
import type { ConflictLines, GateReason, GateVerdict } from "../decide/gates.ts";
import type { StatusState } from "../state/facts.ts";
import { printGate, printRange } from "./gate.ts";
import { markdownCode, markdownSentence } from "./markdown.ts";
import { scopeEntries } from "./widening.ts";
import { count, cut, cutLines, list } from "./words.ts";

/** How many paths, and how many workstreams, are named. */
const MOST = 30;

/** GitHub takes 65,536 characters. */
const BODY_LENGTH = 60_000;
/** Of one path or command. */
const TEXT_LENGTH = 500;

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
  return cutLines(lines, BODY_LENGTH, "\n\n… cut: the head itself has it all.");
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
      return items(reason.paths.map((path) => code(path)));
    case "behind":
      return [
        ...reason.waits
          .slice(0, MOST)
          .flatMap(({ pull, paths }) => [
            `  - #${pull}, on ${count(paths.length, "path")}:`,
            ...items(paths.map(code), "    "),
          ]),
        ...(reason.waits.length > MOST ? [`  - ${count(reason.waits.length - MOST, "pull request")} more`] : []),
      ];
    case "conflicts-with-base":
      return items(reason.paths.map((path) => printPlace(path, reason.lines)));
    case "rejected":
      return reason.detail === "" ? [] : items([code(reason.detail)]);
    default:
      return [];
  }
}

function printPlace(path: string, lines: readonly ConflictLines[]): string {
  const ranges = lines.find((each) => each.path === path)?.ranges ?? [];
  const where =
    ranges.length === 0 ? "" : `, lines ${list(ranges.map(printRange), MOST)} of this pull request's version`;
  return `${code(path)}${where}`;
}

function items(texts: readonly string[], indent = "  "): readonly string[] {
  const more = texts.length > MOST ? [`${indent}- ${texts.length - MOST} more`] : [];
  return [...texts.slice(0, MOST).map((text) => `${indent}- ${text}`), ...more];
}

/** The lines to add, as the file is written, and whom they would stand in the way of. */
function printWidening(widening: Widening, id: string): readonly string[] {
  const { file, key, paths, holders } = widening;
  const isOne = paths.length === 1;
  return [
    "",
    `If ${isOne ? "this path belongs" : "these paths belong"} to the task, add to the end of ${markdownCode(key)} in ${markdownCode(file)}:`,
    "",
    file.endsWith(".json") ? "```json" : "```yaml",
    ...scopeEntries(widening, MOST),
    "```",
    "",
    `An attempt keeps the scope that it was claimed with: ask for a retry of ${markdownCode(id)} afterwards. It starts from the ` +
      "base: what people pushed to this branch is then kept under `refs/workstreams/saved/`, and not on the branch.",
    ...(holders.length === 0 ? [] : ["", "Others may change them too, and would have to wait:", ""]),
    ...items(
      holders.map((holder) => `${markdownCode(holder.id)} (${holder.state}): ${list(holder.paths.map(code), 5)}`),
      "",
    ),
  ];
}

function code(text: string): string {
  return markdownCode(cut(text, TEXT_LENGTH));
}
