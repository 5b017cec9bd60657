/**
 * Cuts the types, fields and arguments that the test server answers out of GitHub's GraphQL schema, into
 * test/support/github/schema.graphql. What is not in it is a mistake there, as what GitHub does not know is here.
 *
 *   npm pack @octokit/graphql-schema && tar xf octokit-graphql-schema-*.tgz
 *   node scripts/graphql-slice.js package/schema.graphql
 */
import { readFile, writeFile } from "node:fs/promises";
import { parse, print, visit } from "graphql";

const PAGED = "(after before first last)";

/** Enumerations, scalars and inputs that these need come along. */
const KEPT = {
  Query: "id node(id) nodes(ids) rateLimit repository(owner name) viewer",
  Mutation: `convertPullRequestToDraft(input) disablePullRequestAutoMerge(input) enablePullRequestAutoMerge(input)
    enqueuePullRequest(input) markPullRequestReadyForReview(input) updateRefs(input)`,
  Node: "id",
  GitObject: "id oid",
  Actor: "login",
  User: "databaseId id login",
  Bot: "databaseId id login",
  RateLimit: "cost limit nodeCount remaining resetAt used",
  PageInfo: "endCursor hasNextPage hasPreviousPage startCursor",
  Repository: `databaseId defaultBranchRef id isPrivate name nameWithOwner object(expression oid) pullRequest(number)
    pullRequests(after baseRefName before first headRefName labels last orderBy states) ref(qualifiedName)
    refs(after before first last refPrefix)`,
  Ref: "id name prefix target",
  RefConnection: "nodes pageInfo totalCount",
  PullRequest: `author autoMergeRequest baseRefName baseRefOid body closed closedAt comments${PAGED} commits${PAGED}
    createdAt databaseId headRefName headRefOid headRepository id isCrossRepository isDraft isInMergeQueue
    labels${PAGED} latestOpinionatedReviews(after before first last writersOnly) mergeCommit mergeQueueEntry
    mergeable merged mergedAt mergedBy number reviewDecision reviews${PAGED} state title updatedAt`,
  PullRequestConnection: "nodes pageInfo totalCount",
  AutoMergeRequest: "enabledAt enabledBy mergeMethod",
  Label: "color id name",
  LabelConnection: "nodes pageInfo totalCount",
  IssueComment: "author body createdAt databaseId id isMinimized updatedAt",
  IssueCommentConnection: "nodes pageInfo totalCount",
  PullRequestReview: `author body comments${PAGED} commit id isMinimized state submittedAt`,
  PullRequestReviewConnection: "nodes pageInfo totalCount",
  PullRequestReviewComment: "author body createdAt id isMinimized line path",
  PullRequestReviewCommentConnection: "nodes pageInfo totalCount",
  PullRequestCommit: "commit id",
  PullRequestCommitConnection: "nodes pageInfo totalCount",
  Commit: "committedDate id message oid status",
  Status: "context(name) contexts id state",
  StatusContext: "context createdAt creator description id state targetUrl",
  CheckSuite: "checkRuns(after before filterBy first last) conclusion databaseId id status workflowRun",
  CheckRun: "conclusion databaseId id name status",
  CheckRunConnection: "nodes pageInfo totalCount",
  CheckRunFilter: "checkName checkType",
  WorkflowRun: "databaseId id",
  MergeQueueEntry: "headCommit id position state",
  ConvertPullRequestToDraftPayload: "clientMutationId pullRequest",
  DisablePullRequestAutoMergePayload: "clientMutationId pullRequest",
  EnablePullRequestAutoMergePayload: "clientMutationId pullRequest",
  EnqueuePullRequestPayload: "clientMutationId mergeQueueEntry",
  MarkPullRequestReadyForReviewPayload: "clientMutationId pullRequest",
  UpdateRefsPayload: "clientMutationId",
  EnablePullRequestAutoMergeInput: "clientMutationId expectedHeadOid mergeMethod pullRequestId",
  EnqueuePullRequestInput: "clientMutationId expectedHeadOid pullRequestId",
};

const BUILT_IN = new Set(["Boolean", "Float", "ID", "Int", "String"]);
const WHOLE = new Set(["EnumTypeDefinition", "InputObjectTypeDefinition", "ScalarTypeDefinition"]);

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("usage: node scripts/graphql-slice.js <schema.graphql>");
const { definitions } = parse(await readFile(source, "utf8"), { noLocation: true });
const types = new Map(definitions.flatMap((each) => (each.name === undefined ? [] : [[each.name.value, each]])));

const slice = new Map();
for (const name of Object.keys(KEPT)) keep(name);
const sorted = [...slice.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
const text = sorted.map(([, definition]) => print(definition)).join("\n\n");
await writeFile(new URL("../test/support/github/schema.graphql", import.meta.url), `${text}\n`);
process.stdout.write(`${slice.size} types, ${text.length} bytes\n`);

function keep(name) {
  if (slice.has(name) || BUILT_IN.has(name)) return;
  const definition = types.get(name);
  if (definition === undefined) throw new Error(`GitHub's schema has no ${name}`);
  if (KEPT[name] === undefined && !WHOLE.has(definition.kind)) throw new Error(`say which fields of ${name} to keep`);
  const reduced = reduce(definition, KEPT[name]);
  slice.set(name, reduced);
  visit(reduced, { NamedType: ({ name: used }) => keep(used.value) });
}

function reduce(definition, kept) {
  const plain = visit(definition, { Directive: () => null });
  const bare = visit(plain, { enter: (node) => (node.description === undefined ? undefined : withoutText(node)) });
  if (kept === undefined) return bare;
  const wanted = parseKept(kept);
  const fields = bare.fields.filter(({ name }) => wanted.has(name.value));
  const missing = [...wanted.keys()].filter((name) => fields.every((field) => field.name.value !== name));
  if (missing.length > 0) throw new Error(`${bare.name.value} has no ${missing.join(", ")}`);
  return {
    ...bare,
    interfaces: (bare.interfaces ?? []).filter(({ name }) => KEPT[name.value] !== undefined),
    fields: fields.map((field) => withArguments(field, wanted.get(field.name.value))),
  };
}

function withArguments(field, names) {
  if (field.arguments === undefined) return field;
  return { ...field, arguments: field.arguments.filter(({ name }) => names.includes(name.value)) };
}

function withoutText(node) {
  const { description: _, ...rest } = node;
  return rest;
}

/** `a b(x y)` is b with two arguments. */
function parseKept(kept) {
  const found = kept.matchAll(/(\w+)(?:\(([^)]*)\))?/g);
  return new Map([...found].map(([, name, names = ""]) => [name, names.split(" ")]));
}
