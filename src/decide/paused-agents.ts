/** Agents that get no work now: derived from how their attempts ended, from what people asked for, and from what they lack. */
import type { AgentConfig } from "../plan/config.ts";
import { digestOf } from "../plan/digest.ts";
import type { Attempt, End, Instant, Snapshot } from "../state/facts.ts";
import { isFaultOfAgent } from "../state/failure.ts";
import type { FailureCode } from "../state/failure.ts";
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

const MINUTE = 60_000;
/** How long an agent whose usage limit is reached gets no work; then it is tried again by itself. */
const USAGE_CAP_MS = 60 * MINUTE;
/** The same where it can't be installed; doubled for each one in a row. */
const INSTALL_MS = 15 * MINUTE;
const LONGEST_INSTALL_MS = 240 * MINUTE;

/**
 * By agent id, why it is paused. One whose newest attempt ended by a fault of its own is tried once after each of these and
 * no more: it is resumed, that workstream is retried, its configuration changes, or what may be over by itself, a usage limit or
 * a registry's outage, has had its time.
 */
export function pausedAgents({ agents, attempts, wishes, unavailable, now }: PauseInput): AgentPauses {
  const ended = endedByAgent(attempts);
  const pauses = new Map<string, AgentPause>();
  for (const agent of agents) {
    const why = unavailable.get(agent.id);
    const pause =
      why === undefined
        ? (personPause(agent, wishes) ?? faultPause(agent, ended.get(agent.id) ?? [], wishes, now))
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

/** What ended last comes last. */
function endedByAgent(attempts: Snapshot["attempts"]): ReadonlyMap<string, readonly Ended[]> {
  const ended = [...attempts.values()].flat().filter(isEnded);
  const byAgent = new Map<string, Ended[]>();
  for (const attempt of ended.toSorted((a, b) => a.end.at - b.end.at)) {
    const own = byAgent.get(attempt.claim.agent);
    if (own === undefined) byAgent.set(attempt.claim.agent, [attempt]);
    else own.push(attempt);
  }
  return byAgent;
}

type Ended = Attempt & { readonly end: End };

function isEnded(attempt: Attempt): attempt is Ended {
  return attempt.end !== undefined;
}

/** Of a pause of everything the workstreams say so themselves. */
function personPause({ id }: AgentConfig, wishes: PauseInput["wishes"]): AgentPause | undefined {
  const { pause } = wishes(agentTarget(id));
  return pause === undefined || pause.target === "all" ? undefined : { kind: "person", who: pause.who, at: pause.at };
}

function faultPause(
  agent: AgentConfig,
  ended: readonly Ended[],
  wishes: PauseInput["wishes"],
  now: Instant,
): AgentPause | undefined {
  const attempt = ended.at(-1);
  const failure = attempt?.end.failure;
  if (attempt === undefined || failure === undefined || !isFaultOfAgent(failure)) return undefined;
  if (isTriedAnew(agent, attempt, wishes)) return undefined;
  const pause = pauseMs(failure.code, ended);
  const until = pause === undefined ? undefined : attempt.end.at + pause;
  if (until !== undefined && until <= now) return undefined;
  return { kind: "fault", id: attempt.id, attempt: attempt.number, failure, until };
}

/** After which it is tried again by itself; undefined: never. */
function pauseMs(code: FailureCode, ended: readonly Ended[]): number | undefined {
  if (code === "usage-cap") return USAGE_CAP_MS;
  if (code !== "install") return undefined;
  const before = ended.findLastIndex(({ end }) => end.failure?.code !== code);
  return Math.min(INSTALL_MS * 2 ** (ended.length - before - 2), LONGEST_INSTALL_MS);
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
