import { diagnose } from "../decide/doctor.ts";
import type { RepositoryFacts } from "../decide/doctor-repository.ts";
import { openRepository } from "../git/repository.ts";
import type { Config } from "../plan/config.ts";
import { findingsToJson, printFindings } from "../text/doctor.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { readAgentFacts, readPatternFacts } from "./doctor/agent-facts.ts";
import { readGithubSetup } from "./doctor/github-facts.ts";
import { readMachine } from "./doctor/machine-facts.ts";
import { readRepositoryFacts } from "./doctor/repository-facts.ts";
import { statePaths } from "./paths.ts";
import type { StatePaths } from "./paths.ts";
import { printJson } from "./print-json.ts";
import { openPaths } from "./project.ts";

export interface DoctorOptions {
  /** `owner/name` on GitHub; undefined: only this machine is looked at. */
  readonly github: string | undefined;
  /** Whether refs of our own are tried on GitHub, which writes. */
  readonly probe: boolean;
  readonly json: boolean;
}

/** `workstreams doctor`: what is missing for the configured agents, on this machine and on GitHub, with the fix. */
export async function doctor(context: CommandContext, options: DoctorOptions): Promise<ExitCode> {
  if (options.probe && options.github === undefined) throw new CommandError(2, "--probe takes --github owner/name");
  const { environment } = context.surroundings;
  context.talk("looking at this machine and its repository");
  const here = await readHere(context);
  const github =
    options.github === undefined ? undefined : await askGithub(context, options.github, here, options.probe);
  const config = here.config ?? github?.config;
  const root = here.facts.kind === "repository" && !here.isBare ? here.facts.root : undefined;
  const place = { root, programs: here.paths.programs, environment };
  const findings = diagnose({
    machine: await readMachine(here.paths.root, environment),
    repository: here.facts,
    agents: await readAgentFacts(config?.agents ?? [], place),
    patterns: readPatternFacts(config?.patterns ?? [], place),
    github,
  });
  if (options.json) printJson(context, findingsToJson(findings));
  else context.print(printFindings(findings, context.terminal.color));
  return findings.some(({ state }) => state === "missing") ? 1 : 0;
}

interface Here {
  readonly facts: RepositoryFacts;
  readonly isBare: boolean;
  /** Undefined: there is none here, or it can't be read. */
  readonly config: Config | undefined;
  readonly paths: StatePaths;
}

async function readHere({ directory, surroundings }: CommandContext): Promise<Here> {
  const repository = await openRepository(directory);
  if (repository.kind !== "repository") {
    const { environment } = surroundings;
    const paths = statePaths(directory, environment["WORKSTREAMS_HOME"] || undefined, environment);
    return { facts: { kind: "none", problem: repository.message }, isBare: false, config: undefined, paths };
  }
  const { facts, config } = await readRepositoryFacts(repository);
  return { facts, config, isBare: repository.bare, paths: await openPaths(repository, surroundings) };
}

function askGithub(context: CommandContext, name: string, { config }: Here, probe: boolean) {
  context.talk(`asking GitHub about ${name}${probe ? ", and trying refs there" : ""}`);
  return readGithubSetup(context, { name, config, probe });
}
