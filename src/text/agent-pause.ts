import type { FailureCode } from "../state/failure.ts";
import type { AgentPause } from "../state/lifecycle.ts";
import { printFailure } from "./failure.ts";
import { sentence } from "./sentence.ts";
import { printTime } from "./time.ts";
import { COMMAND_LINE } from "./ways.ts";
import type { Ways } from "./ways.ts";
import { list } from "./words.ts";

/** Why these agents, all paused, get no work, and what ends it; `pause` is that of the first: the others may have another. */
export function printAgentPause(agents: readonly string[], pause: AgentPause, ways: Ways = COMMAND_LINE): string {
  const [first = "", ...others] = agents;
  const all = others.length === 0 ? "" : `${list(agents)} get no work; `;
  const resume = others.length === 0 ? ways.resumeAgent(first) : ways.resumeAll;
  return sentence(`${all}${first} ${whatIs(pause)}`, whatEnds(pause, resume));
}

function whatIs(pause: AgentPause): string {
  return pause.kind === "lacks" ? printPause(pause) : `is ${printPause(pause)}`;
}

function whatEnds(pause: AgentPause, resume: string): string {
  switch (pause.kind) {
    case "lacks":
      return "it starts once that is mended";
    case "person":
      return `${resume} continues`;
    case "fault":
      return pause.until === undefined ? `put it right, then: ${resume}` : `tried again at ${printTime(pause.until)}`;
    default:
      return pause satisfies never;
  }
}

/** The same without whose it is, and without what to do: "paused: its vendor refused the login (401)". */
export function printPause(pause: AgentPause): string {
  switch (pause.kind) {
    case "lacks":
      return `can't work: ${pause.why}`;
    case "person":
      return `paused by ${pause.who} at ${printTime(pause.at)}`;
    case "fault":
      return `paused: ${printFault(pause)}`;
    default:
      return pause satisfies never;
  }
}

const FAULTS: Partial<Readonly<Record<FailureCode, string>>> = {
  login: "its vendor refused the login",
  "usage-cap": "its usage limit is reached",
  "agent-start": "its program did not start",
  install: "its program could not be installed",
};

function printFault({ failure }: Extract<AgentPause, { kind: "fault" }>): string {
  const what = FAULTS[failure.code];
  if (what === undefined) return printFailure(failure);
  return failure.detail === "" ? what : `${what} (${failure.detail})`;
}
