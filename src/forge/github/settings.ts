/** Words in which GitHub refuses something, each with the sentence that names the setting behind it. */
import { ARCHIVED } from "./sentences.ts";

/** The sentence for GitHub's words; undefined: they mean no setting that we know. */
export function settingToChange(words: string): string | undefined {
  return REFUSALS.find((row) => row.words.test(words))?.sentence;
}

/** What a person has to switch on, or give. */
const REFUSALS: readonly { readonly words: RegExp; readonly sentence: string }[] = [
  {
    words: /GitHub Actions is not permitted to create or approve pull requests/i,
    sentence:
      'GitHub Actions may not open pull requests here: turn on "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General',
  },
  {
    words: /not allowed to trigger Actions workflows/i,
    sentence:
      "a policy for Actions keeps `workflow_dispatch` from starting workflows here: allow that event in Settings > Actions > General",
  },
  {
    words: /does not have '?workflow_dispatch'? trigger/i,
    sentence: "the workflow can't be started by us: add `workflow_dispatch:` to its `on:`",
  },
  {
    words: /create or update workflow/i,
    sentence:
      "it changes a workflow file, which this token may not merge: merge it yourself, or give the token of an App with `workflows: write`",
  },
  {
    words: /auto[ -]?merge is not allowed/i,
    sentence: 'the repository has no auto-merge: turn on "Allow auto-merge" in Settings > General > Pull Requests',
  },
  {
    words: /protected branch rules not configured/i,
    sentence:
      "auto-merge waits for rules, and the base has none: require the status `workstreams` there, in Settings > Rules > Rulesets",
  },
  {
    words: /merge queue is not enabled/i,
    sentence: 'the base has no merge queue: turn on "Require merge queue" for it, in Settings > Rules > Rulesets',
  },
  {
    words: /merge commits are not allowed/i,
    sentence: 'merge commits are switched off: turn on "Allow merge commits" in Settings > General > Pull Requests',
  },
  {
    words: /maximum number of statuses/i,
    sentence: "it has been written 1,000 times, which is all that GitHub keeps: push another commit to the branch",
  },
  {
    words: /archived so is read-only/i,
    sentence: ARCHIVED,
  },
];
