import type { RepositoryMatter } from "../decide/doctor-repository.ts";
import { USUAL_CONFIG_PATH } from "../plan/source.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";
import { count, list } from "./words.ts";

const VALIDATE = "`workstreams validate` shows each with its place";

/** What is said of the repository on this machine. */
export function describeRepository(matter: RepositoryMatter): Words {
  switch (matter.kind) {
    case "repository":
      return fine(`the repository is ${matter.root}`);
    case "no-repository":
    case "no-base":
    case "unreadable":
      return splitSentence(matter.problem);
    case "base":
      return fine(`work starts from the branch ${matter.name}`);
    case "configuration":
      return describeConfiguration(matter);
    case "workstreams":
      return describeWorkstreams(matter);
    case "no-agents":
      return {
        what: "no agents are configured",
        fix: `name them in ${matter.path ?? USUAL_CONFIG_PATH}${matter.onGithub ? "" : ", or give `run` an --agent-command"}`,
      };
    case "branch-in-the-way":
      return {
        what: "a branch named workstreams is in the way of the branches workstreams/<id>",
        fix: "git branch -m workstreams <another name>",
      };
    case "uncommitted":
      return {
        what: `${list(matter.paths, 5)} ${matter.paths.length === 1 ? "differs" : "differ"} from what is committed, which is what runs`,
        fix: "commit it",
      };
    case "not-in-base":
      return {
        what: `${list(matter.paths, 5)} ${matter.paths.length === 1 ? "is" : "are"} not in the branch that work starts from, so that no attempt finds ${matter.paths.length === 1 ? "it" : "them"}`,
        fix: "commit it there",
      };
    case "shared-refs":
      return describeShared(matter.shared);
    default:
      return matter satisfies never;
  }
}

function describeConfiguration(matter: Extract<RepositoryMatter, { kind: "configuration" }>): Words {
  const { path, errors, warnings } = matter;
  if (path === undefined) return fine("there is no configuration: the defaults hold");
  if (errors === 0 && warnings === 0) return fine(`the configuration is ${path}`);
  if (errors === 0) return { what: `${count(warnings, "warning")} of the configuration ${path}`, fix: VALIDATE };
  return { what: `${count(errors, "error")} in the configuration ${path}, so that nothing starts`, fix: VALIDATE };
}

function describeWorkstreams(matter: Extract<RepositoryMatter, { kind: "workstreams" }>): Words {
  const { count: files, errors, elsewhere } = matter;
  if (errors > 0) {
    const where = elsewhere > 0 ? "the plan's files" : count(files, "workstream file");
    const wrong = `${count(errors, "error")} in ${where}`;
    return { what: `${wrong}, which blocks what is wrong and what depends on it`, fix: VALIDATE };
  }
  if (files > 0) return fine(`${count(files, "workstream file")} without an error`);
  return {
    what: "there are no workstream files",
    fix: "write workstreams/ws-<name>.json; `workstreams init` shows how",
  };
}

function describeShared(shared: Extract<RepositoryMatter, { kind: "shared-refs" }>["shared"]): Words {
  const { remote } = shared;
  switch (shared.kind) {
    case "same":
      return fine(`nothing of the loop's state on ${remote} is missing here`);
    case "behind":
      return {
        what: `${remote} has state of the loop that is not here, so that \`status\` does not show it`,
        fix: `git fetch ${remote} '+refs/workstreams/*:refs/workstreams/*'`,
      };
    case "unknown":
      return {
        what: `can't tell whether ${remote} has state of the loop that is not here: ${shared.why}`,
        fix: undefined,
      };
    default:
      return shared satisfies never;
  }
}

/** Sentences about repositories say what is wrong, a colon, and what to do. */
function splitSentence(sentence: string): Words {
  const at = sentence.lastIndexOf(": ");
  return at < 0 ? fine(sentence) : { what: sentence.slice(0, at), fix: sentence.slice(at + 2) };
}
