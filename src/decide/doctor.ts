/** What `workstreams doctor` finds: from the facts about a machine, a repository and its agents to what they lack. */
import { checkAgent, checkCommand } from "./doctor-agent.ts";
import type { AgentFacts, AgentMatter, CommandMatter, PatternFacts } from "./doctor-agent.ts";
import { checkGithub } from "./doctor-github.ts";
import type { GithubMatter, GithubSetup } from "./doctor-github.ts";
import { checkMachine } from "./doctor-machine.ts";
import type { MachineFacts, MachineMatter } from "./doctor-machine.ts";
import { checkRepository } from "./doctor-repository.ts";
import type { RepositoryFacts, RepositoryMatter } from "./doctor-repository.ts";
import type { Judged } from "./judged.ts";

/** One thing that was looked at, and where. */
export type Finding =
  | (Judged<MachineMatter> & { readonly where: "machine" })
  | (Judged<RepositoryMatter> & { readonly where: "repository" })
  | (Judged<AgentMatter> & { readonly where: "agent"; readonly agent: string })
  | (Judged<CommandMatter> & { readonly where: "pattern"; readonly pattern: string })
  | (Judged<GithubMatter> & { readonly where: "github"; readonly repository: string });

/** All that was gathered. */
export interface DoctorFacts {
  readonly machine: MachineFacts;
  readonly repository: RepositoryFacts;
  readonly agents: readonly AgentFacts[];
  /** Those with a command of their own. */
  readonly patterns: readonly PatternFacts[];
  /** Undefined: nobody asked about GitHub. */
  readonly github: GithubSetup | undefined;
}

/** Everything that was looked at, in the order in which a person mends it. */
export function diagnose({ machine, repository, agents, patterns, github }: DoctorFacts): readonly Finding[] {
  return [
    ...checkMachine(machine, agents).map((each) => ({ where: "machine", ...each }) as const),
    ...checkRepository(repository, { agents, github: github !== undefined }).map(
      (each) => ({ where: "repository", ...each }) as const,
    ),
    ...agents.flatMap((facts) =>
      checkAgent(facts, machine.installers).map(
        (each) => ({ where: "agent", agent: facts.agent.id, ...each }) as const,
      ),
    ),
    ...patterns.map(({ pattern, command }) => ({ where: "pattern", pattern, ...checkCommand(command) }) as const),
    ...(github === undefined
      ? []
      : checkGithub(github).map((each) => ({ where: "github", repository: github.name, ...each }) as const)),
  ];
}
