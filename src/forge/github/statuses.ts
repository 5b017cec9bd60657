import type { Sha, Status } from "../../state/facts.ts";
import type { StatusReport, StatusWrite } from "../forge.ts";
import { checkDescription } from "../refusals.ts";
import type { Client } from "./client.ts";
import { refusalSentence, refusalStatus } from "./errors.ts";
import { PAGE, statusesOf } from "./pulls-query.ts";
import { readStatuses } from "./read-pulls.ts";
import { CommitsByAlias } from "./schema.ts";

/** Writes at a time: GitHub takes 80 a minute of everything that makes content. */
const MOST = 60;

/** Commit statuses, written only where they say something new. */
export interface Statuses {
  /** What a reading found; of these commits nothing has to be asked. */
  remember(read: ReadonlyMap<Sha, ReadonlyMap<string, Status>>): void;
  /** The first of them first; what is too much for one go is left to the next tick, with a line in the log. */
  write(writes: readonly StatusWrite[]): Promise<StatusReport>;
}

export function createStatuses(client: Client): Statuses {
  /** By commit, then by context in lower case: case makes no other one. */
  const known = new Map<Sha, Map<string, Status>>();

  function remember(read: ReadonlyMap<Sha, ReadonlyMap<string, Status>>): void {
    for (const [sha, statuses] of read) {
      known.set(sha, new Map([...statuses].map(([context, status]) => [context.toLowerCase(), status])));
    }
  }
  async function lookUp(shas: readonly Sha[]): Promise<void> {
    for (let start = 0; start < shas.length; start += PAGE) {
      remember(await readCommits(client, shas.slice(start, start + PAGE)));
    }
  }
  async function post(write: StatusWrite): Promise<void> {
    const { sha, context, state, description } = write;
    const fields = { context, state, description };
    try {
      await client.write("POST /repos/{owner}/{repo}/statuses/{sha}", { ...client.repository, sha, ...fields });
    } catch (error) {
      // It may be written: the next try asks.
      known.delete(sha);
      throw error;
    }
    known.get(sha)?.set(context.toLowerCase(), { state, description });
  }
  function isNews({ sha, context, state, description }: StatusWrite): boolean {
    const old = known.get(sha)?.get(context.toLowerCase());
    return old?.state !== state || old.description !== description;
  }
  return {
    remember,
    async write(writes) {
      for (const write of writes) checkDescription(write);
      const newest = lastOfEach(writes);
      await lookUp([...new Set(newest.map(({ sha }) => sha))].filter((sha) => !known.has(sha)));
      const news = newest.filter(isNews);
      const left = Math.max(news.length - MOST, 0);
      if (left > 0)
        client.log(`${left} statuses are left to the next tick: GitHub limits how many are written a minute`);
      return { left, refused: await writeAll(news.slice(0, MOST), post) };
    },
  };
}

/** Of two for the same context the later one counts. */
function lastOfEach(writes: readonly StatusWrite[]): readonly StatusWrite[] {
  return [...new Map(writes.map((write) => [`${write.sha} ${write.context.toLowerCase()}`, write])).values()];
}

/** The answer tells of those that GitHub refuses: of a commit that is gone, or beyond a limit. */
async function writeAll(
  writes: readonly StatusWrite[],
  post: (write: StatusWrite) => Promise<void>,
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const write of writes) {
    try {
      await post(write);
    } catch (error) {
      if (refusalStatus(error) !== 422) throw error;
      refused.push(`status ${write.context} of ${write.sha}: ${refusalSentence(error)}`);
    }
  }
  return refused;
}

async function readCommits(
  client: Client,
  shas: readonly Sha[],
): Promise<ReadonlyMap<Sha, ReadonlyMap<string, Status>>> {
  const variables = Object.fromEntries(shas.map((sha, index) => [`commit${index}`, sha]));
  const query = statusesOf(shas.length);
  const { repository } = await client.query(CommitsByAlias, query, { ...client.repository, ...variables });
  const found = Object.values(repository).flatMap((commit) => commit ?? []);
  const statuses = new Map<Sha, ReadonlyMap<string, Status>>(shas.map((sha) => [sha, new Map()]));
  for (const commit of found) statuses.set(commit.oid, readStatuses(commit));
  return statuses;
}
