/** The matrix: what this run executes, each entry by itself. */
import type { Action } from "../../decide/action.ts";
import type { WorkstreamState } from "../../state/lifecycle.ts";
import { legName } from "../../state/names.ts";
import type { Claimed } from "../claims.ts";
import type { Look } from "../tick.ts";

/**
 * One entry. It holds nothing that anybody wrote but ids: an output with a masked word in it would be dropped whole, and
 * no text of a file belongs into a workflow.
 */
export interface MatrixLeg {
  /** The name of its jobs, see legName. */
  readonly name: string;
  readonly id: string;
  readonly attempt: number;
  readonly claim: string;
  /** The agent's type: it decides which secrets the agent job gets. Empty: a verify-only leg. */
  readonly type: string;
  /** Of a verify-only leg: the head to verify; else empty. */
  readonly head: string;
}

/** GitHub's limit for one matrix. */
const MOST_LEGS = 256;

/** Claims first: verify-only legs that find no place are started by the next tick. */
export function legsOf({ reading, decision }: Look, claimed: readonly Claimed[]): readonly MatrixLeg[] {
  const types = new Map(reading.plan.config.agents.map(({ id, type }) => [id, type]));
  const attempts = claimed.map(({ action, claim }): MatrixLeg => {
    const { id, attempt } = action;
    const name = legName({ kind: "attempt", id, number: attempt });
    return { name, id, attempt, claim: claim.sha, type: typeOf(types, action.agent), head: "" };
  });
  const verifications = decision.actions.flatMap((action) =>
    action.kind === "verify" ? verifyLegs(action, decision.states.get(action.id)) : [],
  );
  return [...attempts, ...verifications].slice(0, MOST_LEGS);
}

/** It decides which secrets the leg gets: to guess one would be wrong. */
function typeOf(types: ReadonlyMap<string, string>, agent: string): string {
  const type = types.get(agent);
  if (type === undefined) throw new Error(`the agent ${agent} has a claim and is not configured`);
  return type;
}

/** The contract is that of the attempt which the pull request comes from. */
function verifyLegs(
  { id, head }: Extract<Action, { kind: "verify" }>,
  state: WorkstreamState | undefined,
): readonly MatrixLeg[] {
  const attempt = state?.attempts.find(({ number }) => number === state.pull?.attempt);
  if (attempt === undefined) return [];
  const name = legName({ kind: "verify", id, head });
  return [{ name, id, attempt: attempt.number, claim: attempt.claim.sha, type: "", head }];
}
