/** What every forge refuses, in one sentence each. */
import type { Sha } from "../state/facts.ts";
import { branchId } from "../state/names.ts";
import { ForgeError } from "./forge.ts";
import type { StatusWrite } from "./forge.ts";

export function unknownPull(number: number, cause?: unknown): ForgeError {
  return new ForgeError("refused", `there is no pull request #${number}`, { cause });
}

export function mergedForGood(number: number): ForgeError {
  return new ForgeError("refused", `#${number} is merged: it can't be opened again`);
}

/** `tip`: where the branch is; undefined: it is gone. */
export function movedHead(branch: string, tip: Sha | undefined, head: Sha): ForgeError {
  return new ForgeError("head-moved", `${branch} is ${tip === undefined ? "gone" : `at ${tip}`}, not at ${head}`);
}

/** Throws for what is no branch of a workstream. */
export function checkBranch(branch: string): void {
  if (branchId(branch) === undefined) throw new ForgeError("refused", `${branch} is no branch of a workstream`);
}

/** GitHub's limit for a status's description. */
const LONGEST = 140;

/** A longer one is a bug of the caller. */
export function checkDescription({ description }: StatusWrite): void {
  if (Array.from(description).length > LONGEST) throw new RangeError(`longer than ${LONGEST}: ${description}`);
}
