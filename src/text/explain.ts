import type { Widening } from "../decide/widening.ts";
import type { Plan } from "../plan/plan.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { explain } from "./explanation.ts";
import type { ChainLink, Explanation } from "./explanation.ts";
import { printExpectedTime } from "./expected-time.ts";
import { printDuration } from "./hours.ts";
import { printUsage, printWorkstreamSpending } from "./money.ts";
import { columns, padColumns, plain } from "./plain.ts";
import { printTime } from "./time.ts";
import type { Clock } from "./time.ts";
import { explainWidening } from "./widening.ts";

/** What `workstreams explain <id>` prints. Throws for an id without a state. */
export function printExplanation(
  id: string,
  plan: Plan,
  states: ReadonlyMap<string, WorkstreamState>,
  clock: Clock,
  widening?: Widening,
): string {
  const explanation = explain(id, plan, states, clock);
  const { title, state, reason, pattern, time, waitsFor, notices, next } = explanation;
  const spending = printWorkstreamSpending(explanation, plan.config.budget.perWorkstream);
  const blocks = [
    [
      `${id}${title === id ? "" : `: ${title}`}`,
      `${state}: ${reason}`,
      ...(pattern === undefined ? [] : [`pattern ${pattern.id} (${pattern.why})`]),
      ...(time === undefined ? [] : [printExpectedTime(time)]),
    ],
    section("Waits for", printLinks(waitsFor, "")),
    section(`Attempts${spending === "" ? "" : `, spent ${spending}`}`, printAttempts(explanation, clock)),
    section(
      explanation.pull === undefined ? "" : `Pull request #${explanation.pull.number}, ${explanation.pull.state}`,
      printGates(explanation),
    ),
    section("Changed outside of its scope", widening === undefined ? [] : explainWidening(widening)),
    section("Notices", notices),
    section("What you can do", next),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return name === "" || lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)];
}

/** The chain as an indented tree. */
function printLinks(links: readonly ChainLink[], indent: string): readonly string[] {
  return links.flatMap((link, index) => {
    const last = index === links.length - 1;
    const line = `${indent}${last ? "└─" : "├─"} ${link.id} ${link.state}: ${link.reason}${printCut(link)}`;
    return [line, ...printLinks(link.waitsFor, `${indent}${last ? "   " : "│  "}`)];
  });
}

function printCut(link: ChainLink): string {
  switch (link.cut) {
    case undefined:
      return "";
    case "shown-before":
      return " (shown above)";
    case "too-deep":
      return ` (more below: \`workstreams explain ${link.id}\`)`;
    default:
      return link.cut satisfies never;
  }
}

function printAttempts({ attempts }: Explanation, clock: Clock): readonly string[] {
  const told = attempts.some(({ usage }) => usage !== undefined);
  return table(
    attempts.map((each) => [
      String(each.number),
      plain(each.agent),
      each.state,
      each.startedAt === undefined ? "" : printTime(each.startedAt),
      each.startedAt === undefined ? "" : printDuration((each.endedAt ?? clock.now) - each.startedAt),
      ...(told ? [printUsage(each.usage)] : []),
      each.failure,
    ]),
  );
}

function printGates({ pull }: Explanation): readonly string[] {
  if (pull === undefined) return [];
  if (pull.gates.length === 0) return ["no gate has been judged yet"];
  return table(pull.gates.map((gate) => [gate.context, gate.state, gate.description]));
}

/** Cells in columns, two spaces apart. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => columns(row[index] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, index) => padColumns(cell, widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
