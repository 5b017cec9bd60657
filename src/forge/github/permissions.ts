import { lackingPermission } from "./sentences.ts";

/**
 * Names the permissions that GitHub says a call needs, from its header X-Accepted-GitHub-Permissions: sets that are each
 * enough, such as `issues=write; pull_requests=write,contents=read`.
 */
export function describePermissions(header: unknown): string {
  const sets = typeof header === "string" ? header.split(";").map(printSet) : [];
  const [first, ...others] = sets.filter((set) => set !== "");
  if (first === undefined) return "the token may not do that: give it the permissions that docs/github.md lists";
  const or = others.length === 0 ? "" : ` (or ${others.join(", or ")})`;
  return lackingPermission("the token lacks a permission", `${first}${or}`);
}

function printSet(set: string): string {
  const permissions = set.split(",").map((entry) => entry.trim().split("="));
  return permissions
    .flatMap(([name = "", level = ""]) =>
      name === "" || level === "" ? [] : [`\`${name.replaceAll("_", "-")}: ${level}\``],
    )
    .join(" and ");
}

/** Fields of our queries, see pulls-query.ts, that take a permission. */
const FIELDS: readonly (readonly [field: RegExp, permission: string])[] = [
  [/^status$/, "statuses=read"],
  [/^(?:pullRequests?|branch\d+)$/, "pull-requests=read"],
  [/^commit\d+$/, "contents=read"],
  [/^checkRuns$/, "checks=read"],
];

/** GraphQL has no such header: which field it refuses tells the permission, in the header's way. */
export function permissionFor(path: readonly (string | number)[] = []): string | undefined {
  const names = path.map(String).toReversed();
  return names.flatMap((name) => FIELDS.find(([field]) => field.test(name))?.[1] ?? [])[0];
}
