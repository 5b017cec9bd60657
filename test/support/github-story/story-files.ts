/** What a story's repository begins with. */
import type { Behaviour, ScriptedAgent } from "../scripted-agent.ts";

/** A workstream's file without its id; the scope is the folder named like the id where nothing is said. */
export type WorkstreamEntry = Readonly<Record<string, unknown>>;

export interface StoryOptions {
  /** A folder outside of the repository. */
  readonly outside: string;
  /** On top of agents that are scripted and waits that are short; `command` is that of the agents. */
  readonly config?: Configuration | ((command: string) => Configuration);
  /** What the agents do, by workstream. */
  readonly agents?: Readonly<Record<string, Behaviour>>;
  /** Agents that work at the same time; by default four. */
  readonly slots?: number;
  /** Of the first commit, beside the workflow and the configuration. */
  readonly files?: Readonly<Record<string, string>>;
  /** What a person pushes first. */
  readonly plan?: Readonly<Record<string, WorkstreamEntry>>;
  /** Of the repository, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The loop has the token of an App, which may push workflow files. */
  readonly app?: boolean;
}

type Configuration = Readonly<Record<string, unknown>>;

/** The configuration's file. */
export function configure(agent: ScriptedAgent, { config, slots = 4 }: StoryOptions): Record<string, unknown> {
  const agents = Array.from({ length: slots }, (_, index) => ({
    id: `agent-${index + 1}`,
    type: "command",
    command: agent.command,
  }));
  const own = typeof config === "function" ? config(agent.command) : config;
  return { agents, defaults: { backoff_minutes: 0.001 }, ...own };
}

/** Their texts by path; null removes one. */
export function workstreamFiles(workstreams: Readonly<Record<string, WorkstreamEntry | null>>): Record<string, string> {
  const files = Object.entries(workstreams).map(([id, entry]) => {
    const file = { id, files_scope: [`${id}/`], tasks: [`do ${id}`], ...entry };
    return [`workstreams/${id}.json`, entry === null ? null : JSON.stringify(file, undefined, 2)];
  });
  return Object.fromEntries(files);
}
