import type { AgentFacts, Installers, InstallerState, Registry } from "./doctor-agent.ts";
import type { Judged } from "./judged.ts";

/** A program of a version, and the oldest version that will do. */
export interface ProgramFacts {
  readonly version: string;
  readonly oldest: string;
  readonly isOld: boolean;
}

export interface MachineFacts {
  /** Undefined: there is none. */
  readonly git: ProgramFacts | undefined;
  readonly node: ProgramFacts;
  /** Where attempts work; `problem`: why nothing can be written there. */
  readonly folder: { readonly path: string; readonly problem: string | undefined };
  /** Whether programs can be started as another user; undefined: not on this system. */
  readonly otherUser: boolean | undefined;
  readonly installers: Installers;
}

export type MachineMatter =
  | { readonly kind: "no-git" }
  | ({ readonly kind: "git" | "node" } & ProgramFacts)
  | { readonly kind: "folder"; readonly path: string; readonly problem: string | undefined }
  | { readonly kind: "other-user"; readonly possible: boolean }
  /** `agents`: ids of those whose CLI it has to install. */
  | {
      readonly kind: "installer";
      readonly registry: Registry;
      readonly installer: InstallerState;
      readonly agents: readonly string[];
    };

/** What the machine lacks for anybody's agents, and for the installation of these agents' CLIs. */
export function checkMachine(facts: MachineFacts, agents: readonly AgentFacts[]): readonly Judged<MachineMatter>[] {
  const { git, node, folder, otherUser } = facts;
  return [
    git === undefined ? { state: "missing", matter: { kind: "no-git" } } : judgeProgram("git", git),
    judgeProgram("node", node),
    { state: folder.problem === undefined ? "ok" : "missing", matter: { kind: "folder", ...folder } },
    ...REGISTRIES.flatMap((registry) => judgeInstaller(registry, facts.installers[registry], agents)),
    ...(otherUser === undefined ? [] : [judgeOtherUser(otherUser)]),
  ];
}

const REGISTRIES: readonly Registry[] = ["npm", "pypi"];

function judgeProgram(kind: "git" | "node", facts: ProgramFacts): Judged<MachineMatter> {
  return { state: facts.isOld ? "missing" : "ok", matter: { kind, ...facts } };
}

/** Of interest only where something has to be installed by it. */
function judgeInstaller(
  registry: Registry,
  installer: InstallerState,
  agents: readonly AgentFacts[],
): readonly Judged<MachineMatter>[] {
  const waiting = agents.filter(({ cli }) => cli?.found === undefined && cli?.registry === registry);
  if (waiting.length === 0) return [];
  const matter = { kind: "installer", registry, installer, agents: waiting.map(({ agent }) => agent.id) } as const;
  return [{ state: installer === "ready" ? "ok" : "missing", matter }];
}

function judgeOtherUser(possible: boolean): Judged<MachineMatter> {
  return { state: "ok", matter: { kind: "other-user", possible } };
}
