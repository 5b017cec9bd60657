import type { Untold, UntoldMatter } from "../decide/untold.ts";
import { fine } from "./doctor-words.ts";
import type { Words } from "./doctor-words.ts";

const QUESTIONS: Readonly<Record<Untold, string>> = {
  caller: "whether a workflow calls the loop",
  "caller-state": "whether the workflow that calls the loop is switched on",
  actions: "whether Actions may run the loop",
  "open-pulls": "whether Actions may open pull requests",
  secrets: "whether the agents have their secrets",
  "base-rules": "what the rules of the base demand",
  "work-rules": "whether rules keep the loop from making its branches",
  "merge-commits": "whether merge commits are allowed",
  "auto-merge": "whether auto-merge is allowed",
};

/** What the token may not read is no fault of the repository. */
export function describeUntold({ about, needs }: UntoldMatter): Words {
  return fine(`can't tell ${QUESTIONS[about]}: a token needs \`${needs}\` to see it`);
}
