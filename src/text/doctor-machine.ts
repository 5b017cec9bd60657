import type { Registry } from "../decide/doctor-agent.ts";
import type { MachineMatter } from "../decide/doctor-machine.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";
import { list } from "./words.ts";

/** What is said of the machine. */
export function describeMachine(matter: MachineMatter): Words {
  switch (matter.kind) {
    case "no-git":
      return { what: "git was not found", fix: "install git" };
    case "git":
    case "node":
      return describeProgram(matter.kind === "git" ? "git" : "Node.js", matter);
    case "folder":
      if (matter.problem === undefined) return fine(`attempts work in ${matter.path}`);
      return {
        what: `nothing can be written in ${matter.path}, where attempts work: ${matter.problem}`,
        fix: "make it writable, or name another folder as WORKSTREAMS_HOME or by git config workstreams.home",
      };
    case "installer":
      return describeInstaller(matter);
    case "other-user":
      return fine(
        matter.possible
          ? "programs could run as another user here"
          : "programs can't run as another user here: this process is not root, and sudo asks for a password or is missing",
      );
    default:
      return matter satisfies never;
  }
}

function describeProgram(
  name: string,
  { version, oldest, isOld }: Extract<MachineMatter, { kind: "git" | "node" }>,
): Words {
  if (!isOld) return fine(`${name} ${version}`);
  return { what: `${name} ${version} is too old`, fix: `install ${name} ${oldest} or newer` };
}

const INSTALLERS: Readonly<Record<Registry, { readonly name: string; readonly fix: string }>> = {
  npm: { name: "npm", fix: "install npm, which comes with Node.js" },
  pypi: { name: "python3", fix: "install Python 3 with its modules venv and pip (python3-venv on Debian and Ubuntu)" },
};

function describeInstaller(matter: Extract<MachineMatter, { kind: "installer" }>): Words {
  const { name, fix } = INSTALLERS[matter.registry];
  const agents = list(matter.agents);
  switch (matter.installer) {
    case "ready":
      return fine(`${name} is there, to install the program of ${agents}`);
    case "absent":
      return { what: `${name} was not found, to install the program of ${agents}`, fix };
    case "incomplete":
      return { what: `${name} can't make environments, to install the program of ${agents}`, fix };
    default:
      return matter.installer satisfies never;
  }
}
