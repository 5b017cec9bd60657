/** Sentences for what both GitHub's API and git's talk with it fail for. */

export const UNKNOWN_TOKEN = "GitHub does not know the token: give a valid one as `token`";

export const UNKNOWN_REPOSITORY =
  "GitHub knows no such repository, or the token may not see it: check its name and the token";

export const ARCHIVED =
  "the repository is archived: nothing in it can change until it is unarchived in Settings > General";

/** `what` the token may not do; `permission` as `permissions:` of a workflow spells it, in backticks. */
export function lackingPermission(what: string, permission: string): string {
  return `${what}: add ${permission} to the \`permissions:\` of the workflow, or to the App whose token it is`;
}
