/** What the jobs of a run may do, by GitHub's rules: a called workflow gets at most what its caller has. */
import type { Permissions } from "../../support/github/state.ts";
import type { DeclaredPermissions, WorkflowFile } from "../../support/github/actions/workflow-file.ts";

/** Of a repository whose owner changed nothing. */
const DEFAULT: Permissions = { contents: "read", packages: "read" };

export type JudgedPermissions =
  /** What any of the jobs may do: act gives all of them one token. */
  | { readonly kind: "granted"; readonly permissions: Permissions }
  /** GitHub does not start the run. */
  | { readonly kind: "refused"; readonly reason: string };

/** `locate` finds what a job of a workflow calls; `allowed` is what the caller of this one has, undefined: it has none. */
export async function judgePermissions<Workflow extends { readonly name: string; readonly file: WorkflowFile }>(
  workflow: Workflow,
  locate: (caller: Workflow, uses: string) => Promise<Workflow>,
  allowed?: Permissions,
): Promise<JudgedPermissions> {
  let union: Permissions = {};
  const own = workflow.file.permissions === undefined ? (allowed ?? DEFAULT) : declared(workflow.file.permissions);
  for (const [id, job] of workflow.file.jobs) {
    const wanted = job.permissions === undefined ? own : declared(job.permissions);
    const excess = allowed === undefined ? undefined : findExcess(wanted, allowed);
    if (excess !== undefined) return { kind: "refused", reason: `${workflow.name}, job ${id}: ${excess}` };
    if (job.uses === undefined) {
      union = unite(union, wanted);
      continue;
    }
    const called = await judgePermissions(await locate(workflow, job.uses), locate, wanted);
    if (called.kind === "refused") return called;
    union = unite(union, called.permissions);
  }
  return { kind: "granted", permissions: union };
}

/** Whether `wanted` goes beyond `allowed`, in GitHub's words. */
function findExcess(wanted: Permissions, allowed: Permissions): string | undefined {
  for (const [name, level] of Object.entries(wanted)) {
    const limit = allowed[name];
    if (limit === "write" || limit === level) continue;
    return `The workflow is requesting '${name}: ${level}', but is only allowed '${name}: ${limit ?? "none"}'.`;
  }
  return undefined;
}

function declared(permissions: DeclaredPermissions): Permissions {
  if (permissions === "read-all" || permissions === "write-all") {
    throw new Error(`permissions: ${permissions}: the test server wants them one by one`);
  }
  return Object.fromEntries(
    Object.entries(permissions).flatMap(([name, level]) => (level === "none" ? [] : [[name, level]])),
  );
}

function unite(some: Permissions, others: Permissions): Permissions {
  const writes = Object.entries({ ...some, ...others }).map(([name, level]): [string, typeof level] => [
    name,
    some[name] === "write" || others[name] === "write" ? "write" : level,
  ]);
  return Object.fromEntries(writes);
}
