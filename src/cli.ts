#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Command, CommanderError, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { CommandError } from "./commands/command-error.ts";
import type { CommandContext, ExitCode } from "./commands/context.ts";
import { MAX_AGENTS } from "./plan/config.ts";
import { plainLines } from "./text/plain-lines.ts";
import { VERSION } from "./version.ts";

// Each command is loaded when it is asked for, out of the same file, so that --version and --help start fast.

const program = new Command("workstreams")
  .description("Run many coding agents on one repository at once, safely, with nothing but git and GitHub.")
  .version(VERSION)
  .option("-C, --directory <folder>", "work as if started in this folder", ".")
  .option("--no-color", "never colour the output; so does the variable NO_COLOR")
  .showHelpAfterError("(--help shows what there is)")
  .exitOverride();

const json = () => new Option("--json", "print data for programs; docs/cli.md has the shapes").default(false);
const agents = () => new Option("--agents <n>", "this many agents that take any tool").argParser(parseAgents);
const acceptance = () =>
  new Option("--acceptance <mode>", "off: acceptance tests are not run, and the gate says so")
    .choices(["on", "off"] as const)
    .default("on" as const);

program
  .command("validate")
  .description("say everything that is wrong or doubtful in the workstream files and the configuration")
  .addOption(json())
  .action((options) =>
    start(async (context) => {
      const { validate } = await import(/* webpackMode: "eager" */ "./commands/validate.ts");
      return validate(context, options);
    }),
  );

program
  .command("plan")
  .description("say what the next tick would start, and why the others wait; writes nothing")
  .addOption(agents())
  .addOption(json())
  .option("--dry-run", "the same: a plan never writes anything")
  .action((options) =>
    start(async (context) => {
      const { plan } = await import(/* webpackMode: "eager" */ "./commands/plan.ts");
      return plan(context, { agents: options.agents, json: options.json });
    }),
  );

program
  .command("graph")
  .description("print the dependencies as a picture or as data")
  .addOption(new Option("--format <format>").choices(["mermaid", "json"] as const).default("mermaid" as const))
  .addOption(json())
  .action((options) =>
    start(async (context) => {
      const { graph } = await import(/* webpackMode: "eager" */ "./commands/graph.ts");
      return graph(context, { format: options.json ? "json" : options.format });
    }),
  );

program
  .command("overlap [pattern] [other]")
  .description("list the pairs of workstreams that may write the same path though neither waits for the other")
  .addHelpText("after", "\nWith two patterns: whether they share a path, and which.")
  .option("--all", "also pairs of which one waits for the other, is done or is skipped", false)
  .option("--stdin", "answer each line [pattern, other], a JSON array, with a line {overlap, witness}", false)
  .option("--ignore-case", "of two patterns, and with --stdin: paths that differ by case only are one path", false)
  .addOption(json())
  .action((pattern, other, options) =>
    start(async (context) => {
      const { overlap } = await import(/* webpackMode: "eager" */ "./commands/overlap.ts");
      return overlap(context, {
        patterns: [pattern, other].filter((each) => each !== undefined),
        lines: options.stdin ? createInterface({ input: process.stdin }) : undefined,
        all: options.all,
        pathCase: options.ignoreCase ? "insensitive" : "sensitive",
        json: options.json,
      });
    }),
  );

program
  .command("simulate")
  .description("print the whole schedule from the estimates: makespan, lower bound, speed-up, a Gantt chart")
  .addOption(agents())
  .option(
    "--runs <n>",
    "also play it so many times, with drawn times and failures: when it is over, how surely",
    parseRuns,
  )
  .option("--seed <n>", "of the runs: the same number draws the same (default: 1)", parseNumber)
  .option(
    "--failure-rate <share>",
    "of the runs: the share of attempts that fail, 0 to 1 (default: learnt)",
    parseShare,
  )
  .option(
    "--spread <sigma>",
    "of the runs: how far times are from the estimates, 0 to 3 (default: learnt)",
    parseSpread,
  )
  .addOption(json())
  .action(({ agents: count, runs, seed, failureRate, spread, json: asJson }) =>
    start(async (context) => {
      const { simulate } = await import(/* webpackMode: "eager" */ "./commands/simulate.ts");
      return simulate(context, { agents: count, runs, seed, failureRate, spread, json: asJson });
    }),
  );

program
  .command("assign")
  .description(
    "propose tracks for the agents, for what is left, and say what one more agent or one conflict less would buy",
  )
  .addOption(agents())
  .option("--next <k>", "only for so many workstreams, those that start first", parseNumber)
  .addOption(json())
  .action((options) =>
    start(async (context) => {
      const { assign } = await import(/* webpackMode: "eager" */ "./commands/assign.ts");
      return assign(context, { agents: options.agents, next: options.next, json: options.json });
    }),
  );

