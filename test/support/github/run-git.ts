import { devNull } from "node:os";
import { execa } from "execa";

/** How one git process ended. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What nobody's own configuration changes. */
export const GIT_ENVIRONMENT = {
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
} as const;

const SETTINGS = ["gc.auto=0", "maintenance.auto=false", "core.quotePath=false", "core.hooksPath=/dev/null"];

export interface GitOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git to its end, whatever that is. */
export async function tryGit(directory: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const result = await execa("git", [...SETTINGS.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: directory,
    env: { ...GIT_ENVIRONMENT, ...options.env },
    reject: false,
    stripFinalNewline: false,
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
  });
  return { code: result.exitCode ?? -1, stdout: result.stdout ?? "", stderr: result.stderr };
}

/** The output without the newline at its end; throws where git fails. */
export async function runGit(directory: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryGit(directory, args, options);
  if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.replace(/\n$/, "");
}
