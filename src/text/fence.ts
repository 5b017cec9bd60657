import type { Fence } from "../decide/fence.ts";

const WHY: Readonly<Record<Extract<Fence, { kind: "closed" }>["why"], string>> = {
  ended: "has ended already",
  superseded: "was followed by a newer one",
  "other-run": "belongs to another run",
};

/** Why a job does nothing. */
export function printFence(
  { id, attempt }: { readonly id: string; readonly attempt: number },
  why: Extract<Fence, { kind: "closed" }>["why"],
): string {
  return `attempt ${attempt} of ${id} ${WHY[why]}: this job does nothing; the newest attempt is the one that counts`;
}
