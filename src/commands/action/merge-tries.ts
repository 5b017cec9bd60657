import type { Action } from "../../decide/action.ts";
import { mergeNotMade } from "../../text/merge-tries.ts";
import type { Look } from "../tick.ts";

/** The merges that one tick tries: one that GitHub does not make stands in the way of no other. */
export interface MergeTries {
  /** Pull requests that are left alone for the rest of the tick. */
  readonly refused: ReadonlySet<number>;
  /** Takes in what became of a look's merges; `lookAgain`: the others can go on without one of them. */
  note(
    seen: Look,
    refusals: readonly { readonly action: Action | undefined }[],
  ): { lookAgain: boolean; notes: readonly string[] };
}

export function createMergeTries(): MergeTries {
  const refused = new Set<number>();
  const tried = new Set<string>();
  return {
    refused,
    note({ reading, decision }, refusals) {
      const before = refused.size;
      const notes: string[] = [];
      for (const action of decision.actions) {
        if (action.kind !== "merge") continue;
        // On the same base a second try of the same head means that the first one was not made.
        const key = [action.pull, action.head, reading.snapshot.base.sha].join(" ");
        const isRefused = refusals.some((refusal) => refusal.action === action);
        if (isRefused || tried.has(key)) refused.add(action.pull);
        if (!isRefused && tried.has(key)) notes.push(mergeNotMade(action.pull));
        tried.add(key);
      }
      return { lookAgain: refused.size > before, notes };
    },
  };
}
