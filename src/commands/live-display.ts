/** The live part of `run` in a terminal: a frame at the bottom of stderr, redrawn; in a pipe there is none. */
import { createLogUpdate } from "log-update";
import type { AgentConfig } from "../plan/config.ts";
import { timeLeft } from "../decide/time-left.ts";
import type { Attempt } from "../state/facts.ts";
import { printPause } from "../text/agent-pause.ts";
import { countStates } from "../text/counts.ts";
import { printProgress } from "../text/progress.ts";
import type { AgentView, ProgressView } from "../text/progress.ts";
import type { CommandContext } from "./context.ts";
import type { Look } from "./tick.ts";

export interface LiveDisplay {
  /** Writes a line that stays, above the frame. */
  readonly above: (line: string) => void;
  /** Takes a new picture of the plan. */
  readonly show: (look: Look) => void;
  /** Takes the frame away; what stays is what was written above it. */
  readonly stop: () => void;
}

const REDRAW_MS = 200;

export function createLiveDisplay(context: CommandContext, agents: readonly AgentConfig[]): LiveDisplay {
  if (!context.terminal.live) return { above: context.talk, show: () => {}, stop: () => {} };
  const frame = createLogUpdate(process.stderr, { showCursor: true });
  let seen: Seen | undefined;
  function draw(): void {
    if (seen !== undefined) frame(printProgress(viewOf(seen, agents, context.surroundings.now()), context.terminal));
  }
  const timer = setInterval(draw, REDRAW_MS);
  return {
    above(line) {
      frame.clear();
      context.talk(line);
      draw();
    },
    show(look) {
      const at = context.surroundings.now();
      seen = { look, at, left: timeLeft(look.reading.plan, look.decision, at) };
      draw();
    },
    stop() {
      clearInterval(timer);
      seen = undefined;
      frame.clear();
      frame.done();
    },
  };
}

/** A picture of the plan, and when it was taken. */
interface Seen {
  readonly look: Look;
  readonly at: number;
  /** Milliseconds from then. */
  readonly left: number | undefined;
}

function viewOf({ look, at, left }: Seen, agents: readonly AgentConfig[], now: number): ProgressView {
  const states = [...look.decision.states.values()];
  return {
    now,
    agents: agents.map(({ id: agent }): AgentView => {
      const latest = states.map(({ attempts }) => attempts.at(-1)).find((each) => isWorking(each, agent));
      if (latest === undefined) return idleView(agent, look);
      const title = latest.contract.workstream?.title ?? latest.id;
      return { kind: "working", agent, id: latest.id, attempt: latest.number, title, since: latest.claim.at };
    }),
    counts: countStates(states),
    timeLeft: left === undefined || left === 0 ? undefined : Math.max(left - (now - at), 0),
  };
}

function idleView(agent: string, { decision }: Look): AgentView {
  const pause = decision.pauses.get(agent);
  return { kind: "idle", agent, why: pause === undefined ? "" : printPause(pause) };
}

function isWorking(attempt: Attempt | undefined, agent: string): boolean {
  return attempt !== undefined && attempt.end === undefined && attempt.claim.agent === agent;
}
