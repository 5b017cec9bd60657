/** Writes of this process never compete: what is asked for while another write goes on becomes one commit after it. */
import { setImmediate } from "node:timers/promises";
import type { RefUpdate } from "../../git/refs.ts";
import type { LocalFacts } from "./facts.ts";
import { applyChange } from "./files.ts";
import type { Step, SubjectChange } from "./step.ts";

/** Decides an operation on facts; again, when they turn out to be old. */
export type Decide<T> = (facts: LocalFacts) => Step<T> | Promise<Step<T>>;

/** An operation that somebody waits for. */
export interface Operation {
  /** Never rejects; the answer tells the one who waits, once what it goes with is written. */
  readonly decide: (facts: LocalFacts) => Promise<Step<() => void>>;
  readonly fail: (error: unknown) => void;
}

export interface Writer {
  write<T>(decide: Decide<T>): Promise<T>;
}

/** `perform` carries out operations in their order and returns the answers of those that it took, at least one. */
export function createWriter(perform: (operations: readonly Operation[]) => Promise<readonly (() => void)[]>): Writer {
  const waiting: Operation[] = [];
  let working = false;

  async function work(): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      // Whoever asks in the same breath comes along.
      await setImmediate();
      const operations = [...waiting];
      const answers = await perform(operations).catch((error: unknown) =>
        operations.map(
          ({ fail }) =>
            () =>
              fail(error),
        ),
      );
      waiting.splice(0, answers.length);
      for (const answer of answers) answer();
    }
    working = false;
  }
  return {
    write: <T>(decide: Decide<T>) =>
      new Promise<T>((resolve, reject) => {
        waiting.push(toOperation(decide, resolve, reject));
        if (!working) void work();
      }),
  };
}

function toOperation<T>(decide: Decide<T>, resolve: (value: T) => void, reject: (error: unknown) => void): Operation {
  return {
    async decide(facts) {
      try {
        const step = await decide(facts);
        return { ...step, answer: () => resolve(step.answer) };
      } catch (error) {
        return { answer: () => reject(error) };
      }
    },
    fail: reject,
  };
}

/** What operations make of the facts together. */
export interface Batch {
  /** Of the first operations; those after them need newer facts. */
  readonly answers: readonly (() => void)[];
  /** Undefined: nothing is to be written. */
  readonly change: SubjectChange | undefined;
  readonly moves: readonly RefUpdate[];
}

/** Each operation sees what those before it changed. One that moves refs is the last: what they are is not known yet. */
export async function decideAll(start: LocalFacts, operations: readonly Operation[]): Promise<Batch> {
  const answers: (() => void)[] = [];
  const changes: SubjectChange[] = [];
  let moves: readonly RefUpdate[] = [];
  let facts = start;
  for (const { decide } of operations) {
    const step = await decide(facts);
    answers.push(step.answer);
    if (step.change !== undefined) {
      changes.push(step.change);
      facts = withChange(facts, step.change);
    }
    moves = step.moves ?? [];
    if (moves.length > 0) break;
  }
  return { answers, change: joinChanges(changes), moves };
}

function withChange(facts: LocalFacts, change: SubjectChange): LocalFacts {
  const changed = new Map(facts.pulls.map((pull) => [pull.number, pull]));
  for (const pull of change.pulls ?? []) changed.set(pull.number, pull);
  const pulls = [...changed.values()].toSorted((a, b) => a.number - b.number);
  return { ...facts, state: applyChange(facts.state, change), pulls };
}

/** Of several files of one name the last one counts. */
function joinChanges(changes: readonly SubjectChange[]): SubjectChange | undefined {
  if (changes.length === 0) return undefined;
  return {
    subject: [...new Set(changes.map(({ subject }) => subject))].join(", "),
    pulls: [...new Map(changes.flatMap(({ pulls = [] }) => pulls).map((pull) => [pull.number, pull])).values()],
    statuses: [...new Map(changes.flatMap(({ statuses = [] }) => statuses).map((file) => [file.sha, file])).values()],
  };
}
