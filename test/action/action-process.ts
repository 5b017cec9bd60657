/** The action as the runner starts it: a process with its inputs and its files in the environment. */
import { actionProgram } from "../support/programs.ts";
import { startStep } from "../support/github-story/step.ts";
import type { StepDone } from "../support/github-story/step.ts";
import { ACTION } from "../workflows/workflow-files.ts";
import { resolve, toText } from "../workflows/evaluate.ts";

export interface ActionDone extends StepDone {
  /** Texts of its annotations. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
}

export interface ActionStart {
  /** Its files are in here. */
  readonly folder: string;
  /** As `with:` has them, resolved; what is missing gets action.yml's default. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Of the job and of the step; undefined takes a variable away. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `github.token` */
  readonly token: string;
}

export async function runAction({ folder, inputs, environment, token }: ActionStart): Promise<ActionDone> {
  const variables = {
    PATH: process.env["PATH"],
    HOME: folder,
    TMPDIR: folder,
    RUNNER_TEMP: folder,
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: folder,
    ...inputVariables(inputs, token),
    ...environment,
  };
  const given = Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const { done } = await startStep(actionProgram(), folder, Object.fromEntries(given));
  const step = await done;
  const of = (kind: string) => annotations(step.said, kind);
  return { ...step, errors: of("error"), warnings: of("warning"), notices: of("notice") };
}

/** Every input of action.yml is there, as the runner sees to. */
function inputVariables(inputs: ActionStart["inputs"], token: string): Record<string, string> {
  const scope = { contexts: { github: { token } } };
  const all = Object.entries(ACTION.inputs).map(([name, { default: usual }]): [string, string] => [
    `INPUT_${name.toUpperCase()}`,
    inputs[name] ?? toText(resolve(usual, scope)),
  ]);
  return Object.fromEntries(all);
}

function annotations(said: string, kind: string): readonly string[] {
  const found = said.matchAll(new RegExp(`^::${kind}(?: [^:]*)?::(.*)$`, "gm"));
  return [...found].map(([, text = ""]) => text.replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%"));
}
