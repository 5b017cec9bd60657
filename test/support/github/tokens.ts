/** Whose token a request brings, and what GitHub says where it may not do what it asks. */
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "./refusal.ts";
import type { ServerContext } from "./context.ts";
import type { Level, Permissions, Repository, Token } from "./state.ts";

/** The token of the `Authorization` header; undefined: there is no such header. */
export function readToken(context: ServerContext, headers: IncomingHttpHeaders): Token | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  const [scheme = "", value = ""] = authorization.split(" ");
  const text = scheme.toLowerCase() === "basic" ? readPassword(value) : value;
  const token = context.tokens.get(text);
  if (token === undefined) throw new Refusal(401, "Bad credentials");
  return token;
}

/** Git gives the token as the password; the user's name does not matter. */
function readPassword(value: string): string {
  return Buffer.from(value, "base64")
    .toString()
    .replace(/^[^:]*:/, "");
}

/** Throws what GitHub says to a token that may not do this: it needs all permissions of one of `accepts`. */
export function authorise(token: Token, repository: Repository, accepts: readonly Permissions[]): void {
  if (!reaches(token, repository)) throw new Refusal(404, "Not Found");
  if (accepts.length === 0 || accepts.some((needed) => holds(token, repository, needed))) return;
  const headers = { "x-accepted-github-permissions": accepts.map(printPermissions).join("; ") };
  const [integration, person] = ["integration", "personal access token"];
  const whose = token.kind === "user" ? person : integration;
  throw new Refusal(403, `Resource not accessible by ${whose}`, { headers });
}

/** Whether the token is good for this repository at all: what it can't see does not exist for it. */
export function reaches(token: Token, repository: Repository): boolean {
  return !repository.private || token.repository === undefined || sameName(token.repository, repository.fullName);
}

/** Whether the token has all of these permissions there. Everybody may read what is public. */
export function holds(token: Token, repository: Repository, needed: Permissions): boolean {
  const elsewhere = token.repository !== undefined && !sameName(token.repository, repository.fullName);
  return Object.entries(needed).every(([name, level]) => {
    if (name === "metadata" && level === "read") return true;
    const has = elsewhere ? undefined : token.permissions[name];
    if (has !== undefined && RANK[has] >= RANK[level]) return true;
    return !repository.private && level === "read" && name !== "administration";
  });
}

const RANK: Readonly<Record<Level, number>> = { read: 0, write: 1, admin: 2 };

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function printPermissions(permissions: Permissions): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name.replaceAll("-", "_")}=${level}`)
    .join(",");
}
