import type { Judged } from "./judged.ts";
import type { Known } from "./known.ts";

/** Something that the token may not read; `needs` is the permission. */
export interface UntoldMatter {
  readonly kind: "untold";
  readonly about: Untold;
  readonly needs: string;
}

/** What could not be read. */
export type Untold =
  | "caller"
  | "caller-state"
  | "actions"
  | "open-pulls"
  | "secrets"
  | "base-rules"
  | "work-rules"
  | "merge-commits"
  | "auto-merge";

/** Judges what is known; else says that it can't be told. */
export function judgeKnown<Matter, Value>(
  about: Untold,
  known: Known<Value>,
  judgeValue: (value: Value) => readonly Judged<Matter>[],
): readonly Judged<Matter | UntoldMatter>[] {
  if (known.kind === "known") return judgeValue(known.value);
  return [{ state: "unknown", matter: { kind: "untold", about, needs: known.needs } }];
}
