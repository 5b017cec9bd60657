/** What is said of a merge that GitHub took without a word and did not make. */
export function mergeNotMade(pull: number): string {
  return `GitHub does not merge #${pull}: its own rules for the branch may ask for more than our gates; see the pull request`;
}
