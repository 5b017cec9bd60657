/** `workflow_dispatch`: by the API and by a person's click. */
import { z } from "zod";
import { Refusal, restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import type { Actor, Repository } from "../state.ts";
import type { Run } from "./model.ts";
import type { Runs } from "./runs.ts";
import { findWorkflow } from "./routes.ts";
import { readWorkflow } from "./start-runs.ts";
import { htmlUrl, runUrl } from "./views.ts";
import { InputValue } from "./workflow-file.ts";
import type { WorkflowFile } from "./workflow-file.ts";

export interface Dispatch {
  readonly workflow: number | string;
  /** A branch or tag, or its full ref. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, InputValue>>;
}

/** Starts the run, or throws GitHub's refusal. */
export type Dispatcher = (repository: Repository, actor: Actor, dispatch: Dispatch) => Promise<Run>;

/** `noteAll` notes the workflows of the default branch; `execute` gets the run. */
export function createDispatcher(
  context: ServerContext,
  runs: Runs,
  noteAll: (repository: Repository) => Promise<void>,
  execute: (run: Run) => void,
): Dispatcher {
  return async (repository, actor, dispatch) => {
    await noteAll(repository);
    const workflow = findWorkflow(runs, repository, dispatch.workflow);
    if (workflow.disabled) throw new Refusal(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
    const { ref, sha } = resolveRef(repository, dispatch.ref);
    const found = await readWorkflow(repository, sha, workflow.path).catch(() => undefined);
    if (found === undefined || !found.file.triggers.has("workflow_dispatch")) {
      throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
    }
    const payload = {
      ref,
      workflow: workflow.path,
      inputs: checkInputs(found.file, dispatch.inputs),
      repository: { full_name: repository.fullName, default_branch: repository.defaultBranch },
      sender: { login: actor.login },
    };
    const cause = { event: "workflow_dispatch", payload, ref, sha, actor: actor.login, tokenKind: actor.kind };
    const run = runs.add(workflow, { ...cause, head: { branch: ref.replace(/^refs\/(heads|tags)\//, ""), sha } });
    context.emit({ ...cause, name: "workflow_dispatch", action: undefined, repository });
    execute(run);
    return run;
  };
}

const DispatchInput = z.strictObject({
  workflow_id: z.union([z.number(), z.string()]),
  ref: z.string(),
  inputs: z.record(z.string(), InputValue).default({}),
  return_run_details: z.boolean().optional(),
});

/** The API's way to it. */
export function dispatchRoute(context: ServerContext, dispatch: Dispatcher): Route {
  async function handle(call: RestCall<z.infer<typeof DispatchInput>>): Promise<RestReply> {
    const { workflow_id: workflow, ref, inputs, return_run_details: wantsDetails } = call.input;
    const run = await dispatch(call.repository, call.token, { workflow, ref, inputs });
    if (wantsDetails !== true) return { status: 204 };
    const body = { workflow_run_id: run.id, run_url: runUrl(context, run), html_url: htmlUrl(context, run) };
    return { status: 200, body };
  }
  return restRoute("actions/create-workflow-dispatch", [{ actions: "write" }], DispatchInput, handle);
}

function resolveRef(repository: Repository, name: string): { readonly ref: string; readonly sha: string } {
  for (const ref of [name, `refs/heads/${name}`, `refs/tags/${name}`]) {
    const sha = ref.startsWith("refs/") ? repository.refs.get(ref) : undefined;
    if (sha !== undefined) return { ref, sha };
  }
  throw new Refusal(422, `No ref found for: ${name}`);
}

/** What the event says: everything as text, defaults filled in. */
function checkInputs(file: WorkflowFile, given: Readonly<Record<string, InputValue>>): Record<string, string> {
  const unexpected = Object.keys(given).filter((name) => !file.inputs.has(name));
  if (unexpected.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const checked: Record<string, string> = {};
  for (const [name, input] of file.inputs) {
    const value = given[name] ?? input.default;
    if (value === undefined && input.required) throw new Refusal(422, `Required input '${name}' not provided`);
    const text = String(value ?? "");
    if (input.options !== undefined && text !== "" && !input.options.includes(text)) {
      throw new Refusal(422, `Provided value '${text}' for input '${name}' not in the list of allowed values`);
    }
    if (value !== undefined) checked[name] = text;
  }
  return checked;
}
