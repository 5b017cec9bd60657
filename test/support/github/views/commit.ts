import type { Sha } from "../../../../src/state/facts.ts";
import type { ServerContext } from "../context.ts";
import type { Repository } from "../state.ts";
import { repositoryUrl } from "./repository.ts";

const FORMAT = ["%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"].join("%x00");

/** GitHub's `commit` of each of them, in the order of git's answer to these arguments. */
export async function readCommits(
  context: ServerContext,
  repository: Repository,
  args: readonly string[],
): Promise<readonly Record<string, unknown>[]> {
  const output = await repository.store.git("log", `--format=${FORMAT}%x01`, ...args);
  const records = output.split("\u0001").slice(0, -1);
  return records.map((record) => commitView(context, repository, record.trimStart().split("\0")));
}

/** GitHub's `commit`. */
export async function readCommit(
  context: ServerContext,
  repository: Repository,
  sha: Sha,
): Promise<Record<string, unknown>> {
  const [commit] = await readCommits(context, repository, ["-1", sha]);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

function commitView(
  context: ServerContext,
  repository: Repository,
  [sha = "", tree = "", parents = "", ...people]: readonly string[],
): Record<string, unknown> {
  const [name = "", email = "", date = "", committer = "", committerEmail = "", committed = "", message = ""] = people;
  const api = repositoryUrl(context, repository);
  const web = `${context.url}/${repository.fullName}/commit`;
  return {
    url: `${api}/commits/${sha}`,
    sha,
    node_id: `C_${sha}`,
    html_url: `${web}/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: { name, email, date },
      committer: { name: committer, email: committerEmail, date: committed },
      message: message.trimEnd(),
      comment_count: 0,
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
    },
    author: null,
    committer: null,
    parents: parents
      .split(" ")
      .filter((parent) => parent !== "")
      .map((parent) => ({ sha: parent, url: `${api}/commits/${parent}`, html_url: `${web}/${parent}` })),
  };
}
