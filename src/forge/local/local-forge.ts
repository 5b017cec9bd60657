import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { GitError } from "../../git/git.ts";
import { updateRefs } from "../../git/refs.ts";
import type { RefUpdate } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { Liveness, Runner } from "../../state/facts.ts";
import { FORGE_REF } from "../../state/names.ts";
import { ForgeError } from "../forge.ts";
import type { Forge, ForgeFacts, ForgePull } from "../forge.ts";
import { readFacts } from "./facts.ts";
import type { LocalFacts } from "./facts.ts";
import type { ForgeChange, PullFile } from "./files.ts";
import { addRemark, closePull, commentOn, landPull, mergePull, readRemarks, reopenPull } from "./pull-steps.ts";
import { readStatuses, writeStatuses } from "./statuses.ts";
import type { SubjectChange } from "./step.ts";
import { openStore } from "./store.ts";
import { createWriter, decideAll } from "./writer.ts";
import type { Decide } from "./writer.ts";

export interface LocalForgeOptions {
  /** The branch that pull requests merge into. */
  readonly base: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Whether the process that a claim recorded still runs. */
  readonly liveness: (runner: Runner) => Liveness;
}

/**
 * Pull requests and statuses in the repository itself. Every write follows from the state it was decided on, or is
 * decided again: processes that write at once lose nothing.
 */
export function createLocalForge(repository: Repository, options: LocalForgeOptions): Forge {
  const store = openStore(repository);
  const writer = createWriter(async (operations) => {
    for (let round = 1; round <= ROUNDS; round++) {
      const facts = await readFacts(repository, store, options.base);
      const batch = await decideAll(facts, operations);
      if (batch.change === undefined || (await record(facts, batch.change, batch.moves))) return batch.answers;
      await sleep(randomInt(1, 5 * Math.min(round, 20)));
    }
    throw new ForgeError("retry", `${FORGE_REF} was moved by other processes ${ROUNDS} times in a row: try again`);
  });
  /** False where somebody else moved a ref since the facts were read: nothing is written then. */
  async function record(facts: LocalFacts, decided: SubjectChange, moves: readonly RefUpdate[]): Promise<boolean> {
    const change = withUnrecorded(decided, facts.unrecorded);
    const commit = await store.write(facts.forge, change, decided.subject);
    const move = { ref: FORGE_REF, old: facts.forge ?? "none", new: commit };
    return (await updateRefs(repository, [move, ...moves], `forge: ${decided.subject}`)) === "done";
  }
  function write<T>(decide: Decide<T>): Promise<T> {
    return translated(() => writer.write(decide));
  }
  return {
    read: () => translated(async () => toForgeFacts(await readFacts(repository, store, options.base))),
    liveness: (claims) => Promise.resolve(claims.map(({ runner }) => options.liveness(runner))),
    setStatuses: async (statuses) => {
      if (statuses.length > 0) await write((facts) => writeStatuses(facts.state, statuses, options.clock()));
      return { left: 0, refused: [] };
    },
    land: (draft) => write((facts) => landPull(repository, facts, draft, options.clock())),
    merge: (pull, head, message, judgedOn) =>
      write((facts) => {
        const order = { pull, head, message, judgedOn, at: options.clock(), base: options.base };
        return mergePull(repository, facts, order);
      }),
    close: (pull) => write((facts) => closePull(facts, pull, options.clock())),
    reopen: (pull) => write((facts) => reopenPull(repository, facts, pull)),
    comment: (pull, marker, body, how) =>
      write((facts) => commentOn(facts, pull, { marker, body, at: options.clock() }, how)),
    feedback: (pull, since) =>
      translated(async () => readRemarks(await readFacts(repository, store, options.base), pull, since)),
    say: (pull, who, text) => write((facts) => addRemark(facts, pull, { who, at: options.clock(), text })),
    enqueue: () => refuse("it merges only by `--merge auto` or `workstreams merge`: it has no queue"),
    dispatch: (workflow) => refuse(`it starts no workflows: ${workflow} runs on GitHub only`),
    // Whoever runs the loop on this machine sees the refs move.
    wake: () => Promise.resolve(),
  };
}

const ROUNDS = 100;

function refuse(why: string): Promise<never> {
  return Promise.reject(new ForgeError("refused", `the forge is this repository: ${why}`));
}

/** What git did is written down with the next change, so that it stays true whatever becomes of the branches. */
function withUnrecorded(change: ForgeChange, unrecorded: readonly PullFile[]): ForgeChange {
  const changed = new Set(change.pulls?.map((pull) => pull.number));
  return { ...change, pulls: [...unrecorded.filter((pull) => !changed.has(pull.number)), ...(change.pulls ?? [])] };
}

/** A lock passes; whatever else git says needs a person: a full disk, a damaged repository, missing rights. */
async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new ForgeError(error.lock === undefined ? "refused" : "retry", error.message, { cause: error });
  }
}

function toForgeFacts(facts: LocalFacts): ForgeFacts {
  const pulls = facts.pulls.map(toForgePull);
  return { pulls, statuses: readStatuses(facts.state), verifying: new Set(), ci: undefined };
}

function toForgePull(pull: PullFile): ForgePull {
  const { number, branch, head, title, body, labels, author, state, openedAt, closedAt, mergedAs } = pull;
  const common = { number, branch, head, title, body, labels, author, state, openedAt, closedAt, mergedAs };
  const queue = { queued: false, queueHead: undefined };
  return { ...common, ...queue, ownRepository: true, draft: false, approvedBy: [], changesRequestedBy: [] };
}
