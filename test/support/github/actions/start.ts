import type { ServerContext } from "../context.ts";
import { startGithub } from "../server.ts";
import type { GithubOptions, GithubServer } from "../server.ts";
import { createActions } from "./actions.ts";
import type { Actions, MakeRunner } from "./actions.ts";

export interface GithubWithActions {
  readonly server: GithubServer;
  readonly actions: Actions;
}

/** The test server with Actions. Without a runner runs stay queued until a test moves them by `actions.runs`. */
export async function startGithubWithActions(
  options: GithubOptions & { readonly makeRunner?: (context: ServerContext) => MakeRunner } = {},
): Promise<GithubWithActions> {
  let actions: Actions | undefined;
  function extend(context: ServerContext): Actions["extension"] {
    actions = createActions(context, options.makeRunner?.(context));
    return actions.extension;
  }
  const server = await startGithub({ ...options, extensions: [...(options.extensions ?? []), extend] });
  const made = actions;
  if (made === undefined) throw new Error("the server did not take its extension");
  server.events.subscribe((event) => made.onEvent(event));
  return { server, actions: made };
}
