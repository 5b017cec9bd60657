/** The test server whose runs are executed by act, new for each test. */
import { writeSync } from "node:fs";
import { afterEach, beforeEach, describe } from "vitest";
import { startGithubWithActions } from "../support/github/actions/start.ts";
import type { GithubWithActions } from "../support/github/actions/start.ts";
import { tellMissing } from "../support/left-out.ts";
import type { Machine } from "./engine/act-command.ts";
import { makeActRunner } from "./engine/act-runner.ts";
import type { ActRunner } from "./engine/act-runner.ts";
import { findMissing, provideHostName, provideNode24 } from "./engine/tools.ts";

export interface Engine extends GithubWithActions {
  readonly runner: ActRunner;
  /** Of all repositories; may change between runs. */
  readonly secrets: Map<string, string>;
  readonly variables: Map<string, string>;
}

const STDERR = 2;
const LINES = 60;

/** Leaves the tests out, and says so, where this machine can't run them. */
export function describeWithAct(name: string, tests: () => void): void {
  const missing = findMissing();
  if (missing === undefined) return void describe(name, tests);
  tellMissing(`${name} (run by act)`, missing);
  describe.skip(name, tests);
}

/** Call it at the top of a `describeWithAct`; the answer is filled before each test. */
export function useEngine(machine: Machine = "self-hosted"): Engine {
  const engine: { current: Engine | undefined } = { current: undefined };
  beforeEach(async () => {
    await provideHostName();
    engine.current = await startEngine(machine, await provideNode24());
  }, 300_000);
  afterEach(async ({ task }) => {
    const { current } = engine;
    engine.current = undefined;
    if (current === undefined) return;
    if (task.result?.state === "fail") await tellLogs(current);
    await current.server.close();
    current.server.verify();
  });
  const get = () => {
    if (engine.current === undefined) throw new Error("the engine is there within a test only");
    return engine.current;
  };
  return {
    get server() {
      return get().server;
    },
    get actions() {
      return get().actions;
    },
    get runner() {
      return get().runner;
    },
    get secrets() {
      return get().secrets;
    },
    get variables() {
      return get().variables;
    },
  };
}

async function startEngine(machine: Machine, nodeFolder: string): Promise<Engine> {
  const secrets = new Map<string, string>();
  const variables = new Map<string, string>();
  let runner: ActRunner | undefined;
  const started = await startGithubWithActions({
    makeRunner: (context) =>
      makeActRunner(context, { nodeFolder, secrets, variables, machine }, (made) => {
        runner = made;
      }),
  });
  if (runner === undefined) throw new Error("the server did not take its runner");
  return { ...started, runner, secrets, variables };
}

/** The end of what act said in each run. */
async function tellLogs({ actions, runner }: Engine): Promise<void> {
  for (const run of actions.runs.all) {
    const log = (await runner.readLog(run)).split("\n").slice(-LINES).join("\n");
    writeSync(
      STDERR,
      `--- run ${run.id}, ${run.workflow.path}, ${run.event}: ${run.conclusion ?? run.status}\n${log}\n`,
    );
  }
}
