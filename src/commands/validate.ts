import { findCoarseScopes, MOST_WEIGHED } from "../decide/coarse-scopes.ts";
import { GitError, openGit } from "../git/git.ts";
import type { Diagnostic } from "../plan/diagnostic.ts";
import { compareDiagnostics } from "../plan/locate.ts";
import { containsPath } from "../plan/scope.ts";
import { warnAtPattern } from "../plan/warn-at-pattern.ts";
import { printCoarseScope } from "../text/coarse-scope.ts";
import { diagnosticsToJson, printDiagnostics, printValid } from "../text/diagnostic.ts";
import { plain } from "../text/plain.ts";
import { list } from "../text/words.ts";
import { USUAL_AGENTS, anyAgents } from "./agents.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { readWorkingPlan } from "./working-tree.ts";
import type { WorkingPlan } from "./working-tree.ts";

/** `workstreams validate`: everything that is wrong or doubtful in the plan's files. Errors make it fail. */
export async function validate(context: CommandContext, options: { readonly json: boolean }): Promise<ExitCode> {
  const working = await readWorkingPlan(context.directory, undefined, { warnOfOverlaps: true });
  const { plan, ignored } = working;
  const diagnostics = [...plan.diagnostics, ...(await weighScopes(context, working))].toSorted(compareDiagnostics);
  if (options.json) printJson(context, diagnosticsToJson(diagnostics));
  else context.print(printDiagnostics(diagnostics, context.terminal.color));
  if (!options.json && diagnostics.length === 0) {
    context.talk(printValid(plan.workstreams.size));
  }
  if (ignored.length > 0) context.talk(plain(`not part of the plan, for want of ws- in front: ${list(ignored, 5)}`));
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Warnings of scopes that cost the plan much time. */
async function weighScopes(
  context: CommandContext,
  { root, plan, sources }: WorkingPlan,
): Promise<readonly Diagnostic[]> {
  const { agents, overlap } = plan.config;
  if (overlap.unordered === "allow") return [];
  const files = plan.workstreams.size > MOST_WEIGHED ? undefined : await listFiles(root);
  const able = agents.length === 0 ? anyAgents(USUAL_AGENTS, undefined) : agents;
  const coarse = findCoarseScopes(plan, able, files ?? []);
  if (coarse === undefined) {
    context.talk(`what overlapping scopes cost was not simulated: the plan has more than ${MOST_WEIGHED} workstreams`);
    return [];
  }
  return coarse.flatMap((each) => {
    const covered = files?.filter((path) => containsPath(each.covering, path, plan.config.scopes.case));
    const warning = { code: "coarse-scope", ...each, ...printCoarseScope(each, covered) } as const;
    return warnAtPattern(sources, plan.config, warning);
  });
}

/** Undefined where the plan is in no repository. */
async function listFiles(root: string): Promise<readonly string[] | undefined> {
  const listed = await openGit(root)
    .read(["ls-files", "-z"])
    .catch((error: unknown) => {
      if (error instanceof GitError) return undefined;
      throw error;
    });
  return listed?.split("\0").filter((path) => path !== "");
}
