import type { Status } from "../../state/facts.ts";
import type { Sha } from "../../state/facts.ts";
import { PULL_LABEL, branchId } from "../../state/names.ts";
import type { ForgePull } from "../forge.ts";
import type { Client } from "./client.ts";
import {
  BRANCHES_AT_ONCE,
  ENDED_PULLS,
  OPEN_PULLS,
  PULLS_OF_BRANCH,
  PULLS_PER_BRANCH,
  pullsByBranch,
} from "./pulls-query.ts";
import { PullPage, PullsByBranch } from "./schema.ts";
import type { CommitStatus, PullNode } from "./schema.ts";

export interface PullsQuestion {
  /** The branch that they merge into. */
  readonly base: string;
  /** Those to look up by name where they are not known. */
  readonly branches: readonly string[];
  /** Whether the heads of merge groups are wanted. */
  readonly queue: boolean;
}

export interface PullsRead {
  /** Ascending numbers. */
  readonly pulls: readonly ForgePull[];
  /** Of every open one's head and queue head, those without any status too. */
  readonly statuses: ReadonlyMap<Sha, ReadonlyMap<string, Status>>;
}

/**
 * Everybody's open pull requests, and those of workstreams that are closed or merged: by label, and where no open or
 * merged one of one of `branches` is known by its name, because people take labels away and a landing may be cut off.
 */
export async function readPulls(client: Client, question: PullsQuestion): Promise<PullsRead> {
  const { base, branches, queue } = question;
  // In this order: one that is merged in between is found twice, not missed.
  const open = await readPages(client, OPEN_PULLS, { base, queue });
  const ended = await readPages(client, ENDED_PULLS, { base, label: PULL_LABEL });
  const telling = [...open, ...ended].filter(
    ({ isCrossRepository, state }) => !isCrossRepository && state !== "CLOSED",
  );
  const known = new Set(telling.map(({ headRefName }) => headRefName));
  const others = await readBranches(
    client,
    base,
    branches.filter((branch) => !known.has(branch)),
  );
  const nodes = new Map([...open, ...ended.filter(isOfWorkstream), ...others].map((node) => [node.number, node]));
  const pulls = [...nodes.values()].map(toForgePull).toSorted((a, b) => a.number - b.number);
  return { pulls, statuses: new Map(open.flatMap(headStatuses)) };
}

async function readPages(
  client: Client,
  query: string,
  variables: Readonly<Record<string, string | boolean>>,
): Promise<readonly PullNode[]> {
  const nodes: PullNode[] = [];
  let after: string | null = null;
  do {
    const page: PullPage = await client.query(PullPage, query, { ...client.repository, ...variables, after });
    const { pageInfo, nodes: found } = page.repository.pullRequests;
    nodes.push(...found);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}

async function readBranches(client: Client, base: string, branches: readonly string[]): Promise<readonly PullNode[]> {
  const nodes: PullNode[] = [];
  for (let start = 0; start < branches.length; start += BRANCHES_AT_ONCE) {
    const part = branches.slice(start, start + BRANCHES_AT_ONCE);
    const variables = Object.fromEntries(part.map((branch, index) => [`branch${index}`, branch]));
    const answer = await client.query(PullsByBranch, pullsByBranch(part.length), {
      ...client.repository,
      base,
      ...variables,
    });
    for (const [index, branch] of part.entries()) {
      const found = answer.repository[`branch${index}`]?.nodes ?? [];
      nodes.push(...(isCrowded(found) ? await readPages(client, PULLS_OF_BRANCH, { base, branch }) : found));
    }
  }
  return nodes;
}

/** Forks may have branches of the same name, and more of them than are looked up at once. */
function isCrowded(found: readonly PullNode[]): boolean {
  return found.length === PULLS_PER_BRANCH && found.every(({ isCrossRepository }) => isCrossRepository);
}

function isOfWorkstream(node: PullNode): boolean {
  return branchId(node.headRefName) !== undefined;
}

function toForgePull(node: PullNode): ForgePull {
  const reviews = node.latestOpinionatedReviews?.nodes ?? [];
  const approvals = reviews.filter(({ state, commit }) => state === "APPROVED" && commit?.oid === node.headRefOid);
  const requests = reviews.filter(({ state }) => state === "CHANGES_REQUESTED");
  return {
    number: node.number,
    branch: node.headRefName,
    head: node.headRefOid,
    ownRepository: !node.isCrossRepository,
    title: node.title,
    body: node.body,
    labels: node.labels.nodes.map(({ name }) => name),
    author: node.author?.login ?? GHOST,
    state: STATES[node.state],
    draft: node.isDraft,
    queued: node.isInMergeQueue || (node.autoMergeRequest ?? undefined) !== undefined,
    queueHead: node.mergeQueueEntry?.headCommit?.oid,
    approvedBy: approvals.map(({ author }) => author?.login ?? GHOST),
    changesRequestedBy: requests.map(({ author }) => author?.login ?? GHOST),
    openedAt: node.createdAt,
    closedAt: node.state === "OPEN" ? undefined : (node.closedAt ?? undefined),
    mergedAs: node.state === "MERGED" ? node.mergeCommit?.oid : undefined,
  };
}

/** Whose account is gone. */
const GHOST = "ghost";

const STATES = { OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const;

function headStatuses(node: PullNode): readonly (readonly [Sha, ReadonlyMap<string, Status>])[] {
  const commits = (node.commits?.nodes ?? []).map(({ commit }) => commit);
  const group = node.mergeQueueEntry?.headCommit ?? undefined;
  return [...commits, ...(group === undefined ? [] : [group])].map((commit) => [commit.oid, readStatuses(commit)]);
}

/** By context, as it was last spelled. */
export function readStatuses({ status }: CommitStatus): ReadonlyMap<string, Status> {
  const contexts = status?.contexts ?? [];
  return new Map(
    contexts.map(({ context, state, description }) => [context, { state, description: description ?? "" }]),
  );
}
