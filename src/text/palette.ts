import { createColors } from "picocolors";
import type { StateName } from "../state/lifecycle.ts";

/** What a state means for a person at a glance; every picture colours states by it. */
export type Tone = "good" | "active" | "review" | "attention" | "bad" | "quiet";

const TONES: Readonly<Record<StateName, Tone>> = {
  completed: "good",
  claimed: "active",
  running: "active",
  landing: "review",
  "in-review": "review",
  "changes-requested": "attention",
  "taken-over": "attention",
  retrying: "attention",
  held: "attention",
  ready: "active",
  waiting: "quiet",
  cancelled: "quiet",
  blocked: "bad",
  failed: "bad",
};

export function toneOf(state: StateName): Tone {
  return TONES[state];
}

/** Colours a text for a terminal; without colour it stays as it is. */
export interface Paint {
  readonly tone: (tone: Tone, text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export function paint(color: boolean): Paint {
  const colors = createColors(color);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    good: colors.green,
    active: colors.cyan,
    review: colors.magenta,
    attention: colors.yellow,
    bad: colors.red,
    quiet: colors.gray,
  };
  return { tone: (tone, text) => tones[tone](text), bold: colors.bold, dim: colors.dim };
}
