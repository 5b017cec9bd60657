/** What resolvers pass on to each other. `type` names the type where the schema has an interface. */
import type { Sha } from "../../../../src/state/facts.ts";
import type { CheckSuiteView, ServerContext } from "../context.ts";
import type { Permissions, Pull, Repository, Token } from "../state.ts";
import { holds, reaches } from "../tokens.ts";
import { pullNodeId } from "../views/pull.ts";
import { repositoryNodeId } from "../views/repository.ts";
import { GraphqlRefusal } from "./refusal.ts";

/** What a whole query has in common. */
export interface QueryContext {
  readonly server: ServerContext;
  readonly token: Token;
  readonly checkSuite: (id: string) => CheckSuiteView | undefined;
  readonly rateLimit: RateLimitSource;
}

export interface RateLimitSource {
  readonly cost: number;
  readonly limit: number;
  readonly nodeCount: number;
  readonly remaining: number;
  readonly resetAt: string;
  readonly used: number;
}

export interface RepositorySource {
  readonly type: "Repository";
  readonly repository: Repository;
}

export interface PullSource {
  readonly type: "PullRequest";
  readonly repository: Repository;
  readonly pull: Pull;
}

export interface CommitSource {
  readonly type: "Commit";
  readonly repository: Repository;
  readonly sha: Sha;
}

export interface CheckSuiteSource {
  readonly type: "CheckSuite";
  readonly suite: CheckSuiteView;
}

export type NodeSource = RepositorySource | PullSource | CommitSource | CheckSuiteSource;

/** Throws GitHub's refusal of one field. */
export function need(context: QueryContext, repository: Repository, permissions: Permissions): void {
  if (holds(context.token, repository, permissions)) return;
  const whose = context.token.kind === "user" ? "personal access token" : "integration";
  throw new GraphqlRefusal("FORBIDDEN", `Resource not accessible by ${whose}`);
}

/** A moment as GraphQL writes it; null for none. */
export function moment(at: number | undefined): string | null {
  return at === undefined ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Anything by its node id, as far as the token sees it. */
export function findNode(context: QueryContext, id: string): NodeSource {
  const found = search(context, id);
  if (found !== undefined && reaches(context.token, repositoryOf(found))) return found;
  throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'.`);
}

function search(context: QueryContext, id: string): NodeSource | undefined {
  for (const repository of context.server.repositories.values()) {
    if (repositoryNodeId(repository) === id) return { type: "Repository", repository };
    for (const pull of repository.pulls.values()) {
      if (pullNodeId(pull) === id) return { type: "PullRequest", repository, pull };
    }
  }
  const suite = context.checkSuite(id);
  return suite === undefined ? undefined : { type: "CheckSuite", suite };
}

function repositoryOf(node: NodeSource): Repository {
  return node.type === "CheckSuite" ? node.suite.repository : node.repository;
}
