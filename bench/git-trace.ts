/** What git itself tells of its processes (trace2, api-trace2(7)): nothing in the program has to be changed for it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** One git process; times in milliseconds since the epoch. */
export interface GitProcess {
  /** Without settings: `["worktree", "add", ...]`. */
  readonly args: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Started by another git process. */
  readonly inner: boolean;
}

export interface GitTrace {
  /** For the environment of the program that starts git. */
  readonly environment: Readonly<Record<string, string>>;
  /** All processes so far, by their start. */
  read(): Promise<readonly GitProcess[]>;
}

/** Traces by a global configuration of its own: the program drops inherited `GIT_TRACE2_*` variables. */
export async function traceGit(folder: string): Promise<GitTrace> {
  const target = join(folder, "trace.json");
  const configuration = join(folder, "gitconfig");
  await writeFile(target, "");
  await writeFile(configuration, `[trace2]\n\teventTarget = "${target}"\n`);
  return {
    environment: { GIT_CONFIG_GLOBAL: configuration },
    read: async () => parseTrace(await readFile(target, "utf8")),
  };
}

interface TraceEvent {
  readonly event: string;
  readonly sid: string;
  readonly time?: string;
  readonly argv?: readonly string[];
}

function parseTrace(text: string): readonly GitProcess[] {
  const starts = new Map<string, TraceEvent>();
  const ends = new Map<string, TraceEvent>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const event: TraceEvent = JSON.parse(line);
    if (event.event === "start") starts.set(event.sid, event);
    if (event.event === "atexit") ends.set(event.sid, event);
  }
  const processes = [...starts.values()].map(({ sid, time, argv = [] }) => ({
    args: withoutSettings(argv.slice(1)),
    start: parseTime(time),
    end: parseTime(ends.get(sid)?.time ?? time),
    inner: sid.includes("/"),
  }));
  return processes.toSorted((a, b) => a.start - b.start);
}

/** Date knows no microseconds; a phase of an attempt is a few milliseconds long. */
function parseTime(time = ""): number {
  const [, whole = "", micro = "0"] = /^(.+\.\d{3})(\d{3})Z$/.exec(time) ?? [];
  return Date.parse(`${whole}Z`) + Number(micro) / 1000;
}

function withoutSettings(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((arg, index) => !arg.startsWith("-") && argv[index - 1] !== "-c");
  return argv.slice(at);
}
