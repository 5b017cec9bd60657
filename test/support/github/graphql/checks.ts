/** Check suites and their runs, as whoever runs workflows tells them. */
import type { CheckRunView } from "../context.ts";
import { connect } from "./connection.ts";
import type { Connection, Paging } from "./connection.ts";
import type { Resolvers } from "./resolvers.ts";
import { need } from "./sources.ts";
import type { CheckSuiteSource } from "./sources.ts";

interface CheckRunArguments extends Paging {
  readonly filterBy?: { readonly checkName?: string | null; readonly checkType?: "ALL" | "LATEST" | null } | null;
}

export const checkSuiteResolvers: Resolvers<CheckSuiteSource> = {
  checkRuns({ suite }, args: CheckRunArguments, context): Connection<CheckRunView> {
    need(context, suite.repository, { checks: "read" });
    const { checkName, checkType } = args.filterBy ?? {};
    const runs = checkType === "ALL" ? suite.checkRuns : newestOfEachName(suite.checkRuns);
    return connect(
      runs,
      args,
      ({ id }) => id,
      ({ name }) => checkName == null || checkName === name,
    );
  },
  conclusion: ({ suite }) => suite.conclusion,
  databaseId: ({ suite }) => suite.databaseId,
  id: ({ suite }) => suite.id,
  status: ({ suite }) => suite.status,
  workflowRun({ suite }, _args, context) {
    need(context, suite.repository, { actions: "read" });
    return suite.workflowRun;
  },
};

export const checkRunResolvers: Resolvers<CheckRunView> = {
  conclusion: ({ conclusion }) => conclusion,
  databaseId: ({ databaseId }) => databaseId,
  id: ({ id }) => id,
  name: ({ name }) => name,
  status: ({ status }) => status,
};

export const workflowRunResolvers: Resolvers<{ readonly id: string; readonly databaseId: number }> = {
  databaseId: ({ databaseId }) => databaseId,
  id: ({ id }) => id,
};

/** A job that ran again has several of one name, the newest last. */
function newestOfEachName(runs: readonly CheckRunView[]): readonly CheckRunView[] {
  return [...new Map(runs.map((run) => [run.name, run])).values()];
}
