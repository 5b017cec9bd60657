import type { Config, JobConfig } from "./config.ts";
import type { ConfigFile } from "./config-schema.ts";
import { DEFAULT_CONFIG, DEFAULT_JOB } from "./default-config.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Finding } from "./finding.ts";
import type { JobFile } from "./github-schema.ts";

type GitHubConfig = Pick<
  Config,
  "token" | "requiredApprovals" | "reviewers" | "draft" | "ciWorkflow" | "afterMergeWorkflow" | "jobs"
>;

/** The keys that only the loop on GitHub reads. */
export function readGitHub(file: ConfigFile): GitHubConfig {
  return {
    token: file.token ?? DEFAULT_CONFIG.token,
    requiredApprovals: file.required_approvals ?? DEFAULT_CONFIG.requiredApprovals,
    reviewers: [...new Set(file.reviewers ?? DEFAULT_CONFIG.reviewers)],
    draft: file.draft ?? DEFAULT_CONFIG.draft,
    ciWorkflow: file.ci_workflow ?? DEFAULT_CONFIG.ciWorkflow,
    afterMergeWorkflow: file.after_merge_workflow ?? DEFAULT_CONFIG.afterMergeWorkflow,
    jobs: {
      agent: { ...readJob(file.jobs?.agent), network: file.jobs?.agent?.network ?? DEFAULT_CONFIG.jobs.agent.network },
      verify: readJob(file.jobs?.verify),
    },
  };
}

/** What GitHub refuses to the run's own token, or leaves without effect. */
export function checkToken(file: ConfigFile, findings: Finding[]): void {
  if (file.token === "app") return;
  const { merge } = file;
  if (merge === "auto-merge" || merge === "queue") {
    const message = `merge: ${merge} needs token: app, because what the run's own token enqueues starts no run`;
    findings.push(errorAt("needs-app-token", valueAt(["merge"]), message, `${GIVE_TOKEN}, or write merge: auto.`));
  }
  for (const [index, reviewer] of (file.reviewers ?? []).entries()) {
    if (!reviewer.startsWith("team:")) continue;
    const message = `asking ${reviewer} for a review needs token: app, because the run's own token knows no teams`;
    findings.push(errorAt("needs-app-token", valueAt(["reviewers", index]), message, `${GIVE_TOKEN}, or name logins.`));
  }
}

const GIVE_TOKEN = "Add token: app and the secret WORKSTREAMS_TOKEN, as docs/github.md says";

function readJob(file: JobFile | null | undefined): JobConfig {
  return {
    runsOn: file?.runs_on ? [file.runs_on].flat() : DEFAULT_JOB.runsOn,
    container: file?.container ?? DEFAULT_JOB.container,
    setup: file?.setup ?? DEFAULT_JOB.setup,
    setupAction: file?.setup_action ?? DEFAULT_JOB.setupAction,
  };
}
