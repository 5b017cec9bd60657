import type { Actor, Pull, Repository } from "./state.ts";

/** A person; nobody named: the repository's owner. */
export function person(repository: Repository, login = repository.owner): Actor {
  return { login, kind: "user" };
}

/** The pull request of that number; that there is none is the test's mistake. */
export function pullOf(repository: Repository, number: number): Pull {
  const pull = repository.pulls.get(number);
  if (pull === undefined) throw new Error(`there is no #${number}`);
  return pull;
}