program
  .command("explain <id>")
  .description("say why a workstream runs, waits or failed, down to the root of the chain")
  .addOption(json())
  .action((id, options) =>
    start(async (context) => {
      const { explain } = await import(/* webpackMode: "eager" */ "./commands/explain.ts");
      return explain(context, id, options);
    }),
  );

program
  .command("run")
  .description("run the plan of the base branch on this machine until it is done or can't go on")
  .addOption(agents())
  .option("--agent-command <line>", "the shell command line that each agent runs, instead of the configured one")
  .addOption(
    new Option("--merge <mode>", "auto: merge what passes its gates; manual: wait for `workstreams merge`").choices([
      "auto",
      "manual",
    ] as const),
  )
  .addOption(acceptance())
  .option("--until-idle", "end as soon as only people can go on, or nothing starts for hours", false)
  .addOption(new Option("--report <folder>", "where the report goes").default(undefined, "reports/ of the repository"))
  .option("--no-report", "write no report")
  .addOption(new Option("--json", "print one event per line for programs").default(false))
  .action((options) =>
    start(async (context, signal) => {
      const { run } = await import(/* webpackMode: "eager" */ "./commands/run.ts");
      return run(context, {
        agents: options.agents,
        agentCommand: options.agentCommand,
        merge: options.merge,
        acceptance: options.acceptance,
        untilIdle: options.untilIdle,
        json: options.json,
        report: reportPlace(options.report),
        signal,
      });
    }),
  );

program
  .command("status")
  .description("print every workstream's state with its reason")
  .option("--watch", "print it again whenever something changed", false)
  .addOption(json())
  .action((options) =>
    start(async (context, signal) => {
      const { status } = await import(/* webpackMode: "eager" */ "./commands/status.ts");
      return status(context, { ...options, signal });
    }),
  );

program
  .command("logs <id>")
  .description("print what an attempt printed: the newest, or the one that --attempt names")
  .option("--attempt <n>", "number of the attempt", parseNumber)
  .action((id, options) =>
    start(async (context) => {
      const { logs } = await import(/* webpackMode: "eager" */ "./commands/logs.ts");
      return logs(context, id, { attempt: options.attempt });
    }),
  );

program
  .command("merge <id>")
  .description("merge a workstream's pull request, if all its gates pass")
  .addOption(acceptance())
  .action((id, options) =>
    start(async (context, signal) => {
      const { merge } = await import(/* webpackMode: "eager" */ "./commands/review.ts");
      return merge(context, id, { ...options, signal });
    }),
  );

program
  .command("review <id> <words...>")
  .description("say what is to be different: the next attempt's agent is told, with your name")
  .action((id, words) =>
    start(async (context) => {
      const { remark } = await import(/* webpackMode: "eager" */ "./commands/remark.ts");
      return remark(context, id, words.join(" "));
    }),
  );

program
  .command("reject <id> [words...]")
  .description("close a workstream's pull request; its scope is free again. With words, as by review")
  .action((id, words) =>
    start(async (context) => {
      const { reject } = await import(/* webpackMode: "eager" */ "./commands/review.ts");
      return reject(context, id, words.join(" "));
    }),
  );

program
  .command("start <id>")
  .description(
    "start a workstream before all others, also where it is held on purpose; what it depends on still comes first",
  )
  .action((id) => intend("start", id));

program
  .command("retry <id>")
  .description("try a failed, cancelled or reviewed workstream again, with all its attempts before it")
  .action((id) => intend("retry", id));

program
  .command("cancel <id>")
  .description("stop a workstream: its attempt is ended, its pull request closed")
  .action((id) => intend("cancel", id));

program
  .command("pause [id]")
  .description("start nothing new, of one workstream, of one agent (agent:<id>) or of all; what runs goes on")
  .action((id) => intend("pause", id));

program
  .command("resume [id]")
  .description("take a pause back: of one workstream, of one agent (agent:<id>) or of all")
  .action((id) => intend("resume", id));

program
  .command("report")
  .description("write what happened and what is expected, as Markdown and as one self-contained HTML file")
  .addOption(new Option("--output <folder>", "where it goes").default(undefined, "reports/ of the repository"))
  .addOption(json())
  .action((options) =>
    start(async (context) => {
      const { report } = await import(/* webpackMode: "eager" */ "./commands/report.ts");
      return report(context, { output: options.output, json: options.json });
    }),
  );

program
  .command("init")
  .description("write what the loop on GitHub needs, never over a file that is there, and say what to switch on")
  .addOption(json())
  .action((options) =>
    start(async (context) => {
      const { init } = await import(/* webpackMode: "eager" */ "./commands/init.ts");
      return init(context, options);
    }),
  );

