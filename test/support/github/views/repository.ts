import type { ServerContext } from "../context.ts";
import type { Repository } from "../state.ts";
import { timestamp } from "./time.ts";
import { simpleUser } from "./user.ts";

/** What follows the repository's address, by the name of the field. */
const ADDRESSES = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
} as const;

/** The address under which REST knows the repository. */
export function repositoryUrl(context: ServerContext, repository: Repository): string {
  return `${context.url}/api/v3/repos/${repository.fullName}`;
}

/** By which GraphQL knows it. */
export function repositoryNodeId(repository: Repository): string {
  return `R_${repository.id}`;
}

/** GitHub's `minimal-repository`. */
export function minimalRepository(context: ServerContext, repository: Repository): Record<string, unknown> {
  const url = repositoryUrl(context, repository);
  const addresses = Object.entries(ADDRESSES).map(([name, rest]) => [name, `${url}${rest}`]);
  return {
    id: repository.id,
    node_id: repositoryNodeId(repository),
    name: repository.name,
    full_name: repository.fullName,
    owner: simpleUser(context, repository.owner),
    private: repository.private,
    html_url: `${context.url}/${repository.fullName}`,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(addresses),
  };
}

/** GitHub's `repository`, as in the head and base of a pull request. */
export function repositoryView(context: ServerContext, repository: Repository): Record<string, unknown> {
  const web = `${context.url}/${repository.fullName}`;
  const created = timestamp(repository.createdAt);
  const open = [...repository.pulls.values()].filter(({ state }) => state === "open").length;
  return {
    ...minimalRepository(context, repository),
    license: null,
    git_url: `git:${web.replace(/^https?:/, "")}.git`,
    ssh_url: `git@127.0.0.1:${repository.fullName}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: null,
    ...NOTHING_COUNTED,
    open_issues_count: open,
    open_issues: open,
    default_branch: repository.defaultBranch,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repository.private ? "private" : "public",
    pushed_at: created,
    created_at: created,
    updated_at: created,
  };
}

const NOTHING_COUNTED = { forks: 0, forks_count: 0, stargazers_count: 0, watchers_count: 0, watchers: 0, size: 0 };

/** GitHub's `full-repository`, as the token's owner sees it. */
export function fullRepository(
  context: ServerContext,
  repository: Repository,
  permissions: Readonly<Record<"admin" | "push" | "pull", boolean>>,
): Record<string, unknown> {
  return {
    ...repositoryView(context, repository),
    subscribers_count: 0,
    network_count: 0,
    permissions,
    ...(permissions.push ? mergeSettings(repository) : {}),
  };
}

/** For those who may merge only. */
function mergeSettings({ settings }: Repository): Record<string, unknown> {
  return {
    allow_merge_commit: settings.allowMergeCommits,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: settings.allowAutoMerge,
    delete_branch_on_merge: false,
  };
}
