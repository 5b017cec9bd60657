import { GitError } from "./git.ts";
import { UnreadError } from "./unread.ts";

const LONGEST = 200;

/** What git says is wrong, as one short line; undefined: the error is none of git's, or git was not started. */
export function complaintOf(error: unknown): string | undefined {
  const line = error instanceof UnreadError ? error.message : readComplaint(error);
  // Git quotes names and addresses that somebody else chose.
  return line?.replaceAll(/\p{C}/gu, "?").slice(0, LONGEST);
}

function readComplaint(error: unknown): string | undefined {
  if (!(error instanceof GitError) || error.exitCode === undefined) return undefined;
  return /^(?:error|fatal): (.*)$/m.exec(error.stderr)?.[1] ?? "it gives no reason";
}
