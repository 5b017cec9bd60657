import { changesOfRanges } from "../git/diff.ts";
import type { Attempt } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import type { Delivery } from "../text/drift.ts";
import type { Project } from "./project.ts";

/**
 * What the attempts behind open and merged pull requests delivered, and what the newest attempt left where it was refused for
 * its paths; each against its own base.
 */
export async function readDeliveries(
  { repository }: Project,
  states: ReadonlyMap<string, WorkstreamState>,
): Promise<readonly Delivery[]> {
  const delivered = [...states.values()].flatMap(({ id, pull, attempts }) => {
    const stands = pull !== undefined && pull.state !== "closed";
    const attempt = stands ? attempts.find(({ number }) => number === pull.attempt) : refusedAttempt(attempts);
    const head = stands ? attempt?.end?.head : attempt?.work;
    if (attempt === undefined || head === undefined) return [];
    const { claim, contract } = attempt;
    return [{ id, pull: stands ? pull.number : undefined, contract, range: { from: claim.sha, to: head } }];
  });
  const changes = await changesOfRanges(
    repository,
    delivered.map(({ range }) => range),
  );
  return delivered.map(({ id, pull, contract }, index) => ({ id, pull, contract, changes: changes[index] ?? [] }));
}

function refusedAttempt(attempts: readonly Attempt[]): Attempt | undefined {
  const latest = attempts.at(-1);
  const code = latest?.end?.failure?.code;
  return code === "scope" || code === "protected" ? latest : undefined;
}
