import type { Priority, Scope } from "./workstream.ts";

/** A slot that runs one workstream at a time. */
export interface AgentConfig {
  readonly id: string;
  /** Which CLI it is: `command`, `aider`, `codex`, `claude_code`, `copilot`, `gemini`, `opencode`. */
  readonly type: string;
  /** The values of `tool` it takes: its type, or what `tools` says. A workstream without a tool fits every agent. */
  readonly tools: "any" | readonly string[];
  /** Tracks it is dedicated to: their work first. Empty: none. */
  readonly tracks: readonly string[];
  /** It takes nothing but its tracks' work. */
  readonly exclusive: boolean;
  readonly priority: Priority;
  /** A shell command line, or a program with its arguments. */
  readonly command: string | readonly string[] | undefined;
  readonly model: string | undefined;
  /** Names of further environment variables that it may see. */
  readonly env: readonly string[];
}

/** What holds for the whole plan; every field has a default. */
export interface Config {
  readonly agents: readonly AgentConfig[];
  /** Name to ids or id globs. */
  readonly tracks: ReadonlyMap<string, readonly string[]>;
  readonly defaults: {
    readonly maxAttempts: number;
    readonly timeoutMinutes: number;
    /** Hours; undefined: 1 + the number of tasks. */
    readonly estimate: number | undefined;
    /** Minutes before the second attempt; doubled for each one after it. */
    readonly backoffMinutes: number;
  };
  readonly overlap: { readonly policy: "merge" | "file" | "off" };
  /** Patterns of paths that only a scope which names them literally may change. */
  readonly protectedPaths: Scope;
  /** Largest file a workstream may deliver, in bytes. */
  readonly maxFileBytes: number;
  readonly merge: "manual" | "auto";
  /** The branch that work starts from and merges into; undefined: the repository's default. */
  readonly base: string | undefined;
}
