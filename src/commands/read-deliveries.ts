import { changesOfRanges } from "../git/diff.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import type { Delivery } from "../text/drift.ts";
import type { Project } from "./project.ts";

/** What the attempts behind open and merged pull requests delivered, each against its own base. */
export async function readDeliveries(
  { repository }: Project,
  states: ReadonlyMap<string, WorkstreamState>,
): Promise<readonly Delivery[]> {
  const delivered = [...states.values()].flatMap(({ id, pull, attempts }) => {
    if (pull === undefined || pull.state === "closed") return [];
    const attempt = attempts.find(({ number }) => number === pull.attempt);
    const head = attempt?.end?.head;
    if (attempt === undefined || head === undefined) return [];
    const { claim, contract } = attempt;
    return [{ id, pull: pull.number, contract, range: { from: claim.sha, to: head } }];
  });
  const changes = await changesOfRanges(
    repository,
    delivered.map(({ range }) => range),
  );
  return delivered.map(({ id, pull, contract }, index) => ({ id, pull, contract, changes: changes[index] ?? [] }));
}
