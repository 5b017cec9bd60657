/** GitHub Actions for the test server: what starts runs, what is known of them, their artifacts. */
import { randomBytes } from "node:crypto";
import type { CheckSuiteView, Extension, GithubEvent, ServerContext } from "../context.ts";
import type { Repository } from "../state.ts";
import { artifactService } from "./artifact-service.ts";
import { createArtifactStore } from "./artifact-store.ts";
import { blobRoutes } from "./blob-routes.ts";
import { createDispatcher, dispatchRoute } from "./dispatch.ts";
import type { Dispatch } from "./dispatch.ts";
import { currentAttempt } from "./model.ts";
import type { Run } from "./model.ts";
import { createRuns } from "./runs.ts";
import type { Runs } from "./runs.ts";
import { runRoutes } from "./routes.ts";
import type { Runner } from "./runner.ts";
import { signRuntimeToken } from "./runtime-token.ts";
import { readWorkflow, readWorkflows, startRuns } from "./start-runs.ts";
import { checkSuiteNodeId } from "./views.ts";

export interface Actions {
  readonly runs: Runs;
  /** For the server's `extensions`. */
  readonly extension: Extension;
  /** Starts what an event starts; for the server's `events`. */
  onEvent(event: GithubEvent): void;
  /** A person clicks "Run workflow". */
  dispatch(fullName: string, login: string, dispatch: Dispatch): Promise<Run>;
  /** The hour of a workflow's schedule has come. */
  schedule(fullName: string, path: string): Promise<Run>;
  /** A person clicks "Re-run all jobs" of a completed run. */
  rerun(run: Run): void;
  /** A person clicks "Disable workflow". */
  disable(fullName: string, path: string): void;
  /** A person clicks "Cancel workflow". */
  cancel(run: Run): void;
  /** What a job of the run's current attempt is given as ACTIONS_RUNTIME_TOKEN. */
  runtimeToken(run: Run): string;
  /** Resolves when all events so far have started what they start, and everything that was started is at its end. */
  idle(): Promise<void>;
}

/** Makes who executes runs; undefined: nobody, a test moves them by `runs`. */
export type MakeRunner = (actions: Pick<Actions, "runs" | "runtimeToken">) => Runner;

export function createActions(context: ServerContext, makeRunner?: MakeRunner): Actions {
  const secret = randomBytes(32).toString("hex");
  const runs = createRuns(context);
  const runtimeToken = (run: Run) => {
    const { backendId } = currentAttempt(run);
    return signRuntimeToken(secret, backendId, backendId);
  };
  const runner = makeRunner?.({ runs, runtimeToken });
  const pending = trackPending(context);
  const execute = (run: Run) => runner !== undefined && pending.track(runner.execute(run));
  const store = createArtifactStore(context, runs);
  const noteAll = (repository: Repository) => noteWorkflows(runs, repository);
  const dispatch = createDispatcher(context, runs, noteAll, execute);
  function cancel(run: Run): void {
    run.cancelled = true;
    if (runner === undefined) runs.finish(run, "cancelled");
    else pending.track(runner.cancel(run));
  }
  return {
    runs,
    extension: {
      routes: [
        ...runRoutes(context, runs, { cancel, noteAll }),
        dispatchRoute(context, dispatch),
        artifactService(store, secret),
        ...blobRoutes(store, secret),
      ],
      checkSuite: (id) => viewCheckSuite(runs, id),
      close: async () => runner?.close(),
    },
    onEvent(event) {
      if (event.name === "workflow_dispatch") return;
      pending.track(startRuns(runs, event).then((started) => started.forEach(execute)));
    },
    dispatch: (fullName, login, wanted) => dispatch(find(context, fullName), { login, kind: "user" }, wanted),
    async schedule(fullName, path) {
      const run = await addScheduled(runs, find(context, fullName), path);
      execute(run);
      return run;
    },
    rerun(run) {
      runs.addAttempt(run);
      execute(run);
    },
    disable: (fullName, path) => void (runs.noteWorkflow(find(context, fullName), path, undefined).disabled = true),
    cancel,
    runtimeToken,
    idle: () => pending.idle(),
  };
}

/** Work that nobody awaits; what breaks in it is a violation. */
function trackPending(context: ServerContext): { track(work: Promise<unknown>): void; idle(): Promise<void> } {
  const pending = new Set<Promise<void>>();
  return {
    track(work) {
      const settled = work
        .then(
          () => undefined,
          (error: unknown) => context.violation(`actions: ${String(error)}`),
        )
        .finally(() => pending.delete(settled));
      pending.add(settled);
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

function find(context: ServerContext, fullName: string): Repository {
  const repository = context.repositories.get(fullName.toLowerCase());
  if (repository === undefined) throw new Error(`there is no repository ${fullName}`);
  return repository;
}

async function noteWorkflows(runs: Runs, repository: Repository): Promise<void> {
  const sha = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
  if (sha === undefined) return;
  for (const { path, file } of await readWorkflows(repository, sha)) runs.noteWorkflow(repository, path, file.name);
}

async function addScheduled(runs: Runs, repository: Repository, path: string): Promise<Run> {
  const ref = `refs/heads/${repository.defaultBranch}`;
  const sha = repository.refs.get(ref);
  const file = sha === undefined ? undefined : (await readWorkflow(repository, sha, path)).file;
  if (sha === undefined || file?.triggers.has("schedule") !== true) throw new Error(`${path} has no schedule`);
  const payload = { schedule: "0 * * * *", repository: { full_name: repository.fullName } };
  const head = { branch: repository.defaultBranch, sha };
  const cause = { event: "schedule", payload, ref, sha, head, actor: repository.owner, tokenKind: "user" } as const;
  return runs.add(runs.noteWorkflow(repository, path, file.name), cause);
}

function viewCheckSuite(runs: Runs, id: string): CheckSuiteView | undefined {
  const run = runs.all.find((candidate) => checkSuiteNodeId(candidate) === id);
  if (run === undefined) return undefined;
  return {
    id,
    repository: run.repository,
    databaseId: run.checkSuiteId,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    workflowRun: { id: `WFR_${run.id}`, databaseId: run.id },
    checkRuns: run.attempts
      .flatMap(({ jobs }) => jobs)
      .map((job) => ({
        id: `CR_${job.id}`,
        databaseId: job.id,
        name: job.name,
        status: job.status.toUpperCase(),
        conclusion: job.conclusion?.toUpperCase() ?? null,
      })),
  };
}
