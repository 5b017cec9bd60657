/** Another user of this machine, for programs that must not reach what is ours: agents, and tests of what they wrote. */
import { lstat } from "node:fs/promises";
import { foreignEnvironment } from "./environment.ts";
import { SHELL_NAME } from "./held-program.ts";
import { findElevation, runProgram } from "./as-root.ts";
import type { Elevation } from "./as-root.ts";
import { systemProgram } from "./system-programs.ts";
import { endProcessesOf, listProcessesOf } from "./user-processes.ts";
import type { ProcessOwner } from "./user-processes.ts";

export interface WorkUser {
  readonly name: string;
  readonly home: string;
  /**
   * What to start so that a program runs as this user, and with what environment. It never gets more rights than the user
   * has, by sudo neither. Variables reach it by the environment: arguments can be read by everybody. Its PATH is its own:
   * nothing that makes it the user's is looked for there.
   */
  wrap(argv: readonly string[], env: Readonly<Record<string, string>>): WrappedProgram;
  /** Gives a folder with all in it to this user. */
  own(folder: string): Promise<void>;
  /** Takes it back, readable for us whatever its modes were; symbolic links are not followed. Rejects while the user runs anything. */
  reclaim(folder: string): Promise<void>;
  /** Ends every process of the user: asks first where there is a grace, kills, and waits until none is left. */
  endAll(graceMs?: number): Promise<void>;
}

export interface WrappedProgram {
  readonly argv: readonly string[];
  readonly env: Record<string, string>;
}

/** There can be no such user; `why` is a sentence. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly why: string;
}

/** Opens the user of this name, who is made where missing: a system user without password, in no group but an own one. */
export async function openWorkUser(name: string): Promise<WorkUser | Unavailable> {
  if (process.platform !== "linux") return unavailable("another user can be had on Linux only");
  const elevation = await findElevation();
  if (elevation === undefined)
    return unavailable("this process is not root, and sudo asks for a password or is missing");
  try {
    const account = (await findAccount(name)) ?? (await makeAccount(elevation, name));
    if (isOurs(account)) return unavailable(`the user ${name} is this process's own, or shares its group`);
    const user = createWorkUser(elevation, account);
    await prepare(elevation, account, user);
    return user;
  } catch (error) {
    return unavailable(
      `the user ${name} can't be set up: ${error instanceof Error ? error.message.trim() : "unknown"}`,
    );
  }
}

function unavailable(why: string): Unavailable {
  return { kind: "unavailable", why };
}

/** A line of passwd(5). */
interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

async function findAccount(name: string): Promise<Account | undefined> {
  // It exits with 2 where there is no such user.
  const line = await runProgram([systemProgram("getent"), "passwd", name]).catch(() => "");
  const [found, , uid, gid, , home] = line.trimEnd().split(":");
  return found === name && home !== undefined ? { name, uid: Number(uid), gid: Number(gid), home } : undefined;
}

async function makeAccount(elevation: Elevation, name: string): Promise<Account> {
  const options = ["--system", "--user-group", "--create-home", "--shell", "/bin/sh"];
  const failure = await runProgram([...elevation(), systemProgram("useradd"), ...options, "--", name]).then(
    () => undefined,
    (error: unknown) => error,
  );
  // Another process may have been faster.
  const account = await findAccount(name);
  if (account === undefined) throw failure ?? new Error("useradd made none");
  return account;
}

function isOurs({ uid, gid }: Account): boolean {
  return uid === 0 || gid === 0 || uid === process.getuid?.() || gid === process.getgid?.();
}

/** Closes the home to others, and makes sure that programs start as the user and get their variables. */
async function prepare(elevation: Elevation, { home }: Account, user: WorkUser): Promise<void> {
  await runProgram([...elevation(), systemProgram("chmod"), "0700", "--", home]);
  const script = 'mkdir -p -m 0700 -- "$TMPDIR" && test "$WORKSTREAM_PROBE" = passed';
  const { argv, env } = user.wrap(["/bin/sh", "-c", script], { WORKSTREAM_PROBE: "passed" });
  await runProgram(argv, env);
}

function createWorkUser(elevation: Elevation, account: Account): WorkUser {
  const { name, uid, gid, home } = account;
  const own = { HOME: home, USER: name, LOGNAME: name, SHELL: "/bin/sh", TMPDIR: `${home}/tmp` };
  const become = [
    systemProgram("setpriv"),
    "--reuid",
    String(uid),
    "--regid",
    String(gid),
    "--clear-groups",
    "--no-new-privs",
  ];
  const asUser = [...become, "--inh-caps=-all", "--"];
  const asRoot = (argv: readonly string[]) => runProgram([...elevation(), ...argv]);
  const owner: ProcessOwner = {
    name,
    uid,
    async signalAll(signal) {
      // To -1 goes what a process may signal at all, itself excepted. One that was stopped on its way is killed in time.
      const kill = ["/bin/sh", "-c", 'kill -s "$1" -- -1', "end-all", signal];
      await asRoot([systemProgram("timeout"), "-s", "KILL", "5", ...asUser, ...kill]).catch(() => undefined);
    },
    async kill(pids) {
      await asRoot(["/bin/sh", "-c", 'kill -s KILL -- "$@"', "end-all", ...pids.map(String)]).catch(() => undefined);
    },
  };
  return {
    name,
    home,
    wrap(argv, env) {
      const passed = foreignEnvironment(env);
      // Not by way of sudo, which has its own mind about these.
      const settings = { ...own, PATH: passed["PATH"] ?? "/usr/local/bin:/usr/bin:/bin" };
      const set = [systemProgram("env"), ...Object.entries(settings).map(([key, value]) => `${key}=${value}`)];
      const start = ["/bin/sh", "-c", 'exec "$@"', SHELL_NAME, ...argv];
      return { argv: [...elevation(Object.keys(passed)), ...asUser, ...set, ...start], env: passed };
    },
    async own(folder) {
      await asRoot([systemProgram("chown"), "-R", "-h", "-P", `${uid}:${gid}`, "--", folder]);
    },
    async reclaim(folder) {
      if (listProcessesOf(uid).length > 0)
        throw new Error(`${folder} can't be taken back: ${name} still runs something`);
      if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is no folder any more`);
      await asRoot([
        systemProgram("chown"),
        "-R",
        "-h",
        "-P",
        `${process.getuid?.()}:${process.getgid?.()}`,
        "--",
        folder,
      ]);
      await runProgram([systemProgram("chmod"), "-R", "u+rwX", "--", folder]);
    },
    endAll: (graceMs = 0) => endProcessesOf(owner, graceMs),
  };
}
