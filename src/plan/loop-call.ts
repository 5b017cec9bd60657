import { valueIn } from "./json-object.ts";
import { jobsOf, readWorkflow } from "./workflow-document.ts";

/** The shipped workflow that is the loop, wherever it was copied to. */
const LOOP = /(?:^\.|\/)\/?\.github\/workflows\/orchestrate\.yml(?:@.+)?$/;

/** What a workflow file calls as the loop, such as `owner/name/.github/workflows/orchestrate.yml@v1`; undefined: nothing. */
export function findLoopCall(text: string): string | undefined {
  const calls = jobsOf(readWorkflow(text) ?? {}).map((job) => valueIn(job, ["uses"]));
  return calls.find((uses): uses is string => typeof uses === "string" && LOOP.test(uses));
}
