import type { GithubMatter, ProbeFacts, ProbeStep } from "../decide/doctor-github.ts";
import { describeActions } from "./doctor-actions.ts";
import { describeBranches } from "./doctor-branches.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";

/** What is said of a repository on GitHub. */
export function describeGithub(matter: GithubMatter): Words {
  switch (matter.kind) {
    case "unreachable":
      return { what: matter.why, fix: undefined };
    case "reachable":
      if (!matter.isArchived)
        return fine(`the token reaches it${matter.role === undefined ? "" : `, as ${matter.role}`}`);
      return {
        what: "the repository is archived: nothing in it can change",
        fix: "unarchive it in Settings > General",
      };
    case "probe":
      return describeProbe(matter.probe);
    case "no-base-there":
    case "required":
    case "merge-rules":
    case "merge-setting":
    case "work-rules":
      return describeBranches(matter);
    case "untold":
    case "no-caller":
    case "caller":
    case "actions":
    case "open-pulls":
    case "secrets":
    case "no-command-there":
    case "token-secret":
      return describeActions(matter);
    default:
      return matter satisfies never;
  }
}

const STEPS: Readonly<Record<ProbeStep, string>> = {
  create: "making a ref of its own",
  "create-again": "making a ref that is there already",
  move: "moving a ref from where it was read",
  "move-again": "moving a ref from where it is no more",
  "move-all": "moving several refs of which one has moved",
  delete: "deleting a ref of its own",
};

/** The lock of the loop rests on it. */
function describeProbe(probe: ProbeFacts): Words {
  switch (probe.kind) {
    case "passed":
      return fine("refs below refs/workstreams/ are made, moved and deleted as the loop's lock needs it");
    case "refused":
      return { what: `the server refuses ${STEPS[probe.step]}, which the loop needs: ${probe.why}`, fix: undefined };
    case "not-held":
      return {
        what: `the server allows ${STEPS[probe.step]}, so that two runs could claim the same work`,
        fix: "tell the developers of workstreams which server it is",
      };
    default:
      return probe satisfies never;
  }
}
