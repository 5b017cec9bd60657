/** How much a git process may need: what somebody else wrote can be made to need without end. */
export interface Limits {
  /** Of its output. */
  readonly bytes?: number;
  /** Of memory. Where the system can't hold it to that it has no limit. */
  readonly mebibytes?: number;
  /** Of the processor's time. */
  readonly seconds?: number;
}

/** What to start so that a program is held to its limits. */
export function limited(argv: readonly string[], { mebibytes, seconds }: Limits): readonly string[] {
  if (process.platform === "win32" || (mebibytes === undefined && seconds === undefined)) return argv;
  const memory = mebibytes === undefined ? "" : `ulimit -d ${mebibytes * 1024} 2>/dev/null;`;
  const time = seconds === undefined ? "" : timeLimit(seconds);
  return ["/bin/sh", "-c", `${NO_CORE} ${memory} ${time} exec "$@"`, "git", ...argv];
}

/** At its limit of time a program ends as if by a mistake: all of its memory would be written to the disk. */
const NO_CORE = "ulimit -c 0 2>/dev/null;";

/**
 * The soft limit first, and alone: at one that is soft and hard alike Linux kills a program, which looks like anybody's kill. The
 * hard one is for what goes on all the same.
 */
function timeLimit(seconds: number): string {
  return `ulimit -St ${seconds} 2>/dev/null; ulimit -Ht ${seconds + 5} 2>/dev/null;`;
}

const EXCEEDED = /out of memory|memory exhausted|cannot allocate memory|died of signal (?:24|9)\b/i;

/** Whether a program that failed did so because it needed more than it may. */
export function isExceeded(
  failure: { readonly isMaxBuffer: boolean; readonly signal: string | undefined; readonly stderr: string },
  { mebibytes, seconds }: Limits,
): boolean {
  if (failure.isMaxBuffer || failure.signal === "SIGXCPU" || EXCEEDED.test(failure.stderr)) return true;
  // Linux kills by itself what is beyond a hard limit, or takes the memory that another program needs.
  return failure.signal === "SIGKILL" && (mebibytes !== undefined || seconds !== undefined);
}
