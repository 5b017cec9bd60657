/** A story on GitHub: a repository whose loop is run by act, people, and scripted agents. */
import { branchId, branchName } from "../../src/state/names.ts";
import { LOOP_WORKFLOW, printLoopWorkflow } from "../../src/text/loop-workflow.ts";
import type { Run } from "../support/github/actions/model.ts";
import type { GithubRepository, PullView } from "../support/github/repository.ts";
import { createScriptedAgent } from "../support/scripted-agent.ts";
import type { Behaviour, ScriptedAgent } from "../support/scripted-agent.ts";
import { publishAction } from "./published.ts";
import type { Engine } from "./use-engine.ts";

/** A workstream's file without its id; `files_scope` is the folder named like the id where nothing is said. */
export type WorkstreamEntry = Readonly<Record<string, unknown>>;

export interface StoryOptions {
  /** A folder outside of the repository, for the agents' records. */
  readonly outside: string;
  /** On top of agents that are scripted and waits that are short. */
  readonly config?: Readonly<Record<string, unknown>> & { readonly defaults?: Readonly<Record<string, unknown>> };
  /** What the agents do, by workstream. */
  readonly agents?: Readonly<Record<string, Behaviour>>;
  /** Of all other workstreams. */
  readonly otherwise?: Behaviour;
  /** Agents that work at the same time; by default four. */
  readonly slots?: number;
  /** Of the first commit, beside the workflow and the configuration. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Story {
  readonly repository: GithubRepository;
  readonly agent: ScriptedAgent;
  /** A person pushes workstream files to the base: that starts the loop. */
  plan(workstreams: Readonly<Record<string, WorkstreamEntry>>): Promise<void>;
  /** A person pushes files to the base. */
  push(files: Readonly<Record<string, string | null>>): Promise<void>;
  /** A person clicks "Run workflow". Without inputs it is what the schedule does. */
  dispatch(inputs?: Readonly<Record<string, string | boolean>>): Promise<Run>;
  /** Resolves when no run is running or queued. */
  settle(): Promise<void>;
  /** Runs of the loop, oldest first. */
  runs(): readonly Run[];
  /** The newest pull request of a workstream's branch. */
  pullOf(id: string): PullView | undefined;
  /** Ids of workstreams whose pull request is open, merged or closed. */
  pulls(state: PullView["state"]): readonly string[];
  /** A person merges the pull request of a workstream. */
  merge(id: string): Promise<void>;
  /** The newest state of each context on the head of a workstream's pull request. */
  gates(id: string): Readonly<Record<string, string>>;
}

const SHORT_WAITS = { backoff_minutes: 0.001 };
const FULL_NAME = "ada/app";

/** Nothing runs yet: the first `plan` starts it. */
export async function startStory(engine: Engine, options: StoryOptions): Promise<Story> {
  const { server, actions } = engine;
  await publishAction(server);
  const agent = createScriptedAgent(options.outside, options.agents, options.otherwise);
  const repository = await server.createRepository(FULL_NAME, {
    files: {
      "README.md": "# app\n",
      ...options.files,
      [`.github/workflows/${LOOP_WORKFLOW}`]: printLoopWorkflow("main"),
      ".github/workstreams.yml": JSON.stringify(configure(agent, options), undefined, 2),
    },
  });
  const base = repository.defaultBranch;
  const pullOf = (id: string) => repository.pulls().findLast(({ headRef }) => headRef === branchName(id));
  async function push(files: Readonly<Record<string, string | null>>): Promise<void> {
    await repository.commit(base, files);
  }
  return {
    repository,
    agent,
    plan: (workstreams) => push(workstreamFiles(workstreams)),
    push,
    dispatch: (inputs = {}) => actions.dispatch(FULL_NAME, "ada", { workflow: LOOP_WORKFLOW, ref: base, inputs }),
    settle: () => actions.idle(),
    runs: () => actions.runs.all.filter(({ workflow }) => workflow.path.endsWith(`/${LOOP_WORKFLOW}`)),
    pullOf,
    pulls: (state) =>
      repository.pulls().flatMap((pull) => (pull.state === state ? (branchId(pull.headRef) ?? []) : [])),
    async merge(id) {
      await repository.mergePull(pullOf(id)?.number ?? 0);
    },
    gates(id) {
      const history = repository.statuses(pullOf(id)?.headSha ?? "");
      return Object.fromEntries(history.toReversed().map(({ context, state }) => [context, state]));
    },
  };
}

function configure(agent: ScriptedAgent, { config = {}, slots = 4 }: StoryOptions): Record<string, unknown> {
  const { defaults, ...others } = config;
  const agents = Array.from({ length: slots }, (_, index) => ({
    id: `agent-${index + 1}`,
    type: "command",
    command: agent.command,
  }));
  return { agents, defaults: { ...SHORT_WAITS, ...defaults }, ...others };
}

function workstreamFiles(workstreams: Readonly<Record<string, WorkstreamEntry>>): Record<string, string> {
  const files = Object.entries(workstreams).map(([id, entry]): [string, string] => {
    const file = { id, files_scope: [`${id}/`], tasks: [`do ${id}`], ...entry };
    return [`workstreams/${id}.json`, JSON.stringify(file, undefined, 2)];
  });
  return Object.fromEntries(files);
}
