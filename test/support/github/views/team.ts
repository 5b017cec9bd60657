import type { ServerContext } from "../context.ts";
import { userId } from "./user.ts";

/** GitHub's `team`: any name is one. */
export function teamView(context: ServerContext, organisation: string, slug: string): Record<string, unknown> {
  const id = userId(`${organisation}/${slug}`);
  const url = `${context.url}/api/v3/organizations/${userId(organisation)}/team/${id}`;
  return {
    id,
    node_id: `T_${id}`,
    name: slug,
    slug,
    description: null,
    privacy: "closed",
    permission: "push",
    url,
    html_url: `${context.url}/orgs/${organisation}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    parent: null,
  };
}
