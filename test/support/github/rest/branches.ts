/** repos/*: branches and what lies between two commits. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import { rulesFor } from "../protection.ts";
import { Refusal } from "../refusal.ts";
import type { Protection, Repository } from "../state.ts";
import { readCommit, readCommits } from "../views/commit.ts";
import { diffEntry, readChanges } from "../views/diff.ts";
import { repositoryUrl } from "../views/repository.ts";
import { findCommit } from "./find.ts";
import { paginate, Page } from "./page.ts";

const MOST_FILES = 300;
const Named = z.strictObject({ branch: z.string() });
const METADATA = [{ metadata: "read" }] as const;

export function branchRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("repos/get-branch", [{ contents: "read" }], Named, (call) => getBranch(context, call)),
    restRoute("repos/get-branch-protection", [{ administration: "read" }], Named, ({ repository, input }) => {
      if (!repository.refs.has(`refs/heads/${input.branch}`)) throw new Refusal(404, "Branch not found");
      const demands = repository.protections.get(input.branch);
      if (demands === undefined) throw new Refusal(404, "Branch not protected");
      return { status: 200, body: protectionView(context, repository, input.branch, demands) };
    }),
    restRoute("repos/get-branch-rules", METADATA, Named.extend(Page), listRules),
    restRoute(
      "repos/compare-commits-with-basehead",
      [{ contents: "read" }],
      z.strictObject({ basehead: z.string(), ...Page }),
      (call) => compare(context, call),
    ),
  ];
}

/** Those of rulesets alone; a branch need not be there. */
function listRules(call: RestCall<{ branch: string; per_page: number; page: number }>): RestReply {
  const { repository, input } = call;
  if (repository.private && !repository.settings.hasRulesets) {
    throw new Refusal(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.");
  }
  const isQueued = repository.settings.mergeQueue && input.branch === repository.defaultBranch;
  const rules = [
    ...rulesFor(repository, input.branch),
    ...(isQueued ? [{ type: "merge_queue", parameters: MERGE_QUEUE }] : []),
  ];
  const source = { ruleset_source_type: "Repository", ruleset_source: repository.fullName, ruleset_id: repository.id };
  const page = paginate(call, rules);
  const body = page.items.map(({ type, parameters }) => ({
    type,
    ...(parameters === undefined ? {} : { parameters }),
    ...source,
  }));
  return { status: 200, body, headers: page.headers };
}

const MERGE_QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: "ALLGREEN",
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: "MERGE",
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

async function getBranch(context: ServerContext, call: RestCall<{ branch: string }>): Promise<RestReply> {
  const { repository, input } = call;
  const sha = repository.refs.get(`refs/heads/${input.branch}`);
  if (sha === undefined) throw new Refusal(404, "Branch not found");
  const url = `${repositoryUrl(context, repository)}/branches/${encodeURIComponent(input.branch)}`;
  const demands = repository.protections.get(input.branch);
  const contexts = demands?.contexts ?? [];
  const checks = {
    enforcement_level: demands === undefined ? "off" : "everyone",
    contexts,
    checks: contexts.map((context_) => ({ context: context_, app_id: null })),
  };
  const body = {
    name: input.branch,
    commit: await readCommit(context, repository, sha),
    _links: { self: url, html: `${context.url}/${repository.fullName}/tree/${encodeURIComponent(input.branch)}` },
    protected: demands !== undefined,
    protection: { enabled: demands !== undefined, required_status_checks: checks },
    protection_url: `${url}/protection`,
  };
  return { status: 200, body };
}

function protectionView(
  context: ServerContext,
  repository: Repository,
  branch: string,
  demands: Protection,
): Record<string, unknown> {
  const url = `${repositoryUrl(context, repository)}/branches/${encodeURIComponent(branch)}/protection`;
  return {
    url,
    required_status_checks: {
      url: `${url}/required_status_checks`,
      strict: false,
      contexts: demands.contexts,
      contexts_url: `${url}/required_status_checks/contexts`,
      checks: demands.contexts.map((context_) => ({ context: context_, app_id: null })),
    },
    required_pull_request_reviews: {
      url: `${url}/required_pull_request_reviews`,
      dismiss_stale_reviews: false,
      require_code_owner_reviews: false,
      required_approving_review_count: demands.reviews,
    },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  };
}

/** Files are on page one only, and never more than GitHub's most. */
async function compare(
  context: ServerContext,
  call: RestCall<{ basehead: string; per_page: number; page: number }>,
): Promise<RestReply> {
  const { repository, input } = call;
  const [from = "", to = ""] = input.basehead.split("...");
  const [base, head] = await Promise.all([findCommit(repository, from), findCommit(repository, to)]);
  if (base === undefined || head === undefined) throw new Refusal(404, "Not Found");
  const mergeBase = await repository.store.git("merge-base", base, head).catch(() => undefined);
  if (mergeBase === undefined) throw new Refusal(404, `No common ancestor between ${from} and ${to}.`);
  const counts = await repository.store.git("rev-list", "--left-right", "--count", `${base}...${head}`);
  const [behind = 0, ahead = 0] = counts.split("\t").map(Number);
  const commits = await readCommits(context, repository, ["--reverse", `${base}..${head}`]);
  const page = paginate(call, commits);
  const files = input.page === 1 ? await readChanges(repository, base, head) : [];
  const url = `${repositoryUrl(context, repository)}/compare/${input.basehead}`;
  const html = `${context.url}/${repository.fullName}/compare/${input.basehead}`;
  const body = {
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: await readCommit(context, repository, base),
    merge_base_commit: await readCommit(context, repository, mergeBase),
    status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: page.items,
    files: files.slice(0, MOST_FILES).map((change) => diffEntry(context, repository, head, change)),
  };
  return { status: 200, body, headers: page.headers };
}
