/** The slice of GitHub's schema, with what answers each field. */
import { readFileSync } from "node:fs";
import { buildSchema, isObjectType } from "graphql";
import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from "graphql";
import { checkRunResolvers, checkSuiteResolvers, workflowRunResolvers } from "./checks.ts";
import { commitResolvers, statusContextResolvers, statusResolvers } from "./commit.ts";
import { mutations } from "./mutations.ts";
import {
  actorResolvers,
  autoMergeResolvers,
  commentResolvers,
  labelResolvers,
  pullCommitResolvers,
  pullResolvers,
  reviewCommentResolvers,
  reviewResolvers,
} from "./pull.ts";
import { refResolvers, repositoryResolvers } from "./repository.ts";
import { queryResolvers, queueEntryResolvers, userResolvers } from "./root.ts";
import type { QueryContext } from "./sources.ts";

let loaded: GraphQLSchema | undefined;

export function loadSchema(): GraphQLSchema {
  loaded ??= createSchema();
  return loaded;
}

/** What may stand behind a field, of whatever source. */
type Resolver = NonNullable<ReturnType<GraphQLObjectType["getFields"]>[string]["resolve"]>;

const RESOLVERS: Readonly<Record<string, Readonly<Record<string, Resolver>>>> = {
  Query: queryResolvers,
  Mutation: mutations,
  Repository: repositoryResolvers,
  Ref: refResolvers,
  PullRequest: pullResolvers,
  PullRequestCommit: pullCommitResolvers,
  PullRequestReview: reviewResolvers,
  PullRequestReviewComment: reviewCommentResolvers,
  AutoMergeRequest: autoMergeResolvers,
  MergeQueueEntry: queueEntryResolvers,
  Label: labelResolvers,
  IssueComment: commentResolvers,
  Commit: commitResolvers,
  Status: statusResolvers,
  StatusContext: statusContextResolvers,
  CheckSuite: checkSuiteResolvers,
  CheckRun: checkRunResolvers,
  WorkflowRun: workflowRunResolvers,
  Bot: actorResolvers,
  User: { ...actorResolvers, ...userResolvers },
};

function createSchema(): GraphQLSchema {
  const schema = buildSchema(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const resolvers = RESOLVERS[type.name];
    for (const field of Object.values(type.getFields())) {
      // Connections, payloads and the rate limit are what they say.
      field.resolve =
        resolvers === undefined ? readProperty : (resolvers[field.name] ?? missing(type.name, field.name));
    }
  }
  return schema;
}

/** graphql's own would answer null to a field that nobody thought of. */
const readProperty: GraphQLFieldResolver<Readonly<Record<string, unknown>>, QueryContext> = (
  source,
  _args,
  _context,
  { fieldName, parentType },
) => (fieldName in source ? source[fieldName] : missing(parentType.name, fieldName)());

function missing(type: string, field: string): () => never {
  return function nobody() {
    throw new Error(`the test server can't answer ${type}.${field} yet`);
  };
}
