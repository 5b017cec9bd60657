/**
 * Cuts what the test server answers out of GitHub's OpenAPI description, into test/support/github/openapi.json.
 *
 *   npm pack @octokit/openapi && tar xf octokit-openapi-*.tgz
 *   node scripts/openapi-slice.js package/generated/api.github.com.json
 */
import { readFile, writeFile } from "node:fs/promises";

const OPERATIONS = new Set([
  "actions/cancel-workflow-run",
  "actions/create-workflow-dispatch",
  "actions/get-allowed-actions-repository",
  "actions/get-github-actions-default-workflow-permissions-repository",
  "actions/get-github-actions-permissions-repository",
  "actions/get-workflow",
  "actions/get-workflow-run",
  "actions/list-jobs-for-workflow-run",
  "actions/list-jobs-for-workflow-run-attempt",
  "actions/list-repo-organization-secrets",
  "actions/list-repo-secrets",
  "actions/list-workflow-run-artifacts",
  "actions/list-workflow-runs",
  "actions/list-workflow-runs-for-repo",
  "git/create-ref",
  "git/delete-ref",
  "git/get-ref",
  "git/list-matching-refs",
  "git/update-ref",
  "issues/add-labels",
  "issues/create-comment",
  "issues/create-label",
  "issues/get-label",
  "issues/list-comments",
  "issues/list-labels-on-issue",
  "issues/remove-label",
  "issues/set-labels",
  "issues/update-comment",
  "pulls/create",
  "pulls/get",
  "pulls/list",
  "pulls/list-files",
  "pulls/list-reviews",
  "pulls/merge",
  "pulls/request-reviewers",
  "pulls/update",
  "rate-limit/get",
  "repos/compare-commits-with-basehead",
  "repos/create-commit-status",
  "repos/get",
  "repos/get-branch",
  "repos/get-branch-protection",
  "repos/get-branch-rules",
  "repos/get-collaborator-permission-level",
  "repos/get-combined-status-for-ref",
  "repos/get-content",
  "repos/list-commit-statuses-for-ref",
]);

/** For people only, and most of the size. */
const PROSE = new Set(["description", "summary", "example", "examples", "externalDocs", "tags", "title"]);
/** Their keys are names, of properties for example, and not words of the description's own language. */
const NAMED = new Set(["properties", "paths", "responses", "schemas", "parameters", "headers", "content"]);

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("usage: node scripts/openapi-slice.js <api.github.com.json>");
const whole = JSON.parse(await readFile(source, "utf8"));
const slice = {
  openapi: whole.openapi,
  info: { title: whole.info.title, version: whole.info.version },
  paths: slicePaths(whole.paths),
  components: {},
};
addReferences(slice.paths);

const text = JSON.stringify(slice);
await writeFile(new URL("../test/support/github/openapi.json", import.meta.url), `${text}\n`);
process.stdout.write(`${OPERATIONS.size} operations, ${text.length} bytes\n`);

function slicePaths(paths) {
  const missing = new Set(OPERATIONS);
  const kept = {};
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!missing.delete(operation.operationId)) continue;
      kept[path] = { ...kept[path], [method]: withoutProse(operation) };
    }
  }
  if (missing.size > 0) throw new Error(`GitHub does not describe ${[...missing].join(", ")}`);
  return kept;
}

/** Adds what the node refers to, and what that refers to. */
function addReferences(node) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.$ref === "string") addComponent(node.$ref);
  for (const child of Object.values(node)) addReferences(child);
}

function addComponent(reference) {
  const [, , kind, name] = reference.split("/");
  const components = (slice.components[kind] ??= {});
  if (components[name] !== undefined) return;
  components[name] = withoutProse(whole.components[kind][name]);
  addReferences(components[name]);
}

function withoutProse(node, named = false) {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((child) => withoutProse(child));
  const entries = Object.entries(node).filter(([key]) => named || !(PROSE.has(key) || key.startsWith("x-")));
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutProse(child, !named && NAMED.has(key))]));
}
