import type { Sha } from "../../../../src/state/facts.ts";
import { Refusal } from "../refusal.ts";
import type { Pull, Repository } from "../state.ts";

/** The pull request of that number, or GitHub's 404. */
export function findPull(repository: Repository, number: number): Pull {
  const pull = repository.pulls.get(number);
  if (pull === undefined) throw new Refusal(404, "Not Found");
  return pull;
}

/** The commit that a branch, a tag, a ref or an object name means; undefined: there is none. */
export async function findCommit(repository: Repository, name: string): Promise<Sha | undefined> {
  for (const ref of [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]) {
    const sha = repository.refs.get(ref);
    if (sha !== undefined) return sha;
  }
  return /^[0-9a-f]{40}$/.test(name) && (await repository.store.hasCommit(name)) ? name : undefined;
}

/** GitHub's 422 with one detail. */
export function invalid(error: Readonly<Record<string, unknown>>): Refusal {
  return new Refusal(422, "Validation Failed", { errors: [error] });
}
