import { GitError } from "../../git/git.ts";
import { listRefs } from "../../git/refs.ts";
import { listRemoteRefs, listRemotes } from "../../git/remote-refs.ts";
import { readFiles } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import { uncommittedPaths } from "../../git/uncommitted.ts";
import type { PlanFacts, RepositoryFacts, SharedFacts } from "../../decide/doctor-repository.ts";
import { configurationErrors, configurationWarnings } from "../../plan/configuration-errors.ts";
import type { Config } from "../../plan/config.ts";
import type { Plan } from "../../plan/plan.ts";
import { findConfigSource, readPlan } from "../../plan/read-plan.ts";
import { CONFIG_PATHS, WORKSTREAMS_DIRECTORY, isSource, isWorkstreamFile } from "../../plan/source.ts";
import type { SourceFile } from "../../plan/source.ts";
import { STATE_PREFIX } from "../../state/names.ts";
import { CommandError } from "../command-error.ts";
import { openBase } from "../project.ts";
import { createSourceReader } from "../sources.ts";
import { readPlanIn } from "../working-tree.ts";
import { namedFiles, notIn } from "./named-files.ts";

/** The facts of the repository on this machine, and its configuration. */
export interface RepositoryReading {
  readonly facts: Extract<RepositoryFacts, { kind: "repository" }>;
  /** Undefined: there is none, or it can't be read. */
  readonly config: Config | undefined;
}

/** The plan is the one that lies in the folder, as people edit it; of a bare repository that of its base. */
export async function readRepositoryFacts(repository: Repository): Promise<RepositoryReading> {
  const base = await orProblem(() => openBase(repository));
  const plan = await readPlanFacts(repository, base.kind === "branch" ? base.sha : undefined);
  const named = plan.config === undefined || repository.bare ? [] : namedFiles(repository, plan.config);
  const missing = base.kind === "branch" ? await notIn(repository, base.sha, named) : [];
  const [inTheWay, changed, shared] = await Promise.all([
    listRefs(repository, ["refs/heads/workstreams"]),
    uncommittedPaths(repository, [WORKSTREAMS_DIRECTORY, ...CONFIG_PATHS, ...named.map((path) => `:(literal)${path}`)]),
    readShared(repository),
  ]);
  return {
    facts: {
      kind: "repository",
      root: repository.root,
      base: base.kind === "branch" ? { kind: "branch", name: base.name } : base,
      plan: plan.facts,
      branchInTheWay: inTheWay.startsWith("refs/heads/workstreams "),
      uncommitted: changed.filter((path) => isSource(path) || (named.includes(path) && !missing.includes(path))),
      notInBase: missing,
      shared,
    },
    config: plan.config,
  };
}

/** What is missing rejects as a CommandError, whose message says what to do. */
async function orProblem<Value>(
  read: () => Promise<Value>,
): Promise<Value | { readonly kind: "problem"; readonly problem: string }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CommandError) return { kind: "problem", problem: error.message };
    throw error;
  }
}

async function readPlanFacts(
  repository: Repository,
  base: string | undefined,
): Promise<{ readonly facts: RepositoryReading["facts"]["plan"]; readonly config: Config | undefined }> {
  const read = await orProblem(() => (repository.bare ? readCommitted(repository, base) : readPlanIn(repository.root)));
  if ("problem" in read) return { facts: { kind: "unreadable", problem: read.problem }, config: undefined };
  const facts = toPlanFacts(read.plan, read.sources);
  return { facts, config: facts.configuration === undefined ? undefined : read.plan.config };
}

async function readCommitted(
  repository: Repository,
  base: string | undefined,
): Promise<{ readonly plan: Plan; readonly sources: readonly SourceFile[] }> {
  if (base === undefined) return { plan: readPlan([]), sources: [] };
  const files = await readFiles(repository, base, [WORKSTREAMS_DIRECTORY, ...CONFIG_PATHS]);
  const plan = await createSourceReader(repository).planAt(base, undefined);
  return { plan, sources: files.filter(({ path }) => isSource(path)) };
}

function toPlanFacts(plan: Plan, sources: readonly SourceFile[]): PlanFacts {
  const ofConfiguration = configurationErrors(plan);
  const others = plan.diagnostics.filter((each) => each.severity === "error" && !ofConfiguration.includes(each));
  return {
    kind: "read",
    configuration: findConfigSource(sources)?.path,
    configurationErrors: ofConfiguration.length,
    configurationWarnings: configurationWarnings(plan).length,
    workstreams: sources.filter(({ path }) => isWorkstreamFile(path)).length,
    errors: others.length,
    errorsElsewhere: others.filter(({ file }) => !isWorkstreamFile(file)).length,
  };
}

/** What the first remote has of the loop's own refs; branches come with any fetch. */
async function readShared(repository: Repository): Promise<SharedFacts> {
  const [remote] = await listRemotes(repository);
  if (remote === undefined) return { kind: "none" };
  try {
    const there = await listRemoteRefs(repository, remote, STATE_PREFIX);
    const here = new Set((await listRefs(repository, [STATE_PREFIX])).split("\n"));
    const isSame = [...there].every(([name, sha]) => here.has(`${name} ${sha}`));
    return { kind: isSame ? "same" : "behind", remote };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { kind: "unknown", remote, why: error.stderr.trim().split("\n").at(-1) ?? error.message };
  }
}
