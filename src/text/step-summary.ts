/** What the run's page shows of a tick: what it did, what starts, what waits and why, and the graph. */
import type { Action, Overview } from "../decide/action.ts";
import type { Plan } from "../plan/plan.ts";
import type { Instant, Pull } from "../state/facts.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import type { Leg } from "../state/names.ts";
import { printAction } from "./action.ts";
import { printAgentPause } from "./agent-pause.ts";
import { countStates, printCounts } from "./counts.ts";
import { fitSections } from "./fit-sections.ts";
import type { Section } from "./fit-sections.ts";
import { printGate } from "./gate.ts";
import { ledgerParts } from "./ledger.ts";
import { markdownCell, markdownSentence, markdownText } from "./markdown.ts";
import { markdownTable } from "./markdown-table.ts";
import { printMermaid } from "./mermaid.ts";
import { printNotice } from "./notice.ts";
import { printReason } from "./reason.ts";
import { ON_GITHUB } from "./ways.ts";
import { count, cut } from "./words.ts";

/** GitHub's limit is 1 MiB for all that a step writes. */
const MOST_BYTES = 1_000_000;
const NOTE_LENGTH = 1_000;
/** Longer parts are folded. */
const MOST_ROWS = 25;
/** GitHub draws no more than 500 arrows and 50,000 characters, and nobody reads as many nodes. */
const MOST_NODES = 200;
const MOST_ARROWS = 500;
const MOST_CHARACTERS = 50_000;

/** The states are as the tick saw and decided them. */
export interface StepSummary extends Overview {
  readonly plan: Plan;
  /** What the tick did, or would do, in that order. */
  readonly actions: readonly Action[];
  /** What the matrix runs now. */
  readonly legs: readonly Leg[];
  /** What a person has to know first, such as what GitHub refused: sentences. */
  readonly notes: readonly string[];
  /** Addresses on GitHub. */
  readonly links: { pull(number: number): string; branch(id: string): string };
  /** Nothing was written: `actions` is what would be done. */
  readonly dryRun: boolean;
  readonly now: Instant;
}

/** Markdown for the step summary of a tick, at most 1 MB. */
export function printStepSummary(summary: StepSummary): string {
  const { plan, states, notes, dryRun } = summary;
  const starting = new Set(startsOf(summary).map(({ id }) => id));
  const others = [...states.values()].filter(({ id }) => !starting.has(id));
  const [starts, does] = dryRun ? ["Would start", "Would do"] : ["Starts", "Done"];
  const sections = [
    lines(dryRun ? "## Workstreams: dry run, nothing is written" : "## Workstreams"),
    ...(notes.length === 0 ? [] : [printNotes(notes)]),
    lines(`${printCounts(countStates(states.values()))}.`, ...spentLines(summary)),
    ...list("Paused agents", ["Agent", "Why"], pausedRows(summary)),
    ...list(starts, ["Workstream", "Attempt", "Agent"], startRows(summary)),
    ...list(does, ["Action", "Pull request"], actionRows(summary)),
    ...list("Open pull requests", ["Pull request", "Workstream", "State", "Why"], pullRows(others, summary)),
    ...list("At work", ["Workstream", "State", "Why"], stateRows(others, AT_WORK, summary)),
    ...list("Waits", ["Workstream", "State", "Why"], stateRows(others, WAITING, summary)),
    ...list("Changed files", ["Workstream", "What that means"], noticeRows(summary)),
    ...(plan.graph.nodes().length === 0 ? [] : [printGraph(summary)]),
  ];
  return fitSections(sections, MOST_BYTES, "… cut here: GitHub shows no more.");
}

/** Who needs a person comes first. */
const WAITING: readonly StateName[] = ["failed", "blocked", "held", "ready", "retrying", "waiting"];
const AT_WORK: readonly StateName[] = ["claimed", "running", "landing"];

function lines(...all: readonly string[]): Section {
  return { lines: all, end: [], divisible: false };
}

/** A paragraph of its own. */
function spentLines({ ledger }: StepSummary): readonly string[] {
  const parts = ledgerParts(ledger);
  if (parts === undefined) return [];
  return ["", `Spent: ${parts.total}, ${parts.today}${parts.untold === "" ? "" : `; ${parts.untold}`}.`];
}

function pausedRows({ pauses }: StepSummary): readonly (readonly string[])[] {
  return Array.from(pauses, ([agent, pause]) => [
    markdownText(agent),
    markdownSentence(printAgentPause([agent], pause, ON_GITHUB)),
  ]);
}

function printNotes(notes: readonly string[]): Section {
  const items = notes.map((note) => `> - ${markdownSentence(cut(note, NOTE_LENGTH))}`);
  return { lines: ["> [!WARNING]", ...items], end: [], divisible: true };
}

