/** A mark for every state, so that none is told by its colour alone. Drawn in 16 by 16 units in the current colour. */
import type { StateName } from "../state/lifecycle.ts";
import type { AttemptState } from "./attempt-view.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { toneOf } from "./palette.ts";
import type { Tone } from "./palette.ts";

/** Everything that a report marks. */
export type MarkName = StateName | "expired";

const DISC = markup`<circle cx="8" cy="8" r="7" fill="currentColor"/>`;
const RING = markup`<circle cx="8" cy="8" r="6.2" class="stroke"/>`;

const MARKS: Readonly<Record<MarkName, Markup>> = {
  completed: markup`${DISC}<path d="M4.8 8.3 7 10.5l4.3-4.7" class="cut"/>`,
  failed: markup`${DISC}<path d="m5.5 5.5 5 5m0-5-5 5" class="cut"/>`,
  blocked: markup`${RING}<path d="M4.8 8h6.4" class="stroke"/>`,
  cancelled: markup`${RING}<path d="m4 12 8-8" class="stroke"/>`,
  running: markup`${DISC}<path d="M6.4 4.9v6.2L11.3 8z" class="hole"/>`,
  claimed: markup`${RING}<path d="M6.6 5.4v5.2L10.8 8z" fill="currentColor"/>`,
  ready: RING,
  held: markup`${RING}<path d="M6.3 5.7v4.6m3.4-4.6v4.6" class="stroke"/>`,
  waiting: markup`<path d="M3.2 8h.01M8 8h.01M12.8 8h.01" class="dots"/>`,
  landing: markup`${RING}<path d="M8 4.8v6m-2.4-2.2L8 11l2.4-2.4" class="stroke"/>`,
  "in-review": markup`${RING}<circle cx="8" cy="8" r="2.6" fill="currentColor"/>`,
  "changes-requested": markup`${RING}<path d="M8 4.6v4M8 11.2h.01" class="stroke"/>`,
  retrying: markup`<path d="M13.6 8A5.6 5.6 0 1 1 11.7 3.8M12.2 1.4v2.9H9.3" class="stroke"/>`,
  "taken-over": markup`<circle cx="8" cy="4.8" r="2.9" fill="currentColor"/>
    <path d="M2.4 14.2a5.6 5 0 0 1 11.2 0z" fill="currentColor"/>`,
  expired: markup`${RING}<path d="M8 4.6V8l2.2 1.6" class="stroke"/>`,
};

/** The marks as symbols, once in a page; `stateMark` refers to them. */
export function markSymbols(): Markup {
  const symbols = Object.entries(MARKS).map(
    ([name, drawing]) => markup`<symbol id="mark-${name}" viewBox="0 0 16 16">${drawing}</symbol>\n`,
  );
  return markup`<svg class="symbols" width="0" height="0" aria-hidden="true">${symbols}</svg>`;
}

/** A state's mark in a line of text. */
export function stateMark(name: MarkName): Markup {
  const use = markup`<use href="#mark-${name}"/>`;
  return markup`<svg class="mark tone-${markTone(name)}" width="14" height="14" aria-hidden="true">${use}</svg>`;
}

/** A state's mark inside a picture, its upper left corner at `x`, `y`. */
export function placedMark(name: MarkName, x: number, y: number): Markup {
  return markup`<use href="#mark-${name}" x="${x}" y="${y}" width="14" height="14" class="mark"/>`;
}

export function markTone(name: MarkName): Tone {
  return name === "expired" ? "attention" : toneOf(name);
}

/** The mark of an attempt: a delivered one looks like a completed workstream. */
export function attemptMark(state: AttemptState): MarkName {
  return state === "delivered" ? "completed" : state;
}
