/** A story on GitHub: people, scripted agents, and a loop whose runs are moved by hand. */
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { onTestFailed, onTestFinished } from "vitest";
import { TOKEN_SECRET } from "../../../src/plan/secrets.ts";
import type { End } from "../../../src/state/facts.ts";
import type { StateName } from "../../../src/state/lifecycle.ts";
import { attemptRef, branchName } from "../../../src/state/names.ts";
import { parseEnd } from "../../../src/state/records.ts";
import { LOOP_WORKFLOW, printLoopWorkflow } from "../../../src/text/loop-workflow.ts";
import { provideHostName } from "../../act/engine/tools.ts";
import type { Actions } from "../github/actions/actions.ts";
import type { Run } from "../github/actions/model.ts";
import { startGithubWithActions } from "../github/actions/start.ts";
import type { GithubRepository, PullView } from "../github/repository.ts";
import type { GithubServer } from "../github/server.ts";
import { createScriptedAgent } from "../scripted-agent.ts";
import type { ScriptedAgent } from "../scripted-agent.ts";
import { actionProgram } from "../programs.ts";
import { createLoop } from "./loop.ts";
import type { Leg, Loop, Tick } from "./loop.ts";
import { readStands } from "./states.ts";
import type { Stand } from "./states.ts";
import { configure, workstreamFiles } from "./story-files.ts";
import type { StoryOptions, WorkstreamEntry } from "./story-files.ts";
import type { Fate } from "./step.ts";

export type { StoryOptions } from "./story-files.ts";

export interface Story {
  readonly server: GithubServer;
  readonly actions: Actions;
  readonly repository: GithubRepository;
  readonly agent: ScriptedAgent;
  readonly loop: Loop;
  /** A person pushes workstream files to the base; null removes one. */
  plan(workstreams: Readonly<Record<string, WorkstreamEntry | null>>): Promise<void>;
  /** A person clicks "Run workflow"; the run is queued. */
  dispatch(inputs?: Readonly<Record<string, string | boolean>>): Promise<Run>;
  /** One tick, of what waits; of the schedule where nothing does. A tick that waits is replaced by a newer one. */
  tick(fate?: Fate): Promise<Tick>;
  /** The newest leg of a workstream that has something to run. */
  leg(id: string): Leg;
  /** Every tick that is woken and every leg, one after the other, until nothing is woken any more. */
  settle(): Promise<void>;
  pullOf(id: string): PullView | undefined;
  /** A person merges the pull request of a workstream. */
  merge(id: string): Promise<void>;
  /** The newest state of each context on the head of a workstream's pull request. */
  gates(id: string): Readonly<Record<string, string>>;
  /** What the statuses on an attempt's claim say, newest first: state and words. */
  claimStatuses(id: string, attempt: number): Promise<readonly string[]>;
  /** How its attempts have ended, the first one first. */
  ends(id: string): Promise<readonly End[]>;
  stand(id: string): Promise<Stand | undefined>;
  states(): Promise<Readonly<Record<string, StateName>>>;
  /** How many requests have changed something so far. */
  writes(): number;
}

/** For the `describe` of stories: each takes some ten processes. */
export const STORY = { timeout: 240_000 } as const;

const FULL_NAME = "ada/app";
/** More turns than any story has: a loop that never ends is a failure, not a wait. */
const MOST_TURNS = 80;

