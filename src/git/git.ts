/** The one place that starts git. */
import { execa, ExecaError } from "execa";
import { GitError as SimpleGitError, simpleGit } from "simple-git";
import { z } from "zod";
import { gitEnvironment } from "./git-environment.ts";
import type { Surroundings } from "./git-environment.ts";
import { gitProgram } from "./git-program.ts";
import { isExceeded, limited } from "./limits.ts";
import type { Limits } from "./limits.ts";

/** Git in one directory, with a configuration that no hook, prompt, alias or inherited variable changes. */
export interface Git {
  /** Git elsewhere, or with other variables, in the same surroundings. */
  at(directory: string, variables: Readonly<Record<string, string>>): Git;
  /** Asks about the repository as a whole, such as where HEAD is: what git always answers, in this process group. */
  ask(args: readonly string[]): Promise<string>;
  /** Runs a command that reads. Like all below it ends by itself even where a signal ends this process group. */
  read(args: readonly string[]): Promise<string>;
  /** Runs a command that reads, with `input` on its stdin; the answer is its output's bytes. */
  query(args: readonly string[], input?: string, limits?: Limits): Promise<Buffer>;
  /** Runs a command that writes. */
  write(args: readonly string[], input?: string, limits?: Limits): Promise<string>;
  /** The same; the answer is what it said on stderr though it succeeded. */
  remarks(args: readonly string[]): Promise<string>;
}

/** A git process that failed, or could not be started. */
export class GitError extends Error {
  /** Git's own, such as `push`. */
  readonly command: string;
  /** Undefined where it was not started, or was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly stderr: string;
  /** What it had written until then. */
  readonly stdout: string;
  /** It needed more than it may, see Limits. */
  readonly isExceeded: boolean;
  /** A mistake of git's own ended it: it is no answer to what it was asked. */
  readonly isCrash: boolean;
  /** The lock that another process held for longer than we wait; undefined: another cause. */
  readonly lock: string | undefined;

  constructor(args: readonly string[], failure: Failure) {
    const lock = LOCKED.exec(failure.stderr)?.[1];
    const cause = lock === undefined ? withoutHints(failure.stderr) || failure.message : lockedMessage(lock);
    const command = args[0] ?? "";
    super(`git ${command}: ${cause}`);
    this.name = "GitError";
    this.command = command;
    this.exitCode = failure.exitCode;
    this.stderr = failure.stderr;
    this.stdout = failure.stdout;
    this.isExceeded = failure.isExceeded ?? false;
    this.isCrash = failure.isCrash ?? false;
    this.lock = lock;
  }
}

/** `variables` come on top of the inherited ones: `GIT_DIR`, `GIT_INDEX_FILE` and the like. */
export function openGit(
  directory: string,
  variables: Readonly<Record<string, string>> = {},
  surroundings: Surroundings = "machine",
): Git {
  const env = gitEnvironment(surroundings, variables);
  const program = gitProgram();
  const asker = simpleGit({
    baseDir: directory,
    binary: program,
    config: [...SETTINGS],
    // It refuses these settings and variables, because a caller's text might reach them. Ours are all written here.
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeCustomBinary: true,
    },
    allowEnvironment: Object.keys(env),
    // By default it takes what came within 50 ms after the exit for the whole output; after silence it waits that long.
    completion: { onClose: true, onExit: false },
    // By default it takes a failure without a word on stderr for a success. It passes on nothing but a text.
    errors: (error, result) =>
      result.exitCode === 0 ? undefined : Buffer.from(JSON.stringify(toFailure(error, result))),
  }).env(env);

  async function ask(args: readonly string[]): Promise<string> {
    try {
      return await asker.raw([...args]);
    } catch (error) {
      throw new GitError(args, readFailure(error, {}));
    }
  }
  // execa runs what simple-git can't: bytes, stdin, silence, and processes in a group of their own. Ctrl-C, or a kill of our
  // group, must neither stop git between the files of one transaction nor fail what we only read.
  async function run(args: readonly string[], input?: string, limits: Limits = {}): Promise<Output> {
    const stdin = input === undefined ? ({ stdin: "ignore" } as const) : { input };
    const most = limits.bytes === undefined ? {} : { maxBuffer: limits.bytes };
    const options = { cwd: directory, env, extendEnv: false, encoding: "buffer", detached: true } as const;
    const [file = program, ...rest] = limited(
      [program, ...SETTINGS.flatMap((setting) => ["-c", setting]), ...args],
      limits,
    );
    try {
      const { stdout, stderr } = await execa(file, rest, { ...options, ...stdin, ...most, stripFinalNewline: false });
      return { stdout: Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength), stderr: toText(stderr) };
    } catch (error) {
      throw new GitError(args, readFailure(error, limits));
    }
  }
  return {
    at: (elsewhere, others) => openGit(elsewhere, others, surroundings),
    ask,
    query: async (args, input, limits) => (await run(args, input, limits)).stdout,
    read: async (args) => (await run(args)).stdout.toString(),
    write: async (args, input, limits) => (await run(args, input, limits)).stdout.toString(),
    remarks: async (args) => (await run(args)).stderr,
  };
}

