/** Labels of a repository, and of its pull requests. */
import type { ServerContext } from "./context.ts";
import { emitPull } from "./events.ts";
import type { Actor, Label, Pull, Repository } from "./state.ts";

/** What GitHub gives a label that somebody used before making it. */
const GREY = "ededed";

/** Makes the label where there is none of that name, whatever its case. */
export function ensureLabel(context: ServerContext, repository: Repository, name: string): Label {
  const known = repository.labels.get(name.toLowerCase());
  if (known !== undefined) return known;
  const label = { id: context.nextId(), name, color: GREY, description: null };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}

export async function addLabels(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  names: readonly string[],
): Promise<void> {
  for (const wanted of names) {
    const { name } = ensureLabel(context, repository, wanted);
    if (pull.labels.has(name)) continue;
    pull.labels.add(name);
    await changed(context, repository, actor, pull, "labeled", name);
  }
}

export async function removeLabels(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    if (pull.labels.delete(name)) await changed(context, repository, actor, pull, "unlabeled", name);
  }
}

async function changed(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  action: string,
  name: string,
): Promise<void> {
  pull.updatedAt = context.clock();
  await emitPull(context, repository, actor, pull, { name: "pull_request", action, payload: { label: { name } } });
}
