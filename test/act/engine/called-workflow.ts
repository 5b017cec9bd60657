/** Finds the workflow that a job calls by `uses:`. */
import { basename } from "node:path";
import type { ServerContext } from "../../support/github/context.ts";
import type { Repository } from "../../support/github/state.ts";
import { readWorkflow } from "../../support/github/actions/start-runs.ts";
import type { WorkflowFile } from "../../support/github/actions/workflow-file.ts";

/** A workflow file, and where it is from: what it calls by `./` is there too. */
export interface LocatedWorkflow {
  readonly repository: Repository;
  readonly sha: string;
  readonly file: WorkflowFile;
  /** What act calls it where it has no name. */
  readonly name: string;
}

/** The workflow at that path; throws where there is none. */
export async function locateWorkflow(repository: Repository, sha: string, path: string): Promise<LocatedWorkflow> {
  const { file } = await readWorkflow(repository, sha, path);
  return { repository, sha, file, name: file.name ?? basename(path) };
}

/** What `uses` in a job of `caller` names. */
export async function locateCalled(
  context: Pick<ServerContext, "repositories">,
  caller: LocatedWorkflow,
  uses: string,
): Promise<LocatedWorkflow> {
  if (uses.startsWith("./")) return locateWorkflow(caller.repository, caller.sha, uses.slice(2));
  const [, fullName, path, ref] = /^([^/]+\/[^/]+)\/([^@]+)@(.+)$/.exec(uses) ?? [];
  if (fullName === undefined || path === undefined || ref === undefined) throw new Error(`uses: ${uses} is not valid`);
  const repository = context.repositories.get(fullName.toLowerCase());
  if (repository === undefined) throw new Error(`uses: ${uses}: the test server has no such repository`);
  return locateWorkflow(repository, resolveRef(repository, ref), path);
}

function resolveRef(repository: Repository, ref: string): string {
  const sha = repository.refs.get(`refs/heads/${ref}`) ?? repository.refs.get(`refs/tags/${ref}`);
  if (sha !== undefined) return sha;
  if (/^[0-9a-f]{40}$/.test(ref)) return ref;
  throw new Error(`${repository.fullName} has no branch or tag ${ref}`);
}