interface Output {
  readonly stdout: Buffer;
  readonly stderr: string;
}

const SETTINGS: readonly string[] = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.quotePath=false",
  "core.safecrlf=false",
  // How long git itself waits for a ref that another process has locked, in milliseconds.
  "core.filesRefLockTimeout=3000",
  "core.packedRefsTimeout=3000",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "advice.addEmbeddedRepo=false",
  "advice.graftFileDeprecated=false",
  // The same merge for everybody, whatever they prefer for their own.
  "merge.renames=true",
  "merge.directoryRenames=conflict",
];

/** What git would advise a person who had started it is no cause. */
function withoutHints(stderr: string): string {
  return stderr.replaceAll(/^hint:.*\n?/gm, "").trim();
}

const LOCKED = /Unable to create '(.+\.lock)': File exists/;

function lockedMessage(lock: string): string {
  return `another git process holds ${lock}; if none is running any more, delete that file and try again`;
}

const Failure = z.object({
  exitCode: z.int().optional(),
  stderr: z.string(),
  stdout: z.string(),
  message: z.string(),
  isExceeded: z.boolean().optional(),
  isCrash: z.boolean().optional(),
});
type Failure = z.infer<typeof Failure>;

type SimpleGitResult = { exitCode: number; stdOut: readonly Buffer[]; stdErr: readonly Buffer[] };

function toFailure(error: Buffer | Error | undefined, result: SimpleGitResult): Failure {
  return {
    exitCode: result.exitCode < 0 ? undefined : result.exitCode,
    stdout: Buffer.concat(result.stdOut).toString(),
    stderr: Buffer.concat(result.stdErr).toString(),
    message: error instanceof Error ? error.message : `exit code ${result.exitCode}`,
  };
}

function readFailure(error: unknown, limits: Limits): Failure {
  if (error instanceof SimpleGitError) return parseFailure(error.message);
  if (!(error instanceof ExecaError)) throw error;
  const stderr = toText(error.stderr);
  return {
    exitCode: error.exitCode,
    stdout: toText(error.stdout),
    stderr,
    message: error.originalMessage || endOf(error),
    isExceeded: isExceeded({ isMaxBuffer: error.isMaxBuffer, signal: error.signal, stderr }, limits),
    isCrash: CRASHES.has(error.signal ?? ""),
  };
}

function endOf({ exitCode, signal }: ExecaError): string {
  return signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`;
}

/** What a program ends by that breaks its own rules, or reaches for memory which is not its own. */
const CRASHES: ReadonlySet<string> = new Set(["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGTRAP"]);

function toText(bytes: unknown): string {
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : "";
}

/** simple-git's own refusals are plain sentences. */
function parseFailure(message: string): Failure {
  if (message.startsWith("{")) return Failure.parse(JSON.parse(message));
  return { exitCode: undefined, stdout: "", stderr: "", message };
}