export async function startStory(options: StoryOptions): Promise<Story> {
  await provideHostName();
  const { server, actions } = await startGithubWithActions();
  const folder = await mkdtemp(join(options.outside, "jobs-"));
  const log: string[] = [];
  onTestFailed(() => void process.stderr.write(`${log.join("\n").replaceAll(/^::debug::.*\n/gm, "")}\n`));
  onTestFinished(async () => {
    await server.close();
    server.verify();
  });
  const agent = createScriptedAgent(options.outside, options.agents);
  const repository = await server.createRepository(FULL_NAME, {
    files: {
      "README.md": "# app\n",
      ...options.files,
      [`.github/workflows/${LOOP_WORKFLOW}`]: printLoopWorkflow("main"),
      ".github/workstreams.yml": JSON.stringify(configure(agent, options), undefined, 2),
    },
  });
  const machine = { server, actions, program: actionProgram(), folder, running: new Map(), log };
  const secrets = { ...options.secrets, ...(options.app === true ? { [TOKEN_SECRET]: createAppToken(server) } : {}) };
  const loop = createLoop(machine, secrets);
  const place = { server, fullName: FULL_NAME, folder, secrets: new Set(Object.keys(secrets)) };
  const read = () => readStands({ ...place, pushesWorkflows: options.app === true });
  const pullOf = (id: string) => repository.pulls().findLast(({ headRef }) => headRef === branchName(id));
  const dispatch: Story["dispatch"] = (inputs = {}) =>
    actions.dispatch(FULL_NAME, "ada", { workflow: LOOP_WORKFLOW, ref: "main", inputs });

  async function waiting(): Promise<readonly Run[]> {
    await actions.idle();
    return actions.runs.all.filter(
      ({ workflow, status }) => status === "queued" && workflow.path.endsWith(`/${LOOP_WORKFLOW}`),
    );
  }

  async function tick(fate: Fate = {}): Promise<Tick> {
    const runs = await waiting();
    for (const run of runs.slice(0, -1)) await loop.start(run, { superseded: true });
    return loop.start(runs.at(-1) ?? (await dispatch()), { plan: fate });
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const [leg] = loop.open();
      if ((await waiting()).length > 0) await tick();
      else if (leg !== undefined) await loop.finish(leg);
      else return;
    }
    throw new Error(`the loop has not come to rest after ${MOST_TURNS} turns`);
  }

  async function plan(workstreams: Parameters<Story["plan"]>[0]): Promise<void> {
    await repository.commit("main", workstreamFiles(workstreams));
  }

  if (options.plan !== undefined) await plan(options.plan);
  return {
    server,
    actions,
    repository,
    agent,
    loop,
    plan,
    dispatch,
    tick,
    leg(id) {
      const found = loop.open().findLast((leg) => leg.id === id);
      if (found === undefined) throw new Error(`no leg of ${id} has anything to run`);
      return found;
    },
    settle,
    pullOf,
    merge: async (id) => void (await repository.mergePull(pullOf(id)?.number ?? 0)),
    gates(id) {
      const history = repository.statuses(pullOf(id)?.headSha ?? "").toReversed();
      return Object.fromEntries(history.map(({ context, state }) => [context, state]));
    },
    async claimStatuses(id, attempt) {
      const claim = await repository.git("rev-parse", attemptRef(id, attempt, "claim"));
      return repository.statuses(claim).map(({ state, description }) => `${state}: ${description ?? ""}`);
    },
    ends: (id) => readEnds(repository, id),
    stand: async (id) => (await read()).get(id),
    states: async () => Object.fromEntries([...(await read())].map(([id, { state }]) => [id, state])),
    writes: () => server.requests.filter(isWrite).length,
  };
}

async function readEnds(repository: GithubRepository, id: string): Promise<readonly End[]> {
  const ends: End[] = [];
  for (let attempt = 1; ; attempt++) {
    const ref = attemptRef(id, attempt, "end");
    const end = parseEnd(await repository.git("log", "--max-count=1", "--format=%B", ref, "--").catch(() => ""));
    if (end === undefined) return ends;
    ends.push(end);
  }
}

/** A push, or what GitHub's limits count as a change. */
function isWrite({ kind, method, path, secondaryPoints }: GithubServer["requests"][number]): boolean {
  return kind === "git" ? method === "POST" && path.endsWith("/git-receive-pack") : secondaryPoints > 1;
}

function createAppToken(server: GithubServer): string {
  const permissions = {
    actions: "write",
    contents: "write",
    "pull-requests": "write",
    statuses: "write",
    workflows: "write",
  } as const;
  return server.createToken({ login: "loop[bot]", kind: "app", permissions, repository: FULL_NAME });
}
