/** What one tick asks of GitHub's API, on the GitHub test server. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { createGithubForge } from "../src/forge/github/github-forge.ts";
import { startGithubWithActions } from "../test/support/github/actions/start.ts";
import type { RecordedRequest } from "../test/support/github/requests.ts";
import type { Permissions } from "../test/support/github/state.ts";
import { seedPlan } from "../test/support/github-plan.ts";
import { printTable } from "./measure.ts";
import { ROOT } from "./program.ts";

const SIZES = [30, 300, 1_000] as const;
const LOOP = "workstreams.yml";
const READS: Permissions = { actions: "read", contents: "read", "pull-requests": "read", statuses: "read" };

interface Row {
  readonly workstreams: number;
  readonly open: number;
  readonly running: number;
  readonly requests: readonly RecordedRequest[];
  /** The same with a token that may not read checks. */
  readonly withoutChecks: readonly RecordedRequest[];
}

export async function tickRequests(): Promise<void> {
  // The compiled server looks for GitHub's descriptions beside itself.
  const server = join("test", "support", "github");
  await cp(join(ROOT, server), join(ROOT, "lib", server), { recursive: true, filter: (file) => !file.endsWith(".ts") });
  const rows: Row[] = [];
  for (const workstreams of SIZES) rows.push(await measure(workstreams));
  console.log(
    "All that a tick reads of GitHub's API: pull requests with reviews, labels and statuses, runs and their jobs; refs come by git.\n" +
      "Three of ten workstreams have an open pull request, the others a merged one. The default token has 1,000 requests and\n" +
      "1,000 points an hour. A tick that finds nothing new writes nothing.\n",
  );
  console.log(printRows(rows));
}

async function measure(workstreams: number): Promise<Row> {
  const { server, actions } = await startGithubWithActions();
  try {
    const files = { [`.github/workflows/${LOOP}`]: "on: { workflow_dispatch: {} }\njobs: {}\n" };
    const repository = await server.createRepository("octo/plan", { files });
    const { claims } = await seedPlan({ repository, actions }, workstreams, LOOP);
    async function tick(permissions: Permissions): Promise<readonly RecordedRequest[]> {
      const token = server.createToken({ login: "github-actions[bot]", kind: "actions", permissions });
      const { apiUrl, graphqlUrl, url: serverUrl, requests } = server;
      const place = { apiUrl, graphqlUrl, serverUrl, owner: "octo", repo: "plan", token };
      const forge = createGithubForge({
        place,
        base: "main",
        workflow: LOOP,
        ciWorkflow: undefined,
        clock: Date.now,
        log: say,
      });
      const before = requests.length;
      await forge.read();
      await forge.liveness(claims);
      return requests.slice(before);
    }
    const open = repository.pulls().filter(({ state }) => state === "open").length;
    const requests = await tick({ ...READS, checks: "read" });
    return { workstreams, open, running: claims.length, requests, withoutChecks: await tick(READS) };
  } finally {
    await server.close();
    server.verify();
  }
}

function say(line: string): void {
  console.log(line);
}

function printRows(rows: readonly Row[]): string {
  const head = ["workstreams", "open", "running", "requests", "points", "without `checks: read`", "one call per item"];
  return printTable(
    head,
    rows.map((row) =>
      [
        row.workstreams,
        row.open,
        row.running,
        row.requests.length,
        countPoints(row.requests),
        row.withoutChecks.length,
        countByItem(row),
      ].map(String),
    ),
  );
}

function countPoints(requests: readonly RecordedRequest[]): number {
  return requests.reduce((sum, { points }) => sum + points, 0);
}

/** REST, for each pull request itself; reviews and statuses of the open ones; the run and the jobs of what runs. */
function countByItem({ workstreams, open, running }: Row): number {
  return workstreams + 2 * open + 2 * running;
}
