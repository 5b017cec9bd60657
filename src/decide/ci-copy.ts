import { isDispatchable, isHarmlessWorkflow } from "../plan/ci-workflow.ts";
import type { CiCopy } from "./judge.ts";

/** How far the CI workflow may be trusted on a head: `own` is its text there, `atBase` that of the base. */
export function judgeCopy(atBase: string | undefined, own: string | undefined): CiCopy {
  if (own === undefined || !isDispatchable(own)) return "not-startable";
  return atBase !== undefined && isHarmlessWorkflow(atBase) && isHarmlessWorkflow(own) ? "harmless" : "powerful";
}
