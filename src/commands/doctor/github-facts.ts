import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GithubSetup, ProbeFacts } from "../../decide/doctor-github.ts";
import { ForgeError } from "../../forge/forge.ts";
import { GITHUB_PACE } from "../../forge/github/pace.ts";
import type { GithubPlace } from "../../forge/github/place.ts";
import { probeRefs } from "../../forge/github/probe.ts";
import { UNKNOWN_TOKEN } from "../../forge/github/sentences.ts";
import { createSetupReader } from "../../forge/github/setup.ts";
import type { SetupReader } from "../../forge/github/setup.ts";
import type { Config } from "../../plan/config.ts";
import { parseConfig } from "../../plan/read-config.ts";
import { CONFIG_PATHS } from "../../plan/source.ts";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../context.ts";
import { readAddresses } from "../github-addresses.ts";

export interface GithubQuestion {
  /** `owner/name` */
  readonly name: string;
  /** The one that is on this machine; undefined: the repository's own. */
  readonly config: Config | undefined;
  /** Whether refs of our own are tried there, which writes. */
  readonly probe: boolean;
}

/** What a repository on GitHub is set up for. Only a token that is missing altogether is an error. */
export async function readGithubSetup(context: CommandContext, question: GithubQuestion): Promise<GithubSetup> {
  const { name } = question;
  const place = readPlace(context, name);
  const { now } = context.surroundings;
  const reader = createSetupReader({ place, pace: GITHUB_PACE, clock: now, log: context.talk });
  let config = question.config;
  try {
    config ??= await readConfigThere(reader);
    const facts = await reader.read(config.base);
    return { name, config, facts: { ...facts, probe: question.probe ? await probe(place) : undefined } };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return {
      name,
      config: config ?? parseConfig(undefined).config,
      facts: {
        kind: "unreachable",
        why: error.message === UNKNOWN_TOKEN ? REFUSED_TOKEN : error.message,
        passes: error.kind === "retry" || error.kind === "wait",
      },
    };
  }
}

/** Here the token is no input of an action. */
const REFUSED_TOKEN = "GitHub does not know the token: set a valid one as GITHUB_TOKEN or GH_TOKEN";

function readPlace({ surroundings: { environment } }: CommandContext, name: string): GithubPlace {
  const token = environment["GITHUB_TOKEN"] || environment["GH_TOKEN"];
  if (!token) throw new CommandError(2, `to look at ${name} takes a token: set GITHUB_TOKEN or GH_TOKEN`);
  const [owner = "", repo = ""] = name.split("/");
  return { ...readAddresses(environment), owner, repo, token };
}

async function readConfigThere(reader: SetupReader): Promise<Config> {
  for (const path of CONFIG_PATHS) {
    const text = await reader.readFile(path);
    if (text !== undefined) return parseConfig({ path, text }).config;
  }
  return parseConfig(undefined).config;
}

async function probe(place: GithubPlace): Promise<ProbeFacts> {
  const folder = await mkdtemp(join(tmpdir(), "workstreams-probe-"));
  try {
    return await probeRefs(folder, { place });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
