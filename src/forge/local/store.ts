import { createCache } from "../../git/cache.ts";
import { writeCommits } from "../../git/commits.ts";
import { readFiles } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import type { Sha } from "../../state/facts.ts";
import { applyChange, parseFile, printChange } from "./files.ts";
import type { ForgeChange, ForgeState } from "./files.ts";

/** The forge's state as commits. Which of them counts, the ref decides. */
export interface Store {
  /** Whether this commit's state costs nothing to read. */
  knows(commit: Sha | undefined): boolean;
  /** Undefined: the forge before anything was written. */
  read(commit: Sha | undefined): Promise<ForgeState>;
  /** Writes the commit that follows `parent`. It counts as soon as the ref is moved to it. */
  write(parent: Sha | undefined, change: ForgeChange, subject: string): Promise<Sha>;
}

export function openStore(repository: Repository): Store {
  const states = createCache<ForgeState>(8);
  const files = createCache<ForgeChange>(50_000);

  async function read(commit: Sha | undefined): Promise<ForgeState> {
    if (commit === undefined) return EMPTY;
    const known = states.get(commit);
    if (known !== undefined) return known;
    const state = { pulls: new Map(EMPTY.pulls), statuses: new Map(EMPTY.statuses) };
    for (const file of await readFiles(repository, commit)) {
      const key = `${file.blob} ${file.path}`;
      const content = files.get(key) ?? parseFile(file.path, file.text);
      if (content === undefined) continue;
      files.set(key, content);
      for (const pull of content.pulls ?? []) state.pulls.set(pull.number, pull);
      for (const statuses of content.statuses ?? []) state.statuses.set(statuses.sha, statuses);
    }
    states.set(commit, state);
    return state;
  }
  async function write(parent: Sha | undefined, change: ForgeChange, subject: string): Promise<Sha> {
    const state = applyChange(await read(parent), change);
    const parents = parent === undefined ? [] : [parent];
    const [commit] = await writeCommits(repository, [
      { parents, message: `forge: ${subject}\n`, files: printChange(change) },
    ]);
    if (commit === undefined) throw new Error("git wrote no commit");
    states.set(commit, state);
    return commit;
  }
  return { knows: (commit) => commit === undefined || states.get(commit) !== undefined, read, write };
}

const EMPTY: ForgeState = { pulls: new Map(), statuses: new Map() };