/** A heading with a table below it, folded where it is long; nothing where there is no row. */
function list(title: string, header: readonly string[], rows: readonly (readonly string[])[]): readonly Section[] {
  if (rows.length === 0) return [];
  const table = markdownTable(header, rows);
  const head = [`### ${title}`, ""];
  if (rows.length <= MOST_ROWS) return [{ lines: [...head, ...table], end: [], divisible: true }];
  const open = [`<details><summary>${count(rows.length, "row")}</summary>`, ""];
  return [{ lines: [...head, ...open, ...table], end: ["", "</details>"], divisible: true }];
}

type Start = { readonly id: string; readonly attempt: number | undefined; readonly agent: string };

/** Of a dry run what would be claimed, else the legs: a claim that another tick was faster with has none. */
function startsOf({ actions, legs, states, dryRun }: StepSummary): readonly Start[] {
  const claims = actions.filter((action) => action.kind === "claim");
  if (dryRun) return claims.map(({ id, attempt, agent }) => ({ id, attempt, agent }));
  return legs.map((leg) => {
    if (leg.kind === "verify") return { id: leg.id, attempt: undefined, agent: "" };
    const { id, number: attempt } = leg;
    const claimed = claims.find((claim) => claim.id === id && claim.attempt === attempt)?.agent;
    const known = states.get(id)?.attempts.find((each) => each.number === attempt)?.claim.agent;
    return { id, attempt, agent: claimed ?? known ?? "" };
  });
}

function startRows(summary: StepSummary): readonly (readonly string[])[] {
  return startsOf(summary).map(({ id, attempt, agent }) => [
    markdownCell(id),
    attempt === undefined ? "acceptance tests alone" : String(attempt),
    agent === "" ? "–" : markdownText(agent),
  ]);
}

/** What starts has a table of its own. */
function actionRows({ actions, links }: StepSummary): readonly (readonly string[])[] {
  const told = actions.filter(({ kind }) => kind !== "claim" && kind !== "verify");
  return told.map((action) => [
    markdownSentence(printAction(action)),
    "pull" in action ? pullLink(action.pull, links) : "–",
  ]);
}

function pullRows(states: readonly WorkstreamState[], summary: StepSummary): readonly (readonly string[])[] {
  const { links } = summary;
  const open = states.flatMap((state) => (state.pull?.state === "open" ? [{ state, pull: state.pull }] : []));
  return open.map(({ state, pull }) => [
    pullLink(pull.number, links),
    workstreamCell(state, links),
    state.state,
    markdownSentence(gateOf(pull, summary) ?? reasonOf(state, summary)),
  ]);
}

/** What the loop said last of a pull request as a whole. */
function gateOf({ number, statuses }: Pull, { actions }: StepSummary): string | undefined {
  const written = actions.findLast((action) => {
    return action.kind === "status" && action.pull === number && action.context === CONTEXTS.all;
  });
  if (written?.kind === "status") return printGate(written.reason);
  return statuses.get(CONTEXTS.all)?.description;
}

/** The states in the order of `wanted`; what has an open pull request is told with it. */
function stateRows(
  states: readonly WorkstreamState[],
  wanted: readonly StateName[],
  summary: StepSummary,
): readonly (readonly string[])[] {
  const own = states.filter(({ pull, state }) => pull?.state !== "open" && wanted.includes(state));
  const sorted = own.toSorted((a, b) => wanted.indexOf(a.state) - wanted.indexOf(b.state));
  return sorted.map((state) => [
    workstreamCell(state, summary.links),
    state.state,
    markdownSentence(reasonOf(state, summary)),
  ]);
}

function noticeRows({ states, links }: StepSummary): readonly (readonly string[])[] {
  return [...states.values()].flatMap((state) =>
    state.notices.map((notice) => [workstreamCell(state, links), markdownSentence(printNotice(notice))]),
  );
}

function reasonOf({ id, reason }: WorkstreamState, { now }: StepSummary): string {
  return printReason(reason, { id, now, ways: ON_GITHUB });
}

function pullLink(number: number, links: StepSummary["links"]): string {
  return `[#${number}](${links.pull(number)})`;
}

/** A branch is there once an attempt has delivered something. */
function workstreamCell({ id, attempts }: WorkstreamState, links: StepSummary["links"]): string {
  const delivered = attempts.some(({ end }) => end?.outcome === "delivered");
  return delivered ? `[${markdownCell(id)}](${links.branch(id)})` : markdownCell(id);
}

function printGraph({ plan, states }: StepSummary): Section {
  const nodes = plan.graph.nodes().length;
  const graph = nodes > MOST_NODES ? undefined : printMermaid(plan, states);
  if (
    graph === undefined ||
    graph.length > MOST_CHARACTERS ||
    (graph.match(/ (?:-->|==>) /g) ?? []).length > MOST_ARROWS
  ) {
    const size = count(nodes, "workstream");
    return lines("### Graph", "", `Too large to be drawn here, with ${size}: \`workstreams graph\` prints it.`);
  }
  return lines("### Graph", "", "```mermaid", graph.trimEnd(), "```");
}
