import type { CiRun, Sha } from "../../state/facts.ts";
import type { ForgePull } from "../forge.ts";
import type { Client } from "./client.ts";
import { PAGE } from "./pulls-query.ts";
import { listRuns } from "./runs.ts";
import type { Run } from "./runs.ts";

/** Runs that are looked through: a head that nothing runs on must not make us read the whole history. */
const MOST = 2 * PAGE;

/**
 * The newest run of the repository's own CI on each head of `pulls`, open ones of ours. It reads no further back than
 * the oldest pull request whose head it has not found, and no more than 200 runs: what is older counts as never run.
 */
export async function readCi(
  client: Client,
  workflow: string,
  pulls: readonly ForgePull[],
): Promise<ReadonlyMap<Sha, CiRun>> {
  if (pulls.length === 0) return new Map();
  const runs = await listRuns(client, workflow, {}, (read) => read.length < MOST && isIncomplete(read, pulls));
  const newestLast = runs.filter(hasStarted).toReversed();
  return new Map(newestLast.map((run) => [run.head_sha, toCiRun(run)]));
}

/** Those that wait for somebody's approval have not. */
function hasStarted(run: Run): boolean {
  return run.conclusion !== "action_required";
}

function isIncomplete(read: readonly Run[], pulls: readonly ForgePull[]): boolean {
  const found = new Set(read.filter(hasStarted).map((run) => run.head_sha));
  const oldest = read.at(-1)?.created_at ?? 0;
  return pulls.some(({ head, openedAt }) => !found.has(head) && openedAt <= oldest);
}

function toCiRun(run: Run): CiRun {
  if (run.status !== "completed") return { kind: "running", url: run.html_url };
  return { kind: "ended", conclusion: run.conclusion ?? "neutral", url: run.html_url };
}
