/** The two workflows that a repository calls the loop by, as `workstreams init` writes them. */
import { SECRETS, TOKEN_SECRET } from "../plan/secrets.ts";
import { PUBLISHED } from "../published.ts";

/** File names of the two workflows: the schedule and every job that ends start the first by it. */
export const LOOP_WORKFLOW = "workstreams.yml";
export const SCHEDULE_WORKFLOW = "workstreams-schedule.yml";

/** The loop: what wakes it, what it may do, and the call of the shipped workflow. `base` is the branch's name. */
export function printLoopWorkflow(base: string): string {
  return `# The loop of Workstreams: https://github.com/${PUBLISHED.repository}
name: workstreams

on:
  push:
    branches: [${branchPattern(base)}]
  pull_request:
    types: [closed, reopened, synchronize, ready_for_review]
  merge_group: # the loop says on the queue's merge groups what it says on their pull requests
  pull_request_review:
    types: [submitted, dismissed]
  issue_comment: # zizmor: ignore[dangerous-triggers] it only wakes the loop, which reads no comment
    types: [created]
  workflow_dispatch:
    inputs:
      ids: { type: string, description: "Workstreams to start, and agents to resume as agent:<id>, separated by spaces" }
      dry_run: { type: boolean, description: "Only say what would be done" }
      retry_failed: { type: boolean, description: "Try what has failed once more" }
      pause: { type: boolean, description: "Start nothing new until it is resumed" }
      resume: { type: boolean, description: "Take a pause back" }

permissions: {}

jobs:
  loop: # not "workstreams": a job's check would pass for the required status of that name
    # The token of a fork's and of Dependabot's pull requests may only read: the schedule sees to them. Comments of
    # strangers wake nobody.
    if: >-
      (github.event_name != 'issue_comment' || (github.event.issue.pull_request &&
      contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.comment.author_association))) &&
      (!github.event.pull_request || github.event.pull_request.head.repo.full_name == github.repository) &&
      github.event.pull_request.user.login != 'dependabot[bot]'
    uses: ${PUBLISHED.repository}/.github/workflows/orchestrate.yml@${PUBLISHED.ref} # zizmor: ignore[unpinned-uses] or its SHA
    permissions:
      contents: write # pushes the agents' branches and the loop's own refs, merges if it is told to
      pull-requests: write # opens, labels and closes the agents' pull requests, asks for reviews, comments on gates
      statuses: write # writes the gates on pull requests
      actions: write # sees which runs go on, starts the next tick
      checks: read # sees the jobs of all of them at once
    with:
      workflow: ${LOOP_WORKFLOW}
      ids: \${{ inputs.ids }}
      dry-run: ${isOn("dry_run")}
      retry-failed: ${isOn("retry_failed")}
      pause: ${isOn("pause")}
      resume: ${isOn("resume")}
    secrets: # all optional; each agent gets only those of its type
${[...SECRETS, TOKEN_SECRET].map((name) => `      ${name}: \${{ secrets.${name} }}`).join("\n")}
`;
}

/** What wakes the loop when nothing else does; it only starts it. */
export function printScheduleWorkflow(): string {
  return `# Starts the loop for what no event tells: a wait that is over, a job that died, a pull request from a fork.
# Each time takes two short jobs, which count in a private repository.
name: workstreams schedule

on:
  schedule:
    - cron: "11,41 * * * *"

permissions: {}

jobs:
  wake:
    runs-on: ubuntu-latest
    permissions:
      actions: write # starts the loop
    steps:
      - run: gh workflow run ${LOOP_WORKFLOW} --repo "$GITHUB_REPOSITORY" --ref "$GITHUB_REF_NAME"
        env:
          GH_TOKEN: \${{ github.token }}
`;
}

/** True for a box that is checked, also where it comes as text. */
function isOn(input: string): string {
  return `\${{ inputs.${input} == true || inputs.${input} == 'true' }}`;
}

/** A branch's name as a filter that matches nothing else, in YAML. */
function branchPattern(name: string): string {
  const pattern = name.replaceAll(/[+!]/g, (character) => `\\${character}`);
  return /^[A-Za-z][\w./-]*$/.test(pattern) ? pattern : JSON.stringify(pattern);
}
