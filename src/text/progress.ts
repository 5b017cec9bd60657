import type { Instant } from "../state/facts.ts";
import { printCounts } from "./counts.ts";
import type { StateCount } from "./counts.ts";
import { printDuration } from "./hours.ts";
import { paint } from "./palette.ts";
import type { Paint } from "./palette.ts";
import { columns, cutColumns, padColumns, plain } from "./plain.ts";

/** What an agent does now. */
export type AgentView =
  | {
      readonly kind: "working";
      readonly agent: string;
      readonly id: string;
      readonly attempt: number;
      readonly title: string;
      readonly since: Instant;
    }
  /** `why`: a sentence, empty where there is nothing to say. */
  | { readonly kind: "idle"; readonly agent: string; readonly why: string };

/** One moment of a run. */
export interface ProgressView {
  readonly now: Instant;
  readonly agents: readonly AgentView[];
  readonly counts: readonly StateCount[];
  /** Milliseconds until the plan is done, from the critical path; undefined where nobody can tell. */
  readonly timeLeft: number | undefined;
}

/** How a frame is drawn; `width` in terminal columns. */
export interface ProgressStyle {
  readonly width: number;
  readonly color: boolean;
}

/** The live display of `run`: a line for each agent, then the plan. No line is wider than `width`. */
export function printProgress(view: ProgressView, style: ProgressStyle): string {
  const colors = paint(style.color);
  const lines = [
    ...printAgents(view, style.width, colors),
    printBar(view, style.width, colors),
    cutColumns(printCounts(view.counts), style.width),
  ];
  return lines.join("\n");
}

function printAgents(view: ProgressView, width: number, colors: Paint): readonly string[] {
  const names = view.agents.map((each) => plain(each.agent));
  const work = view.agents.map((each) => (each.kind === "working" ? `${each.id} #${each.attempt}` : ""));
  const times = view.agents.map((each) => (each.kind === "working" ? printDuration(view.now - each.since) : ""));
  const nameWidth = Math.min(widest(names), 20);
  const workWidth = Math.min(widest(work), Math.max(12, Math.floor(width / 2)));
  const timeWidth = widest(times);
  return view.agents.map((each, index) => {
    const name = padColumns(cutColumns(names[index] ?? "", nameWidth), nameWidth);
    if (each.kind === "idle") {
      return fit([[name], [plain(each.why) === "" ? "idle" : `idle: ${plain(each.why)}`, colors.dim]], width);
    }
    const task = padColumns(cutColumns(work[index] ?? "", workWidth), workWidth);
    const time = (times[index] ?? "").padStart(timeWidth);
    return fit(
      [[name], [task, colors.bold], [time], [each.title === each.id ? "" : plain(each.title), colors.dim]],
      width,
    );
  });
}

/** Parts beside each other, each with how to colour it; cut at the edge before any colour is added. */
function fit(parts: readonly (readonly [string, ((text: string) => string)?])[], width: number): string {
  let left = width;
  const shown: string[] = [];
  for (const [text, color] of parts) {
    const piece = cutColumns(text, left);
    if (piece === "") continue;
    shown.push(color === undefined ? piece : color(piece));
    left -= columns(piece) + 2;
    if (left <= 0) break;
  }
  return shown.join("  ").trimEnd();
}

/** How many columns the bar itself takes at most. */
const BAR = 40;

function printBar(view: ProgressView, width: number, colors: Paint): string {
  const total = sum(view.counts, () => true);
  const completed = sum(view.counts, ({ state }) => state === "completed");
  const failed = sum(view.counts, ({ state }) => state === "failed" || state === "blocked" || state === "cancelled");
  const left = view.timeLeft === undefined ? "" : `, about ${printDuration(view.timeLeft)} left`;
  const label = `${completed} of ${total} completed${failed === 0 ? "" : `, ${failed} failed or stopped`}${left}`;
  const room = Math.min(BAR, width - columns(label) - 2);
  if (room < 8) return cutColumns(label, width);
  const [good, bad] = shares(completed, failed, total, room);
  const rest = colors.dim("░".repeat(room - good - bad));
  return `${colors.tone("good", "█".repeat(good))}${colors.tone("bad", "▓".repeat(bad))}${rest}  ${label}`;
}

/** Cells for the completed and the failed: anything above none gets at least one, all of them fill the bar. */
function shares(completed: number, failed: number, total: number, room: number): readonly [number, number] {
  if (total === 0) return [0, 0];
  const bad = failed === 0 ? 0 : Math.max(1, Math.floor((failed / total) * room));
  const good = Math.floor((completed / total) * room);
  return [completed + failed === total ? room - bad : Math.min(good, room - bad), bad];
}

function sum(counts: readonly StateCount[], wanted: (count: StateCount) => boolean): number {
  return counts.filter(wanted).reduce((all, each) => all + each.count, 0);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(columns));
}
