import { agentTarget } from "../state/names.ts";

/** How a person does something about a workstream, as part of a sentence: by the command line, or on GitHub. */
export interface Ways {
  /** For a fresh start: "then <retry>". */
  readonly retry: (id: string) => string;
  readonly resume: (id: string) => string;
  /** Takes the pause of all back. */
  readonly resumeAll: string;
  readonly resumeAgent: (agent: string) => string;
  readonly merge: (id: string) => string;
  /** Where to read on. */
  readonly explain: (id: string) => string;
  readonly logs: (id: string) => string;
  /** What notices that an attempt is gone. */
  readonly next: string;
}

export const COMMAND_LINE: Ways = {
  retry: (id) => `\`workstreams retry ${id}\``,
  resume: (id) => `\`workstreams resume ${id}\``,
  resumeAll: "`workstreams resume`",
  resumeAgent: (agent) => `\`workstreams resume ${agentTarget(agent)}\``,
  merge: (id) => `\`workstreams merge ${id}\``,
  explain: (id) => `\`workstreams explain ${id}\``,
  logs: (id) => `\`workstreams logs ${id}\``,
  next: "the next `workstreams run`",
};

/** The inputs are those of "Run workflow" in the caller's workflow. */
export const ON_GITHUB: Ways = {
  retry: (id) => `\`Run workflow\` with ids ${id}`,
  resume: () => "`Run workflow` with resume",
  resumeAll: "`Run workflow` with resume",
  resumeAgent: (agent) => `\`Run workflow\` with ids ${agentTarget(agent)}`,
  merge: () => "a person",
  explain: (id) => `what is said of ${id}`,
  logs: () => "the log of its run",
  next: "the next tick",
};
