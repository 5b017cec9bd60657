/** How a repository on GitHub is set up, as far as a token may see it. Nothing is written. */
import type { GithubFacts, Role } from "../../decide/doctor-github.ts";
import { createClient } from "./client.ts";
import type { Client } from "./client.ts";
import type { RequestOptions } from "./octokit.ts";
import { readActions } from "./setup-actions.ts";
import { readFile } from "./setup-files.ts";
import { readBaseRules, readWorkRules } from "./setup-rules.ts";
import { RepositorySettings } from "./setup-schema.ts";

export interface SetupReader {
  /** A file of the default branch; undefined: it has none of this path. */
  readFile(path: string): Promise<string | undefined>;
  /** `base` is the branch that pull requests merge into; undefined: the default branch. */
  read(base: string | undefined): Promise<Omit<GithubFacts, "probe">>;
}

/** What can't be reached, or does not exist for the token, rejects as a ForgeError. */
export function createSetupReader(options: RequestOptions): SetupReader {
  const client = createClient(options);
  return {
    readFile: (path) => client.run(() => readFile(client, path)),
    read: (base) => client.run(() => readSetup(client, base)),
  };
}

async function readSetup(client: Client, wanted: string | undefined): Promise<Omit<GithubFacts, "probe">> {
  const settings = await readSettings(client);
  const base = wanted ?? settings.default_branch;
  const [actions, rules, work] = await Promise.all([
    readActions(client),
    readBaseRules(client, base),
    readWorkRules(client),
  ]);
  return {
    kind: "repository",
    role: roleIn(settings),
    isArchived: settings.archived,
    actions,
    branches: {
      base,
      rules,
      work,
      mergeCommits: toKnown(settings.allow_merge_commit),
      autoMerge: toKnown(settings.allow_auto_merge),
    },
  };
}

async function readSettings(client: Client): Promise<RepositorySettings> {
  const answer = await client.read("GET /repos/{owner}/{repo}", client.repository);
  return RepositorySettings.parse(answer.data);
}

/** GitHub leaves them out of its answer to somebody who may not merge. */
function toKnown(setting: boolean | undefined): GithubFacts["branches"]["mergeCommits"] {
  return setting === undefined ? { kind: "unknown", needs: "contents: write" } : { kind: "known", value: setting };
}

const ROLES: readonly (readonly [keyof NonNullable<RepositorySettings["permissions"]>, Role])[] = [
  ["admin", "admin"],
  ["maintain", "maintain"],
  ["push", "write"],
  ["triage", "triage"],
  ["pull", "read"],
];

function roleIn({ permissions }: RepositorySettings): Role | undefined {
  return ROLES.find(([name]) => permissions?.[name] === true)?.[1];
}
