/** Reads the facts of one moment: git's, the forge's and the processes', put together for the pure rooms. */
import { readRefs } from "../git/refs.ts";
import type { Ref } from "../git/refs.ts";
import type { ForgeFacts } from "../forge/forge.ts";
import { judgeCopy } from "../decide/ci-copy.ts";
import type { CiRules } from "../decide/judge.ts";
import { readFilesAt } from "../git/objects.ts";
import { isRunnable } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import { missingSecret } from "../plan/secrets.ts";
import type { Attempt, Pull, Sha, Snapshot } from "../state/facts.ts";
import { EPOCH_REF, REF_PREFIXES, branchName, parseRef } from "../state/names.ts";
import { openClaims, readAttempts, readRecords } from "../state/read-records.ts";
import type { Records } from "../state/read-records.ts";
import type { Project } from "./project.ts";
import { readBranches } from "./read-branches.ts";
import { readPairs, readPulls } from "./read-pulls.ts";

/** The plan at the tip of the base branch, and the facts beside it. */
export interface Reading {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** Differs from another reading's wherever a ref differs, see readFingerprint. */
  readonly fingerprint: string;
  readonly canary: boolean;
  /** Agents that can't work now, by id, each with one sentence why. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** The repository's own CI; undefined: none is configured, or the forge runs none. */
  readonly ci: CiRules | undefined;
}

/** `agents` replace the configured ones. */
export async function readProject(project: Project, agents?: readonly AgentConfig[]): Promise<Reading> {
  // The lock's value comes first: facts that are newer than it are harmless, older ones are not. So does the fingerprint:
  // whatever moves while the facts are read makes it differ from the next one, and they are read again.
  const fingerprint = await readFingerprint(project);
  // The forge comes before the base: a merge that it tells of is then never missing from an older base.
  const forge = await project.forge.read(branchesIn(fingerprint));
  await project.refs.fetch(
    refsOf(project),
    forge.pulls.map(({ head }) => head),
  );
  const refs = await readRefs(project.repository, refsOf(project));
  const sha = baseTip(project, refs);
  const records = readRecords(refs);
  const [plan, attempts] = await Promise.all([
    project.sources.planAt(sha, agents),
    attemptsWithContracts(project, records),
  ]);
  const [pulls, branchFacts] = await Promise.all([
    readPulls(project, { forge, attempts, base: sha, verdicts: records.verdicts }),
    readBranches(project, { attempts, branches: records.branches, base: sha, merged: mergedHeads(forge) }),
  ]);
  const snapshot: Snapshot = {
    base: { branch: project.base, sha },
    epoch: epochOf(fingerprint),
    attempts,
    branches: records.branches,
    ...branchFacts,
    pulls,
    intents: records.intents,
    verifying: forge.verifying,
    pushesWorkflows: project.pushesWorkflows,
    pairs: await readPairs(project, pulls, plan.config.scopes.case),
  };
  const ci = forge.ci === undefined ? undefined : await readCiRules(project, plan, sha, pulls);
  return { plan, snapshot, fingerprint, canary: project.canary, unavailable: findUnavailable(project, plan), ci };
}

/** What runs is the head's own copy of the workflow; the base's says what is meant now. */
async function readCiRules(
  project: Project,
  { config }: Plan,
  base: Sha,
  pulls: readonly Pull[],
): Promise<CiRules | undefined> {
  const workflow = config.ciWorkflow;
  if (workflow === undefined) return undefined;
  const heads = pulls.filter(({ state, id }) => state === "open" && id !== undefined).map(({ head }) => head);
  const path = `.github/workflows/${workflow}`;
  const [atBase, ...own] = await readFilesAt(
    project.repository,
    [base, ...heads].map((commit) => ({ commit, path })),
  );
  return { workflow, copies: new Map(heads.map((head, index) => [head, judgeCopy(atBase, own[index])])) };
}

const NO_COMMAND = "it has no `command`: set it in the configuration";

function findUnavailable({ secrets }: Project, { config }: Plan): ReadonlyMap<string, string> {
  const missing = new Map<string, string>();
  for (const agent of secrets === undefined ? [] : config.agents) {
    const why = isRunnable(agent) ? missingSecret(agent, secrets ?? new Set()) : NO_COMMAND;
    if (why !== undefined) missing.set(agent.id, why);
  }
  return missing;
}

/** What all refs that matter point to, as one text: the same text means that no fact has changed. One process. */
export async function readFingerprint(project: Project): Promise<string> {
  return project.refs.list(refsOf(project));
}

/**
 * The branches of everything that was ever delivered, also those that are gone: where the forge finds no pull request of
 * one by itself, it looks by the name.
 */
function branchesIn(fingerprint: string): readonly string[] {
  const ids = fingerprint.split("\n").flatMap((line) => {
    const name = parseRef(line.slice(0, line.indexOf(" ")));
    return name?.kind === "branch" || (name?.kind === "attempt" && name.part === "work") ? [name.id] : [];
  });
  return [...new Set(ids)].map(branchName);
}

function mergedHeads({ pulls }: ForgeFacts): ReadonlySet<Sha> {
  return new Set(pulls.filter(({ state }) => state === "merged").map(({ head }) => head));
}

function refsOf({ base }: Project): readonly string[] {
  return [...REF_PREFIXES, `refs/heads/${base}`];
}

function epochOf(fingerprint: string): Sha | undefined {
  const line = fingerprint.split("\n").find((text) => text.startsWith(`${EPOCH_REF} `));
  return line?.slice(EPOCH_REF.length + 1);
}

function baseTip(project: Project, refs: readonly Ref[]): Sha {
  const tip = refs.find((ref) => ref.name === `refs/heads/${project.base}`);
  if (tip === undefined) throw new Error(`the base branch ${project.base} disappeared while it was read`);
  return tip.sha;
}

async function attemptsWithContracts(
  project: Project,
  records: Records,
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const open = openClaims(records);
  const [contracts, answers] = await Promise.all([
    project.sources.contracts(records.claims),
    project.forge.liveness(open.map(({ id, number, claim }) => ({ id, number, runner: claim.runner, at: claim.at }))),
  ]);
  const liveness = new Map(open.map(({ claim }, index) => [claim.sha, answers[index]]));
  return readAttempts(records, {
    contract: (claim) => contracts.get(claim),
    liveness: (claim) => liveness.get(claim) ?? "unknown",
  });
}
