import { readFiles, readFilesAt } from "../git/objects.ts";
import type { Repository } from "../git/repository.ts";
import type { AgentConfig } from "../plan/config.ts";
import { templatePaths, withTemplates } from "../plan/check-templates.ts";
import type { Plan } from "../plan/plan.ts";
import { readPlan } from "../plan/read-plan.ts";
import { CONFIG_PATHS, WORKSTREAMS_DIRECTORY, isSource } from "../plan/source.ts";
import type { SourceFile } from "../plan/source.ts";
import type { Claim, Contract, Sha } from "../state/facts.ts";

/** Reads plans and contracts out of commits, each content once. */
export interface SourceReader {
  /** The plan that a commit holds; `agents` replace those of its configuration. */
  planAt(commit: Sha, agents: readonly AgentConfig[] | undefined): Promise<Plan>;
  /** What each claim's attempt may change, by the claim's commit: read at the claim's base, whatever came later. */
  contracts(claims: readonly ClaimOf[]): Promise<ReadonlyMap<Sha, Contract>>;
}

export interface ClaimOf {
  readonly id: string;
  readonly claim: Claim;
}

export function createSourceReader(repository: Repository): SourceReader {
  let newest: { sources: readonly SourceFile[]; agents: readonly AgentConfig[] | undefined; plan: Plan } | undefined;
  const contracts = new Map<Sha, Contract>();
  return {
    async planAt(commit, agents) {
      const sources = await readFiles(repository, commit, [WORKSTREAMS_DIRECTORY, ...CONFIG_PATHS]);
      const wanted = sources.filter(({ path }) => isSource(path));
      if (newest === undefined || newest.agents !== agents || !sameSources(newest.sources, wanted)) {
        newest = { sources: wanted, agents, plan: readPlan(wanted, agents === undefined ? {} : { agents }) };
      }
      return withTemplates(newest.plan, wanted, await readTemplates(repository, commit, newest.plan));
    },
    async contracts(claims) {
      const unknown = claims.filter(({ claim }) => !contracts.has(claim.sha));
      for (const [sha, contract] of await readContracts(repository, unknown)) contracts.set(sha, contract);
      return contracts;
    },
  };
}

async function readTemplates(
  repository: Repository,
  commit: Sha,
  { config }: Pick<Plan, "config">,
): Promise<readonly SourceFile[]> {
  const paths = templatePaths(config);
  if (paths.length === 0) return [];
  const texts = await readFilesAt(
    repository,
    paths.map((path) => ({ commit, path })),
  );
  return paths.flatMap((path, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ path, text }];
  });
}

function sameSources(a: readonly SourceFile[], b: readonly SourceFile[]): boolean {
  return (
    a.length === b.length && a.every(({ path, text }, index) => b[index]?.path === path && b[index]?.text === text)
  );
}

async function readContracts(
  repository: Repository,
  claims: readonly ClaimOf[],
): Promise<readonly (readonly [Sha, Contract])[]> {
  if (claims.length === 0) return [];
  const wanted = claims.flatMap(({ claim }) =>
    [claim.file, ...CONFIG_PATHS].map((path) => ({ commit: claim.base, path })),
  );
  const texts = await readFilesAt(repository, wanted);
  const each = 1 + CONFIG_PATHS.length;
  const readContract = createContractReader();
  return claims.map(({ id, claim }, index) => {
    const start = index * each;
    const sources = wanted.slice(start, start + each).flatMap(({ path }, offset) => {
      const text = texts[start + offset];
      return text === undefined ? [] : [{ path, text }];
    });
    return [claim.sha, readContract(id, sources)] as const;
  });
}

/** One parse for each content: many claims share a file and a configuration. */
function createContractReader(): (id: string, sources: readonly SourceFile[]) => Contract {
  const plans = new Map<string, Pick<Plan, "config" | "workstreams">>();
  return (id, sources) => {
    const key = JSON.stringify(sources.map(({ path, text }) => [path, text]));
    const plan = plans.get(key) ?? readPlan(sources);
    plans.set(key, plan);
    return contractOf(id, plan);
  };
}

/** A workstream that can't be read at its claim's base may change nothing. */
function contractOf(id: string, { config, workstreams }: Pick<Plan, "config" | "workstreams">): Contract {
  const workstream = workstreams.get(id);
  const { protectedPaths, companions, maxFileBytes, maxFiles, scopes } = config;
  return {
    scope: workstream?.scope ?? [],
    protectedPaths,
    companions,
    pathCase: scopes.case,
    maxFileBytes,
    maxFiles,
    workstream,
  };
}
