import type { Route, ServerContext } from "../context.ts";
import { actionsSettingsRoutes } from "./actions-settings.ts";
import { branchRoutes } from "./branches.ts";
import { commentRoutes } from "./comments.ts";
import { contentRoutes } from "./contents.ts";
import { labelRoutes } from "./labels.ts";
import { pullRoutes } from "./pulls.ts";
import { refRoutes } from "./refs.ts";
import { repositoryRoutes } from "./repository.ts";
import { reviewRoutes } from "./reviews.ts";
import { statusRoutes } from "./statuses.ts";

/** All REST operations but those of Actions. */
export function coreRoutes(context: ServerContext): readonly Route[] {
  return [
    ...repositoryRoutes(context),
    ...branchRoutes(context),
    ...contentRoutes(context),
    ...actionsSettingsRoutes(context),
    ...refRoutes(context),
    ...statusRoutes(context),
    ...pullRoutes(context),
    ...reviewRoutes(context),
    ...commentRoutes(context),
    ...labelRoutes(context),
  ];
}
