import type { ServerContext } from "../context.ts";
import type { Label, Repository } from "../state.ts";
import { repositoryUrl } from "./repository.ts";

/** GitHub's `label`. */
export function labelView(context: ServerContext, repository: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: `LA_${label.id}`,
    url: `${repositoryUrl(context, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    description: label.description,
    default: false,
  };
}
