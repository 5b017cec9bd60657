import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Overview } from "../decide/action.ts";
import type { Plan } from "../plan/plan.ts";
import { reportData } from "../text/report-data.ts";
import { printHtmlReport } from "../text/report-html.ts";
import { printMarkdownReport } from "../text/report-markdown.ts";
import { withUsualAgents } from "./agents.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { openProject } from "./project.ts";
import type { Project } from "./project.ts";
import { readDeliveries } from "./read-deliveries.ts";
import { look } from "./tick.ts";

/** Where the two files of a report are. */
export interface ReportFiles {
  readonly markdown: string;
  readonly html: string;
}

export interface ReportOptions {
  /** Undefined: `reports/` of the repository. */
  readonly output: string | undefined;
  /** Print the data instead, and write nothing. */
  readonly json: boolean;
}

/** `workstreams report`: what happened, as Markdown and as one self-contained HTML file. */
export async function report(context: CommandContext, options: ReportOptions): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const seen = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
  const now = context.surroundings.now();
  // What is left is forecast for somebody, also where the agents are only named when they run.
  const plan = withUsualAgents(seen.reading.plan);
  const { decision } = seen;
  if (options.json) {
    printJson(context, reportData(plan, decision, { now }, await readDeliveries(project, decision.states)));
    return 0;
  }
  const folder =
    options.output === undefined
      ? join(project.repository.root, "reports")
      : resolve(context.directory, options.output);
  const files = await writeReport(project, folder, { plan, overview: decision, now });
  context.print(files.markdown);
  context.print(files.html);
  return 0;
}

/** What a report is about. */
interface Reported {
  readonly plan: Plan;
  readonly overview: Overview;
  readonly now: number;
}

/** Writes both files whole or not at all. */
export async function writeReport(
  project: Project,
  folder: string,
  { plan, overview, now }: Reported,
): Promise<ReportFiles> {
  const data = reportData(plan, overview, { now }, await readDeliveries(project, overview.states));
  const files = { markdown: join(folder, "workstreams.md"), html: join(folder, "workstreams.html") };
  await mkdir(folder, { recursive: true });
  await writeWhole(files.markdown, printMarkdownReport(data));
  await writeWhole(files.html, printHtmlReport(data, plan));
  return files;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, text);
  await rename(part, path);
}
