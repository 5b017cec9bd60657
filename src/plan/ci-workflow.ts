/** What a workflow file of GitHub Actions could do with code that nobody has looked at: told from its text alone. */
import { isObject, valueIn } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";
import { jobsOf, readWorkflow } from "./workflow-document.ts";

/**
 * Whether a workflow may run on an agent's work before a person has seen it: its token can only read, at the top and in
 * each job, and it uses no secret. What can't be told is not harmless, and so are workflows that it calls.
 */
export function isHarmlessWorkflow(text: string): boolean {
  const workflow = readWorkflow(text);
  if (workflow === undefined || !isReadOnly(workflow["permissions"])) return false;
  const jobs = jobsOf(workflow);
  return jobs.length > 0 && jobs.every(isHarmlessJob) && !usesSecrets(workflow);
}

/** Whether a workflow can be dispatched without being told anything. */
export function isDispatchable(text: string): boolean {
  const on = readWorkflow(text)?.["on"];
  if (on === "workflow_dispatch") return true;
  if (Array.isArray(on)) return on.includes("workflow_dispatch");
  if (!isObject(on) || !Object.hasOwn(on, "workflow_dispatch")) return false;
  const inputs = valueIn(on, ["workflow_dispatch", "inputs"]);
  return Object.values(isObject(inputs) ? inputs : {}).every((input) => {
    return valueIn(input, ["required"]) !== true || valueIn(input, ["default"]) !== undefined;
  });
}

function isHarmlessJob(job: unknown): boolean {
  if (!isObject(job) || Object.hasOwn(job, "uses") || Object.hasOwn(job, "secrets")) return false;
  return !Object.hasOwn(job, "permissions") || isReadOnly(job["permissions"]);
}

/** What is not said is the repository's default, which may be to write. */
function isReadOnly(permissions: unknown): boolean {
  if (permissions === "read-all") return true;
  return isObject(permissions) && Object.values(permissions).every((level) => level === "read" || level === "none");
}

/** The only secret that anybody may use: the token, whose permissions are known. */
const TOKEN = /\bsecrets\s*(?:\.\s*GITHUB_TOKEN\b(?!-)|\[\s*'GITHUB_TOKEN'\s*\])/gi;
const SECRETS = /\bsecrets\b/i;
/** One expression; a string inside it may hold the braces that would end it. */
const EXPRESSION = /\$\{\{(?:'[^']*'|[^'}]|\}(?!\}))*\}\}/g;

function usesSecrets(workflow: JsonObject): boolean {
  return strings(workflow).some(({ key, text }) => {
    const expressions = key === "if" ? [text] : (text.match(EXPRESSION) ?? []);
    const rest = text.replaceAll(EXPRESSION, "");
    return rest.includes("${{") || expressions.some((each) => SECRETS.test(each.replaceAll(TOKEN, "")));
  });
}

/** Every string of a document once, keys too, with the key that it stands at. */
function strings(root: unknown): readonly { readonly key: string; readonly text: string }[] {
  const found: { key: string; text: string }[] = [];
  const seen = new Set<unknown>();
  const left: { key: string; value: unknown }[] = [{ key: "", value: root }];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    const { key, value } = item;
    if (typeof value === "string") found.push({ key, text: value });
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [name, child] of Object.entries(value)) {
      left.push({ key: "", value: name }, { key: name, value: child });
    }
  }
  return found;
}
