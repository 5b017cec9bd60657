import { devNull } from "node:os";

/** Who our commits are from. */
export const IDENTITY = { name: "Workstreams", email: "workstreams@localhost" } as const;

/**
 * What git may go by beside the repository and us: `machine`, what its user and its administrator have configured, filters
 * of files among it; `none`, nothing of that.
 */
export type Surroundings = "machine" | "none";

/** All that a git process of ours is told by its environment; `variables` come on top. */
export function gitEnvironment(
  surroundings: Surroundings,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...inherited(process.env), ...VARIABLES, ...ISOLATION[surroundings], ...variables };
}

const VARIABLES = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  // What is judged is what is pushed: not what refs/replace or info/grafts put in its place on this machine alone.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: devNull,
  GIT_AUTHOR_NAME: IDENTITY.name,
  GIT_AUTHOR_EMAIL: IDENTITY.email,
  GIT_COMMITTER_NAME: IDENTITY.name,
  GIT_COMMITTER_EMAIL: IDENTITY.email,
};

const ISOLATION: Readonly<Record<Surroundings, Readonly<Record<string, string>>>> = {
  machine: {},
  none: { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1", GIT_ATTR_NOSYSTEM: "1" },
};

const KEPT = new Set(["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"]);
/** Programs that git would start for a person. simple-git refuses to run with them set. */
const PROGRAMS = new Set(["EDITOR", "VISUAL", "PAGER", "SSH_ASKPASS", "PREFIX"]);

/** A hook or an alias that starts us sets GIT_DIR, GIT_INDEX_FILE and more, for another repository perhaps. */
function inherited(variables: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    const known = name.toUpperCase();
    if (PROGRAMS.has(known) || (known.startsWith("GIT_") && !KEPT.has(known))) continue;
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