program
  .command("doctor")
  .description("say what this machine and its repository lack for the configured agents, with the fix")
  .addOption(
    new Option(
      "--github <owner/name>",
      "also what that repository lacks, as far as GITHUB_TOKEN or GH_TOKEN may see it",
    ).argParser(parseRepository),
  )
  .option("--probe", "also try refs like those of the loop there, and take them away again", false)
  .addOption(json())
  .action((options) =>
    start(async (context) => {
      const { doctor } = await import(/* webpackMode: "eager" */ "./commands/doctor.ts");
      return doctor(context, { github: options.github, probe: options.probe, json: options.json });
    }),
  );

program
  .command("demo")
  .description("run a sample plan with scripted agents in a temporary repository")
  .addOption(new Option("--agents <n>", "how many agents").argParser(parseAgents).default(3))
  .action((options) =>
    start(async (context, signal) => {
      const { demo } = await import(/* webpackMode: "eager" */ "./commands/demo.ts");
      return demo(context, { agents: options.agents, signal });
    }),
  );

function intend(verb: "start" | "retry" | "cancel" | "pause" | "resume", id: string | undefined): Promise<void> {
  return start(async (context) => {
    const { intend: write } = await import(/* webpackMode: "eager" */ "./commands/intent.ts");
    return write(context, verb, id);
  });
}

function parseAgents(text: string): number {
  const count = parseNumber(text);
  if (count > MAX_AGENTS) throw new InvalidArgumentError(`at most ${MAX_AGENTS} agents.`);
  return count;
}

function parseRuns(text: string): number {
  const count = parseNumber(text);
  if (count > 100_000) throw new InvalidArgumentError("at most 100000 runs.");
  return count;
}

function parseShare(text: string): number {
  return parseUpTo(1, text);
}

function parseSpread(text: string): number {
  return parseUpTo(3, text);
}

function parseUpTo(most: number, text: string): number {
  const number = /^(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})$/.test(text) ? Number(text) : NaN;
  if (number >= 0 && number <= most) return number;
  throw new InvalidArgumentError(`it must be a number from 0 to ${most}, such as 0.2.`);
}

function parseRepository(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError("it must be the owner's and the repository's name, such as octo/plan.");
}

function parseNumber(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError("it must be a whole number from 1.");
  return Number(text);
}

/** commander makes one value of --report <folder> and --no-report. */
function reportPlace(option: string | boolean | undefined): { folder: string | undefined } | undefined {
  return option === false ? undefined : { folder: typeof option === "string" ? option : undefined };
}

/** Errors whose message says what to do; any other is a bug, and shown with its stack. */
const KNOWN: ReadonlySet<string> = new Set(["CommandError", "ForgeError", "GitError"]);

/** What asks the command that runs to stop; undefined where it is simply ended. */
let interruptible: AbortController | undefined;

/** Runs a command with everything it may need, and sets the exit code. One that takes no signal is ended by Ctrl-C. */
async function start(command: (context: CommandContext, signal: AbortSignal) => Promise<ExitCode>): Promise<void> {
  const { directory, color } = program.opts();
  const stop = new AbortController();
  if (command.length > 1) {
    interruptible = stop;
    stopOnSignals(stop);
  }
  const context: CommandContext = {
    directory: resolve(directory),
    surroundings: { now: () => Date.now(), environment: process.env },
    program: realpathSync(process.argv[1] ?? "."),
    print: (text) => void process.stdout.write(`${text}\n`),
    talk: (text) => void process.stderr.write(`${text}\n`),
    terminal: {
      color: color && process.stdout.isTTY && !process.env["NO_COLOR"],
      live: process.stderr.isTTY,
      width: process.stdout.columns || process.stderr.columns || 120,
      isPipe: !process.stdout.isTTY,
    },
  };
  process.exitCode = await command(context, stop.signal);
}

/** The first Ctrl-C asks to stop cleanly, the second one ends at once: what ran is ended by its watcher. */
function stopOnSignals(stop: AbortController): void {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
}

// Node itself would print the line of the source that threw, which in the bundle is all of it.
process.on("uncaughtException", (error) => {
  tellError(error);
  process.exit();
});

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    // A reader that went away, as `head` does, is no error. What can be stopped cleanly is asked to.
    if (interruptible === undefined) process.exit(0);
    interruptible.abort();
  });
}

try {
  await program.parseAsync();
} catch (error) {
  tellError(error);
}

function tellError(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof Error && KNOWN.has(error.name)) {
    process.stderr.write(`workstreams: ${plainLines(error.message)}\n`);
    process.exitCode = error instanceof CommandError ? error.exitCode : 2;
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  }
}
