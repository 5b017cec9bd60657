import type { BranchMatter, MergeProblem } from "../decide/doctor-branches.ts";
import { CONTEXTS } from "../state/names.ts";
import { describeUntold } from "./doctor-untold.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";
import { list } from "./words.ts";

const RULES = "in Settings > Rules > Rulesets, or Branches";
const PULLS = "in Settings > General > Pull Requests";

/** What is said of branches and their rules in a repository on GitHub. */
export function describeBranches(matter: BranchMatter): Words {
  switch (matter.kind) {
    case "untold":
      return describeUntold(matter);
    case "no-base-there":
      return { what: `there is no branch ${matter.base}`, fix: "push it, or name another `base` in the configuration" };
    case "required":
      return describeRequired(matter);
    case "merge-rules":
      return describeRules(matter.base, matter.problem);
    case "merge-setting": {
      const name = matter.setting === "merge-commits" ? "merge commits" : "auto-merge";
      if (matter.isOn) return fine(`the settings allow ${name}`);
      return { what: `the settings do not allow ${name}`, fix: `turn on "Allow ${name}" ${PULLS}` };
    }
    case "work-rules":
      if (matter.types.length === 0) return fine("no rule keeps the loop from making branches workstreams/<id>");
      return {
        what: `rules for branches workstreams/<id> may keep the loop from making them: ${list(matter.types, 9)}`,
        fix: `leave these branches out of them, or let the loop bypass them, ${RULES}`,
      };
    default:
      return matter satisfies never;
  }
}

function describeRequired({ base, how }: Extract<BranchMatter, { kind: "required" }>): Words {
  const status = `the status \`${CONTEXTS.all}\``;
  switch (how) {
    case "yes":
      return fine(`${base} requires ${status}`);
    case "no":
      return {
        what: `${base} does not require ${status}, so that people can merge too early`,
        fix: `require it ${RULES}, once a first pull request is open`,
      };
    case "other-app":
      return {
        what: `${base} requires ${status} from an app that is not GitHub Actions`,
        fix: `choose "any source" or GitHub Actions for it ${RULES}`,
      };
    default:
      return how satisfies never;
  }
}

function describeRules(base: string, problem: MergeProblem | undefined): Words {
  switch (problem) {
    case undefined:
      return fine(`the rules of ${base} let what passes be merged as the configuration says`);
    case "no-merge-commits":
      return {
        what: `the rules of ${base} let no merge commit in`,
        fix: `allow them ${RULES}, or say \`merge: manual\``,
      };
    case "queue":
      return { what: `${base} is merged by a queue`, fix: "say `merge: queue` in the configuration" };
    case "no-queue":
      return {
        what: `the configuration says \`merge: queue\`, and ${base} has none`,
        fix: `turn on "Require merge queue" ${RULES}`,
      };
    default:
      return problem satisfies never;
  }
}
