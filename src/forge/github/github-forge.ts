import { branchId } from "../../state/names.ts";
import type { Forge, ForgeFacts } from "../forge.ts";
import { readCi } from "./ci.ts";
import { createClient } from "./client.ts";
import type { Client } from "./client.ts";
import { createComments } from "./comments.ts";
import { readFeedback, speakThere } from "./feedback.ts";
import { landPull } from "./land.ts";
import { verifyingHeads } from "./legs.ts";
import { readLiveness } from "./liveness.ts";
import { mergePull } from "./merge.ts";
import { GITHUB_PACE } from "./pace.ts";
import type { Pace } from "./pace.ts";
import type { GithubPlace } from "./place.ts";
import { checkHead, closePull, reopenPull } from "./pulls.ts";
import { enqueuePull } from "./queue.ts";
import { readPulls } from "./read-pulls.ts";
import { readActiveRuns } from "./runs.ts";
import type { RunWithJobs } from "./runs.ts";
import { createStatuses } from "./statuses.ts";
import { dispatchWorkflow } from "./workflows.ts";

export interface GithubForgeOptions {
  readonly place: GithubPlace;
  /** The branch that pull requests merge into. */
  readonly base: string;
  /** File name of the workflow that runs the loop: what `wake` starts on the base. Empty: nothing is woken. */
  readonly workflow: string;
  /** File name of the repository's own CI; undefined: none is configured. */
  readonly ciWorkflow: string | undefined;
  /** Whether the base is merged by GitHub's queue, so that its merge groups are read. By default not. */
  readonly queue?: boolean;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** A line for people: what is waited for, what is left out. */
  readonly log: (line: string) => void;
  /** By default as GitHub asks for it. */
  readonly pace?: Pace;
}

/** Pull requests, statuses and runs on GitHub. */
export function createGithubForge(options: GithubForgeOptions): Forge {
  const { base, workflow } = options;
  const client = createClient({ ...options, pace: options.pace ?? GITHUB_PACE });
  const statuses = createStatuses(client);
  const comments = createComments(client);
  let active: ReadonlyMap<number, RunWithJobs> = new Map();
  let woken: Promise<void> | undefined;

  async function read(branches: readonly string[]): Promise<ForgeFacts> {
    const found = await readPulls(client, { base, branches, queue: options.queue ?? false });
    statuses.remember(found.statuses);
    active = workflow === "" ? new Map() : await readActiveRuns(client, workflow);
    const ci = await readConfiguredCi(client, options.ciWorkflow, found.pulls);
    const written = [...found.statuses].filter(([, contexts]) => contexts.size > 0);
    return { pulls: found.pulls, statuses: new Map(written), verifying: verifyingHeads(active.values()), ci };
  }
  return {
    read: (branches = []) => client.run(() => read(branches)),
    liveness: (claims) => client.run(() => readLiveness(client, claims, active)),
    setStatuses: (writes) => client.run(() => statuses.write(writes)),
    land: (draft) => client.run(() => landPull(client, base, draft)),
    merge: (pull, head, message, judgedOn) =>
      client.run(() => mergePull(client, { pull, head, message, base, judgedOn })),
    close: (pull) => client.run(() => closePull(client, pull)),
    reopen: (pull) => client.run(() => reopenPull(client, pull)),
    comment: (pull, marker, body, how) => client.run(() => comments.write(pull, marker, body, how)),
    feedback: (pull, since) => client.run(() => readFeedback(client, pull, since)),
    say: (pull) => Promise.reject(speakThere(pull)),
    enqueue: (pull, head, how) => client.run(() => enqueuePull(client, pull, head, how)),
    async dispatch(file, branch, head) {
      if (head !== undefined) await client.run(() => checkHead(client, branch, head));
      await client.once(() => dispatchWorkflow(client, file, branch));
    },
    async wake() {
      if (workflow === "") return;
      // One tick after all that this process does is enough; two of them do no harm.
      woken ??= client.run(() => dispatchWorkflow(client, workflow, base));
      await woken.catch((error: unknown) => {
        woken = undefined;
        throw error;
      });
    },
  };
}

function readConfiguredCi(
  client: Client,
  workflow: string | undefined,
  pulls: ForgeFacts["pulls"],
): Promise<ForgeFacts["ci"]> {
  if (workflow === undefined) return Promise.resolve(undefined);
  return readCi(
    client,
    workflow,
    pulls.filter((pull) => pull.state === "open" && pull.ownRepository && branchId(pull.branch) !== undefined),
  );
}
