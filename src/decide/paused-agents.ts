/** Agents that get no work now: derived from how their attempts ended, from what people asked for, and from what they lack. */
import type { AgentConfig } from "../plan/config.ts";
import { digestOf } from "../plan/digest.ts";
import type { Attempt, Instant, Snapshot } from "../state/facts.ts";
import { isFaultOfAgent } from "../state/failure.ts";
import type { AgentPause } from "../state/lifecycle.ts";
import { agentTarget } from "../state/names.ts";
import type { Wishes } from "../state/wishes.ts";

export interface PauseInput {
  readonly agents: readonly AgentConfig[];
  readonly attempts: Snapshot["attempts"];
  readonly wishes: (target: string) => Wishes;
  /** What agents lack, by id: one sentence each. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly now: Instant;
}

/** How long an agent whose usage limit is reached gets no work; then it is tried again by itself. */
const USAGE_CAP_MS = 3_600_000;

/**
 * By agent id, why it is paused. One whose newest attempt ended by a fault of its own is tried once after each of these and
 * no more: it is resumed, that workstream is retried, its configuration changes, or a usage limit has had an hour to end.
 */
export function pausedAgents({ agents, attempts, wishes, unavailable, now }: PauseInput): AgentPauses {
  const newest = newestEnded(attempts);
  const pauses = new Map<string, AgentPause>();
  for (const agent of agents) {
    const why = unavailable.get(agent.id);
    const pause =
      why === undefined
        ? (personPause(agent, wishes) ?? faultPause(agent, newest.get(agent.id), wishes, now))
        : ({ kind: "lacks", why } as const);
    if (pause !== undefined) pauses.set(agent.id, pause);
  }
  return pauses;
}

/** By agent id. */
export type AgentPauses = ReadonlyMap<string, AgentPause>;

/** When it ends by itself; undefined: never. */
export function pauseEnd(pause: AgentPause | undefined): Instant | undefined {
  return pause?.kind === "fault" ? pause.until : undefined;
}

function newestEnded(attempts: Snapshot["attempts"]): ReadonlyMap<string, Attempt> {
  const newest = new Map<string, Attempt>();
  for (const attempt of [...attempts.values()].flat()) {
    if (attempt.end === undefined) continue;
    const { agent } = attempt.claim;
    if (attempt.end.at >= (newest.get(agent)?.end?.at ?? -Infinity)) newest.set(agent, attempt);
  }
  return newest;
}

/** Of a pause of everything the workstreams say so themselves. */
function personPause({ id }: AgentConfig, wishes: PauseInput["wishes"]): AgentPause | undefined {
  const { pause } = wishes(agentTarget(id));
  return pause === undefined || pause.target === "all" ? undefined : { kind: "person", who: pause.who, at: pause.at };
}

function faultPause(
  agent: AgentConfig,
  attempt: Attempt | undefined,
  wishes: PauseInput["wishes"],
  now: Instant,
): AgentPause | undefined {
  const { end } = attempt ?? {};
  if (attempt === undefined || end?.failure === undefined || !isFaultOfAgent(end.failure)) return undefined;
  if (isTriedAnew(agent, attempt, wishes)) return undefined;
  const until = end.failure.code === "usage-cap" ? end.at + USAGE_CAP_MS : undefined;
  if (until !== undefined && until <= now) return undefined;
  return { kind: "fault", id: attempt.id, attempt: attempt.number, failure: end.failure, until };
}

/** Whether something has happened since, of which the failed attempt's claim did not know: no two clocks are compared. */
function isTriedAnew(agent: AgentConfig, { id, claim }: Attempt, wishes: PauseInput["wishes"]): boolean {
  const resumed = wishes(agentTarget(agent.id)).resume?.at ?? -Infinity;
  const restarted = wishes(id).restart?.at ?? -Infinity;
  return (
    resumed > (claim.resumed ?? -Infinity) ||
    restarted > (claim.answers ?? -Infinity) ||
    (claim.agentDigest !== undefined && claim.agentDigest !== digestOf(agent))
  );
}
