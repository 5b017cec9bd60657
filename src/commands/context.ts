import type { Surroundings } from "./project.ts";

/** What every command gets from the entry: where it works, and where it may write. */
export interface CommandContext {
  /** Absolute path of the folder that the command is about. */
  readonly directory: string;
  readonly surroundings: Surroundings;
  /** Absolute path of the program that runs. */
  readonly program: string;
  /** Data, to stdout. */
  readonly print: (text: string) => void;
  /** Talk, to stderr. */
  readonly talk: (text: string) => void;
  readonly terminal: Terminal;
}

/** What the streams can show. */
export interface Terminal {
  /** stdout shows colours. */
  readonly color: boolean;
  /** stderr is a terminal that can be redrawn. */
  readonly live: boolean;
  /** Columns. */
  readonly width: number;
  /** stdout goes to a program or a file, where no line has to fit a width. */
  readonly isPipe: boolean;
}

/** 0: done. 1: something failed, is invalid or blocked. 2: it could not run. */
export type ExitCode = 0 | 1 | 2;

/** How tables are drawn: sentences are cut or wrapped at the edge of a terminal, and nowhere else. */
export function tableStyle({ terminal }: CommandContext): { readonly color: boolean; readonly width: number } {
  return { color: terminal.color, width: terminal.isPipe ? Infinity : terminal.width };
}
