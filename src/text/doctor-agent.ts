import type { AgentMatter } from "../decide/doctor-agent.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";
import { list } from "./words.ts";

/** What is said of an agent. */
export function describeAgent(matter: AgentMatter): Words {
  switch (matter.kind) {
    case "command":
      return describeCommand(matter);
    case "shell-line":
      return fine("its command is a line for the shell, which is not looked into");
    case "no-command":
      return { what: "it has no command", fix: "set its `command` in the configuration" };
    case "no-cli":
      return { what: `no program is known for the type ${matter.type}`, fix: "set its `command`" };
    case "program":
      return describeProgram(matter);
    case "to-install":
      return describeInstallation(matter);
    case "key":
      return fine(`its key is there: ${matter.name}`);
    case "own-login":
      return fine(`it uses the login in your home directory, if there is one${orKeys(matter.keys)}`);
    case "keys-by-model":
      return fine("which key it needs depends on its model: name it in `env`");
    case "no-key":
      return {
        what: `it has no key in ${list(matter.keys, 9, "or")}`,
        fix: `set ${matter.keys.length === 1 ? "it" : "one of them"}, or say \`home: own\` and log in with its program`,
      };
    case "unset":
      return {
        what: `${list(matter.names, 9)} of its \`env\` ${matter.names.length === 1 ? "is" : "are"} not set`,
        fix: `set ${matter.names.length === 1 ? "it, or take it" : "them, or take them"} out`,
      };
    default:
      return matter satisfies never;
  }
}

function describeCommand({ program, found }: Extract<AgentMatter, { kind: "command" }>): Words {
  switch (found) {
    case "found":
      return fine(`its command starts ${program}`);
    case "absent":
      return { what: `its command starts ${program}, which was not found`, fix: "install it, or correct `command`" };
    case "not-executable":
      return { what: `its command starts ${program}, which is not executable`, fix: `chmod +x ${program}` };
    default:
      return found satisfies never;
  }
}

function describeProgram(matter: Extract<AgentMatter, { kind: "program" }>): Words {
  const { program, path, version, tried, isSilent } = matter;
  if (isSilent) {
    return {
      what: `${program} is ${path}, and does not answer --version with an empty home directory, which is what it gets`,
      fix: "install it so that it needs no file there, or say `home: own`",
    };
  }
  if (version === undefined) return fine(`${program} is ${path}`);
  const other = version === tried ? "" : `; this release was tried with ${tried}`;
  return fine(`${program} ${version} is ${path}${other}`);
}

function describeInstallation(matter: Extract<AgentMatter, { kind: "to-install" }>): Words {
  const name = `${matter.package} ${matter.version}`;
  const how = matter.registry === "npm" ? "npm" : "pip";
  if (matter.installer === "ready") return fine(`${name} is installed at first use, by ${how}`);
  return {
    what: `${name} is not there, and can't be installed`,
    fix: `install it yourself, or what ${how} needs: see above`,
  };
}

function orKeys(keys: readonly string[]): string {
  return keys.length === 0 ? "" : `; ${list(keys, 9, "or")} would do as well`;
}
