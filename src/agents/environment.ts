import type { AgentTask } from "./agent.ts";

/** Variables by name; undefined: not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What any program may need and nobody keeps a secret in. */
const NAMES: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "TZ",
  "TERM",
  "TMPDIR",
]);
/** Families of such variables; a name in them that sounds like a secret is left out all the same. */
const FAMILIES = /^(?:LC|XDG)_/;
const SECRET = /TOKEN|SECRET|KEY|PASS|CREDENTIAL|AUTH/i;

/** They would point an agent's git at another repository, or change what its commands mean: never passed on. */
const FOREIGN_GIT =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX|CONFIG.*|.*_FILE|IMPLICIT_WORK_TREE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|EXEC_PATH)$/;

/**
 * The environment of an agent or an acceptance test: what is harmless in `base`, what the configuration names in
 * `allowed`, and on top what we add. Everything else, secrets above all, is left out. A value that no process can be
 * given, with a NUL inside, is a bug of the caller and throws.
 */
export function agentEnvironment(
  base: Environment,
  allowed: readonly string[],
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const named = new Set(allowed);
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...base, ...added })) {
    if (value === undefined) continue;
    if (!Object.hasOwn(added, name) && !isAllowed(name, named)) continue;
    if (value.includes("\0")) throw new Error(`The environment variable ${name} can't hold a NUL character.`);
    environment[name] = value;
  }
  return environment;
}

function isAllowed(name: string, named: ReadonlySet<string>): boolean {
  if (FOREIGN_GIT.test(name)) return false;
  return named.has(name) || NAMES.has(name) || (FAMILIES.test(name) && !SECRET.test(name));
}

/** About our own user, or the runner's: another user's program has no use for it, or no business with it. */
const OURS = /^(?:ACTIONS|GITHUB|RUNNER|XDG)_|^(?:HOME|USER|LOGNAME|SHELL|TMPDIR)$/;

/** What of an environment goes to a program that runs as another user. */
export function foreignEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}

/** What an agent is told about its task; docs/cli.md lists it for people. */
export function taskVariables(task: AgentTask): Record<string, string> {
  const { workstream, agent } = task;
  return {
    WORKSTREAM_ID: workstream.id,
    WORKSTREAM_FILE: task.workstreamFile,
    WORKSTREAM_PROMPT: task.promptFile,
    WORKSTREAM_ATTEMPT: String(task.attempt),
    WORKSTREAM_AGENT: agent.id,
    ...(workstream.pattern === undefined ? {} : { WORKSTREAM_PATTERN: workstream.pattern }),
    WORKSTREAM_ESTIMATE: String(workstream.estimate),
    ...scopeVariable(JSON.stringify(workstream.scope)),
    WORKSTREAM_CLAIM: task.claim,
    ...identity(`${agent.id} (workstreams agent)`),
  };
}

/** The system takes no variable above 128 KiB: with it the agent could never start. It is in WORKSTREAM_FILE as well. */
function scopeVariable(scope: string): Record<string, string> {
  return Buffer.byteLength(scope) > MOST_SCOPE_BYTES ? {} : { WORKSTREAM_SCOPE: scope };
}

const MOST_SCOPE_BYTES = 64 * 1024;

/** So that an agent's own commits say who made them, and work where the user never told git a name. */
function identity(name: string): Record<string, string> {
  const email = "workstreams@localhost";
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
