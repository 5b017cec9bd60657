import type { ActionsMatter, ActionsProblem } from "../decide/doctor-actions.ts";
import { TOKEN_SECRET } from "../plan/secrets.ts";
import type { LackingSecrets } from "../plan/secrets.ts";
import { describeUntold } from "./doctor-untold.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";
import { LOOP_WORKFLOW } from "./loop-workflow.ts";
import { list } from "./words.ts";

const SECRETS = "in Settings > Secrets and variables > Actions";

/** What is said of Actions in a repository on GitHub. */
export function describeActions(matter: ActionsMatter): Words {
  switch (matter.kind) {
    case "untold":
      return describeUntold(matter);
    case "no-caller":
      return {
        what: "no workflow on the default branch calls the loop",
        fix: `commit and push the .github/workflows/${LOOP_WORKFLOW} that \`workstreams init\` writes`,
      };
    case "caller":
      if (matter.workflow === "active") return fine(`${matter.path} calls the loop`);
      return {
        what: `${matter.path}, which calls the loop, is switched off (${matter.workflow})`,
        fix: "choose it in the tab Actions, and enable it",
      };
    case "actions":
      return describePolicy(matter.problem);
    case "open-pulls":
      if (matter.allowed) return fine("Actions may open pull requests");
      return {
        what: "Actions may not open pull requests",
        fix: 'turn on "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General',
      };
    case "secrets":
      return describeSecrets(matter.agent, matter.lacking);
    case "no-command-there":
      return { what: `${matter.agent} has no command`, fix: "set its `command` in the configuration" };
    case "token-secret":
      if (matter.found) return fine(`the loop's own token is there: ${TOKEN_SECRET}`);
      return {
        what: `the configuration says \`token: app\`, and there is no secret ${TOKEN_SECRET}`,
        fix: `add it ${SECRETS}`,
      };
    default:
      return matter satisfies never;
  }
}

function describePolicy(problem: ActionsProblem | undefined): Words {
  switch (problem?.kind) {
    case undefined:
      return fine("Actions may run the loop");
    case "disabled":
      return { what: "Actions is switched off", fix: "turn it on in Settings > Actions > General" };
    case "not-allowed":
      return {
        what: `the settings for Actions do not allow ${problem.uses}`,
        fix: `allow ${ownerOf(problem.uses)}/* in Settings > Actions > General`,
      };
    case "blocked":
      return {
        what: `the settings for Actions block ${problem.uses} by their entry ${problem.entry}`,
        fix: "take it out in Settings > Actions > General",
      };
    case "not-pinned":
      return {
        what: `the settings for Actions want a full commit instead of ${problem.uses}`,
        fix: "write the commit behind the @ in the workflow",
      };
    default:
      return problem satisfies never;
  }
}

function ownerOf(uses: string): string {
  return uses.slice(0, uses.indexOf("/"));
}

function describeSecrets(agent: string, lacking: LackingSecrets | undefined): Words {
  if (lacking === undefined) return fine(`${agent} has the secrets that it needs`);
  switch (lacking.kind) {
    case "one-of":
      return {
        what: `${agent} gets no work for want of the secret ${list(lacking.names, 9, "or")}`,
        fix: `add ${lacking.names.length === 1 ? "it" : "one"} ${SECRETS}`,
      };
    case "all-of":
      return {
        what: `${agent} gets no work for want of the secret ${list(lacking.names, 9)}`,
        fix: `add ${lacking.names.length === 1 ? "it" : "them"} ${SECRETS}`,
      };
    case "foreign":
      return {
        what: `${agent} gets no work, because agents of its type never get ${list(lacking.names, 9, "or")}`,
        fix: "name AGENT_SECRET_1 in its `env` instead, or give it the type command",
      };
    default:
      return lacking.kind satisfies never;
  }
}
