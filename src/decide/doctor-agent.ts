import type { AgentType } from "../plan/agent-types.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Judged } from "./judged.ts";

/** Where packages of coding-agent CLIs come from. */
export type Registry = "npm" | "pypi";

/** `incomplete`: Python without what makes environments, as Debian ships it. */
export type InstallerState = "ready" | "absent" | "incomplete";
export type Installers = Readonly<Record<Registry, InstallerState>>;

/** The CLI of an agent's type, here. */
export interface CliFacts {
  readonly registry: Registry;
  readonly package: string;
  /** The one to install: the configured one, else the one that this release was tried with. */
  readonly version: string;
  /** The one that this release was tried with. */
  readonly tried: string;
  readonly program: string;
  /** One of these variables has to be set; empty: it depends on its model. */
  readonly keys: readonly string[];
  /** Undefined: it is not there. Its version is undefined where it does not say it. */
  readonly found: { readonly path: string; readonly version: string | undefined } | undefined;
}

/** What a command starts first, as far as one can see. */
export interface CommandFacts {
  readonly program: string;
  readonly found: "found" | "absent" | "not-executable";
}

export interface AgentFacts {
  readonly agent: AgentConfig;
  /** Undefined: it runs a command, or there is no CLI of its type. */
  readonly cli: CliFacts | undefined;
  /** Undefined: it runs none, or one that only the shell can tell. */
  readonly command: CommandFacts | undefined;
  /** Names of the environment variables that are set. */
  readonly variables: ReadonlySet<string>;
}

/** The command of a pattern, which its workstreams' agents run. */
export interface PatternFacts {
  /** Its id. */
  readonly pattern: string;
  /** Undefined: only the shell can tell what it starts. */
  readonly command: CommandFacts | undefined;
}

export type CommandMatter = ({ readonly kind: "command" } & CommandFacts) | { readonly kind: "shell-line" };

export type AgentMatter =
  | CommandMatter
  | { readonly kind: "no-command" }
  | { readonly kind: "no-cli"; readonly type: AgentType }
  | {
      readonly kind: "program";
      readonly program: string;
      readonly path: string;
      readonly version: string | undefined;
      readonly tried: string;
      /** It does not tell its version where it has to work. */
      readonly isSilent: boolean;
    }
  | {
      readonly kind: "to-install";
      readonly registry: Registry;
      readonly package: string;
      readonly version: string;
      readonly installer: InstallerState;
    }
  | { readonly kind: "key"; readonly name: string }
  | { readonly kind: "own-login"; readonly keys: readonly string[] }
  | { readonly kind: "no-key"; readonly keys: readonly string[] }
  | { readonly kind: "keys-by-model" }
  | { readonly kind: "unset"; readonly names: readonly string[] };

/** What an agent lacks on this machine: its program, its key, the variables that its configuration names. */
export function checkAgent(facts: AgentFacts, installers: Installers): readonly Judged<AgentMatter>[] {
  const keys = facts.cli === undefined ? [] : [judgeKeys(facts.cli, facts)];
  return [judgeProgram(facts, installers), ...keys, ...judgeVariables(facts)];
}

/** Whether what a command starts is there, as far as one can see. */
export function checkCommand(command: CommandFacts | undefined): Judged<CommandMatter> {
  if (command === undefined) return { state: "ok", matter: { kind: "shell-line" } };
  return { state: command.found === "found" ? "ok" : "missing", matter: { kind: "command", ...command } };
}

function judgeProgram({ agent, cli, command }: AgentFacts, installers: Installers): Judged<AgentMatter> {
  if (command !== undefined || agent.command !== undefined) return checkCommand(command);
  if (agent.type === "command") return { state: "missing", matter: { kind: "no-command" } };
  if (cli === undefined) return { state: "missing", matter: { kind: "no-cli", type: agent.type } };
  const { registry, program, tried, version } = cli;
  if (cli.found !== undefined) {
    // It was asked in an empty home: one that is silent there is likely to be so when it has to work.
    const isSilent = cli.found.version === undefined && agent.home === "private";
    return { state: isSilent ? "warning" : "ok", matter: { kind: "program", program, tried, isSilent, ...cli.found } };
  }
  const installer = installers[registry];
  const matter = { kind: "to-install", registry, package: cli.package, version, installer } as const;
  return { state: installer === "ready" ? "ok" : "missing", matter };
}

/** Also a variable that the configuration names may be its key, where its model decides. */
function judgeKeys({ keys }: CliFacts, { agent, variables }: AgentFacts): Judged<AgentMatter> {
  const candidates = keys.length === 0 ? agent.env : keys;
  const set = candidates.find((name) => variables.has(name));
  if (set !== undefined) return { state: "ok", matter: { kind: "key", name: set } };
  if (agent.home === "own") return { state: "ok", matter: { kind: "own-login", keys } };
  if (keys.length === 0) return { state: "ok", matter: { kind: "keys-by-model" } };
  return { state: "missing", matter: { kind: "no-key", keys } };
}

/** A key of its CLI among them has been judged already. */
function judgeVariables({ agent, cli, variables }: AgentFacts): readonly Judged<AgentMatter>[] {
  const judged = new Set(cli?.keys);
  const names = agent.env.filter((name) => !variables.has(name) && !judged.has(name));
  return names.length === 0 ? [] : [{ state: "warning", matter: { kind: "unset", names } }];
}
