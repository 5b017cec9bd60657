/** Repositories and people as GitHub nests them in other answers. */
import type { ServerContext } from "../context.ts";
import type { Repository } from "../state.ts";

/** Paths below the repository's own, by the name of their field without `_url`. */
const REPOSITORY_PATHS = {
  archive: "{archive_format}{/ref}",
  assignees: "assignees{/user}",
  blobs: "git/blobs{/sha}",
  branches: "branches{/branch}",
  collaborators: "collaborators{/collaborator}",
  comments: "comments{/number}",
  commits: "commits{/sha}",
  compare: "compare/{base}...{head}",
  contents: "contents/{+path}",
  contributors: "contributors",
  deployments: "deployments",
  downloads: "downloads",
  events: "events",
  forks: "forks",
  git_commits: "git/commits{/sha}",
  git_refs: "git/refs{/sha}",
  git_tags: "git/tags{/sha}",
  hooks: "hooks",
  issue_comment: "issues/comments{/number}",
  issue_events: "issues/events{/number}",
  issues: "issues{/number}",
  keys: "keys{/key_id}",
  labels: "labels{/name}",
  languages: "languages",
  merges: "merges",
  milestones: "milestones{/number}",
  notifications: "notifications{?since,all,participating}",
  pulls: "pulls{/number}",
  releases: "releases{/id}",
  stargazers: "stargazers",
  statuses: "statuses/{sha}",
  subscribers: "subscribers",
  subscription: "subscription",
  tags: "tags",
  teams: "teams",
  trees: "git/trees{/sha}",
} as const;

const USER_PATHS = {
  followers: "followers",
  following: "following{/other_user}",
  gists: "gists{/gist_id}",
  starred: "starred{/owner}{/repo}",
  subscriptions: "subscriptions",
  organizations: "orgs",
  repos: "repos",
  events: "events{/privacy}",
  received_events: "received_events",
} as const;

/** What GitHub's description calls `minimal-repository`. */
export function minimalRepository(context: ServerContext, repository: Repository): Record<string, unknown> {
  const url = `${context.url}/api/v3/repos/${repository.fullName}`;
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: repository.fullName,
    owner: simpleUser(context, repository.owner),
    private: repository.private,
    html_url: `${context.url}/${repository.fullName}`,
    description: null,
    fork: false,
    url,
    ...addresses(url, REPOSITORY_PATHS),
  };
}

/** What GitHub's description calls `simple-user`. */
export function simpleUser(context: ServerContext, login: string): Record<string, unknown> {
  const url = `${context.url}/api/v3/users/${encodeURIComponent(login)}`;
  const id = Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${context.url}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url: `${context.url}/${encodeURIComponent(login)}`,
    type: login.endsWith("[bot]") ? "Bot" : "User",
    site_admin: false,
    ...addresses(url, USER_PATHS),
  };
}

function addresses(url: string, paths: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [`${name}_url`, `${url}/${path}`]));
}
