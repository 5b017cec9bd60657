import { createHash } from "node:crypto";
import type { ServerContext } from "../context.ts";

/** Anybody, by the login: users are made up as they are named. GitHub's `simple-user`. */
export function simpleUser(context: ServerContext, login: string): Record<string, unknown> {
  const url = `${context.url}/api/v3/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: userId(login),
    node_id: `U_${userId(login)}`,
    avatar_url: `${context.url}/avatars/${userId(login)}`,
    gravatar_id: "",
    url,
    html_url: `${context.url}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: isBot(login) ? "Bot" : "User",
    site_admin: false,
  };
}

/** Whoever said something: null where the account is gone. */
export function speaker(context: ServerContext, login: string): Record<string, unknown> | null {
  return isDeleted(context, login) ? null : simpleUser(context, login);
}

export function isDeleted({ deletedUsers }: ServerContext, login: string): boolean {
  return deletedUsers.has(login.toLowerCase());
}

/** An app's own account. */
export function isBot(login: string): boolean {
  return login.endsWith("[bot]");
}

/** The same number for the same login. */
export function userId(login: string): number {
  return createHash("sha1").update(login.toLowerCase()).digest().readUInt32BE();
}
