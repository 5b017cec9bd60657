/** What we ask GraphQL about pull requests. A page costs as many points as it has lists in each of its hundred entries. */

/** Most that GitHub gives at once. */
export const PAGE = 100;

const PULL = `
  number title body state isDraft isCrossRepository headRefName headRefOid createdAt closedAt
  author { login }
  labels(first: 50) { nodes { name } }
  mergeCommit { oid }`;

const STATUS = `oid status { contexts { context state description } }`;

/** Everybody's open ones, with what their merge depends on. */
export const OPEN_PULLS = `query OpenPulls($owner: String!, $repo: String!, $base: String!, $queue: Boolean!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(states: [OPEN], baseRefName: $base, first: ${PAGE}, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ${PULL}
        isInMergeQueue
        mergeQueueEntry @include(if: $queue) { headCommit { ${STATUS} } }
        autoMergeRequest { enabledAt }
        latestOpinionatedReviews(first: 50, writersOnly: true) { nodes { state author { login } commit { oid } } }
        commits(last: 1) { nodes { commit { ${STATUS} } } }
      }
    }
  }
}`;

/** Those of workstreams that are closed or merged: by their label, newest first. */
export const ENDED_PULLS = `query EndedPulls($owner: String!, $repo: String!, $base: String!, $label: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(states: [CLOSED, MERGED], baseRefName: $base, labels: [$label], first: ${PAGE}, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { ${PULL} }
    }
  }
}`;

/** Branches that one query looks up. */
export const BRANCHES_AT_ONCE = 50;
/** Of each of them so many, the newest ones. */
export const PULLS_PER_BRANCH = 10;

/** All closed or merged ones of one branch name, forks' too. */
export const PULLS_OF_BRANCH = `query PullsOfBranch($owner: String!, $repo: String!, $base: String!, $branch: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(states: [CLOSED, MERGED], baseRefName: $base, headRefName: $branch, first: ${PAGE}, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { ${PULL} }
    }
  }
}`;

/** The closed or merged ones of each branch, whatever their labels. Its variables are `branch0`, `branch1`... */
export function pullsByBranch(count: number): string {
  return aliased(
    "PullsByBranch($owner: String!, $repo: String!, $base: String!",
    "branch",
    "String!",
    count,
    (name) =>
      `pullRequests(states: [CLOSED, MERGED], baseRefName: $base, headRefName: $${name}, first: ${PULLS_PER_BRANCH}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${PULL} } }`,
  );
}

/** The statuses of commits. Its variables are `commit0`, `commit1`... */
export function statusesOf(count: number): string {
  return aliased(
    "Statuses($owner: String!, $repo: String!",
    "commit",
    "GitObjectID!",
    count,
    (name) => `object(oid: $${name}) { ... on Commit { ${STATUS} } }`,
  );
}

/** Many questions about the repository in one, each with a variable and an alias of its own, of the same name. */
function aliased(head: string, prefix: string, type: string, count: number, ask: (name: string) => string): string {
  const names = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const variables = names.map((name) => `, $${name}: ${type}`).join("");
  const fields = names.map((name) => `${name}: ${ask(name)}`).join("\n    ");
  return `query ${head}${variables}) {\n  repository(owner: $owner, name: $repo) {\n    ${fields}\n  }\n}`;
}

/** The jobs of runs, by the node ids of their check suites; of each job the newest try. */
export const CHECK_RUNS = `query CheckRuns($ids: [ID!]!, $after: String) {
  nodes(ids: $ids) {
    ... on CheckSuite {
      id
      checkRuns(first: ${PAGE}, after: $after, filterBy: { checkType: LATEST }) {
        pageInfo { hasNextPage endCursor }
        nodes { name status conclusion }
      }
    }
  }
}`;

const WORDS = `author { kind: __typename login } body isMinimized`;

/** What was said of a pull request, the newest first by pages; a list of which no more is wanted is left out. */
export const CONVERSATION = `query Conversation(
  $owner: String!, $repo: String!, $number: Int!
  $reviews: Boolean!, $beforeReview: String, $comments: Boolean!, $beforeComment: String
) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviews(last: ${PAGE}, before: $beforeReview) @include(if: $reviews) {
        pageInfo { hasPreviousPage startCursor }
        nodes {
          ${WORDS} state submittedAt
          comments(last: 50) { nodes { ${WORDS} createdAt path line } }
        }
      }
      comments(last: ${PAGE}, before: $beforeComment) @include(if: $comments) {
        pageInfo { hasPreviousPage startCursor }
        nodes { ${WORDS} createdAt }
      }
    }
  }
}`;

/** Whose token it is. */
export const VIEWER = `query Viewer { viewer { login } }`;
