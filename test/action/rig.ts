/** A story on GitHub in which a test gives a step whatever it likes. */
import { currentAttempt } from "../support/github/actions/model.ts";
import type { Run } from "../support/github/actions/model.ts";
import type { Permissions } from "../support/github/state.ts";
import { startStory } from "../support/github-story/story.ts";
import type { Story, StoryOptions } from "../support/github-story/story.ts";
import { runAction } from "./action-process.ts";
import type { ActionDone } from "./action-process.ts";

export interface Rig extends Story {
  /** Of a workflow run, for its repository alone, as a job's `permissions:` make it. */
  token(permissions: Permissions): string;
  step(run: Run, step: Step): Promise<ActionDone>;
  /** Everything on the server that a step could have written. */
  written(): Promise<unknown>;
}

export interface Step {
  readonly inputs: Readonly<Record<string, string>>;
  readonly token: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What the plan job, which may do most, is permitted. */
export const WRITES: Permissions = { contents: "write", "pull-requests": "write", statuses: "write", actions: "write" };

export async function startRig(options: StoryOptions): Promise<Rig> {
  const story = await startStory(options);
  const { server, actions, repository } = story;
  const { fullName } = repository;
  return {
    ...story,
    token: (permissions) =>
      server.createToken({ login: "github-actions[bot]", kind: "actions", permissions, repository: fullName }),
    step: (run, { inputs, token, environment }) =>
      runAction({
        folder: options.outside,
        inputs,
        token,
        environment: { ...runVariables(server.url, run), ...environment },
      }),
    async written() {
      const refs = await repository.git("for-each-ref", "--format=%(refname) %(objectname)");
      const shas = new Set([...refs.matchAll(/[0-9a-f]{40}$/gm)].map(([sha]) => sha));
      return {
        refs,
        pulls: repository.pulls().map((pull) => [pull, repository.comments(pull.number)]),
        statuses: [...shas].map((sha) => [sha, repository.statuses(sha)]),
        // A run that a person started is none of the step's.
        runs: actions.runs.all.filter(({ tokenKind }) => tokenKind !== "user").map(({ id }) => id),
      };
    },
  };
}

function runVariables(serverUrl: string, run: Run): Record<string, string> {
  const url = serverUrl.replace("127.0.0.1", "github.localhost");
  return {
    GITHUB_SERVER_URL: url,
    GITHUB_API_URL: `${url}/api/v3`,
    GITHUB_GRAPHQL_URL: `${url}/api/graphql`,
    GITHUB_REPOSITORY: run.repository.fullName,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_ATTEMPT: String(currentAttempt(run).number),
    GITHUB_EVENT_NAME: run.event,
    GITHUB_ACTOR: run.actor,
    GITHUB_TRIGGERING_ACTOR: run.actor,
  };
}
