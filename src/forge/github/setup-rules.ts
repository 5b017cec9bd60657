import type { BaseRules, BranchFacts, RequiredStatus } from "../../decide/doctor-branches.ts";
import { branchName } from "../../state/names.ts";
import type { Client } from "./client.ts";
import { refusalStatus, refusalText } from "./errors.ts";
import { allPages, ifAllowed, PAGE } from "./known.ts";
import { ProtectedBranch, Rule } from "./setup-schema.ts";

/** What the base demands, by branch protection and rulesets together. Neither takes an administrator to read. */
export function readBaseRules(client: Client, base: string): Promise<BranchFacts["rules"]> {
  return ifAllowed("contents: read", async () => {
    const branch = await readBranch(client, base);
    return branch === undefined ? undefined : toBaseRules(branch, await readRules(client, base));
  });
}

/** Types of the rules for a branch of an agent's, which need not be there. */
export function readWorkRules(client: Client): Promise<BranchFacts["work"]> {
  return ifAllowed("metadata: read", async () => {
    const rules = await readRules(client, branchName("ws-doctor"));
    return [...new Set(rules.map(({ type }) => type))];
  });
}

async function readBranch(client: Client, branch: string): Promise<ProtectedBranch | undefined> {
  try {
    const answer = await client.read("GET /repos/{owner}/{repo}/branches/{branch}", { ...client.repository, branch });
    return ProtectedBranch.parse(answer.data);
  } catch (error) {
    if (refusalStatus(error) === 404) return undefined;
    throw error;
  }
}

async function readRules(client: Client, branch: string): Promise<readonly Rule[]> {
  try {
    return await allPages(async (page) => {
      const options = { ...client.repository, branch, per_page: PAGE, page };
      const answer = await client.read("GET /repos/{owner}/{repo}/rules/branches/{branch}", options);
      return Rule.array().parse(answer.data);
    });
  } catch (error) {
    // A private repository has none without a paid plan.
    if (refusalStatus(error) === 403 && /upgrade to github/i.test(refusalText(error))) return [];
    throw error;
  }
}

function toBaseRules({ protection }: ProtectedBranch, rules: readonly Rule[]): BaseRules {
  const isLinear = rules.some(({ type }) => type === "required_linear_history");
  return {
    required: [...requiredByProtection(protection), ...rules.flatMap(requiredByRule)],
    hasQueue: rules.some(({ type }) => type === "merge_queue"),
    takesMergeCommits: !isLinear && rules.every(takesMergeCommits),
  };
}

/** Every rule has to allow it. */
function takesMergeCommits({ parameters }: Rule): boolean {
  return parameters?.allowed_merge_methods?.includes("merge") ?? true;
}

/** `checks` say whose status it has to be, `contexts` only its name. */
function requiredByProtection(protection: ProtectedBranch["protection"]): readonly RequiredStatus[] {
  const required = protection?.required_status_checks;
  if (required === undefined || required.enforcement_level === "off") return [];
  const apps = new Map(required.checks.map(({ context, app_id: app }) => [context, app]));
  return [...new Set([...required.contexts, ...apps.keys()])].map((context) => ({
    context,
    app: toApp(apps.get(context)),
  }));
}

function requiredByRule({ type, parameters }: Rule): readonly RequiredStatus[] {
  if (type !== "required_status_checks") return [];
  return (parameters?.required_status_checks ?? []).map(({ context, integration_id: app }) => ({
    context,
    app: toApp(app),
  }));
}

function toApp(app: number | null | undefined): number | undefined {
  return app === null || app === undefined || app < 0 ? undefined : app;
}
