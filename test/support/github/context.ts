/** What every part of the server works on, and how a part adds routes of its own. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Sha } from "../../../src/state/facts.ts";
import type { Actor, Permissions, Repository, Token, TokenKind } from "./state.ts";

export { Refusal } from "./refusal.ts";

export interface ServerContext {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly clock: () => number;
  /** By `owner/name` in lower case. */
  readonly repositories: Map<string, Repository>;
  /** By text. */
  readonly tokens: Map<string, Token>;
  /** Logins in lower case whose accounts are gone: what they said stays. */
  readonly deletedUsers: Set<string>;
  /** The server's own temporary folder; removed at its close. */
  readonly directory: string;
  /** A number that was never given out: of repositories, pulls, runs, artifacts... */
  readonly nextId: () => number;
  readonly emit: (event: GithubEvent) => void;
  /** Notes what was asked that the server does not know, or that broke a schema; `verify` throws it. */
  readonly violation: (text: string) => void;
}

/** What happened, as GitHub tells workflows. Whether a run starts is decided by who listens. */
export interface GithubEvent {
  /** `push`, `pull_request`, `pull_request_review`, `issue_comment`, `workflow_dispatch`... */
  readonly name: string;
  /** `opened`, `synchronize`, `submitted`...; undefined for events without. */
  readonly action: string | undefined;
  readonly repository: Repository;
  readonly actor: string;
  readonly tokenKind: TokenKind;
  /** GITHUB_REF of a run: `refs/heads/x`, `refs/pull/1/merge`. */
  readonly ref: string;
  /** GITHUB_SHA of a run; undefined where GitHub starts none, because the pull request conflicts or the ref is gone. */
  readonly sha: Sha | undefined;
  /** The event's JSON. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface EventSource {
  /** Calls the listener at each event from now on; the answer ends that. */
  subscribe(listener: (event: GithubEvent) => void): () => void;
}

/** One REST operation of GitHub's description, by its id, such as `actions/get-workflow-run`. */
export interface RestRoute {
  readonly operationId: string;
  /** The token needs all permissions of one of these; empty: none but a valid token. */
  readonly accepts: readonly Permissions[];
  handle(call: RestCall): RestReply | Promise<RestReply>;
}

/** Anything that is not in GitHub's description, such as the artifact service. */
export interface RawRoute {
  readonly method: string;
  /** Against the path, without the query. */
  readonly path: RegExp;
  /** Answers by itself, authorises by itself. `match` is what `path` matched. */
  handle(request: IncomingMessage, response: ServerResponse, match: RegExpExecArray): void | Promise<void>;
}

export type Route = RestRoute | RawRoute;

export interface RestCall<Input = Readonly<Record<string, unknown>>> {
  /**
   * Path parameters but owner and repo, query and the fields of the body, as GitHub's description types them; a body
   * that is no object is `body`.
   */
  readonly input: Input;
  /** The repository of the path; of an operation without one any access fails. */
  readonly repository: Repository;
  readonly token: Token;
  readonly actor: Actor;
  /** The request's address, for `Link` headers. */
  readonly address: URL;
}

export interface RestReply {
  readonly status: number;
  /** Undefined: no content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A run's check suite, as GraphQL tells it. */
export interface CheckSuiteView {
  readonly id: string;
  readonly repository: Repository;
  readonly databaseId: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly workflowRun: { readonly id: string; readonly databaseId: number } | null;
  readonly checkRuns: readonly CheckRunView[];
}

/** A job of a run; values as in GraphQL: `IN_PROGRESS`, `SUCCESS`. */
export interface CheckRunView {
  readonly id: string;
  readonly databaseId: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
}

/** A part of the server that somebody plugs in, such as Actions. */
export interface Extension {
  readonly routes: readonly Route[];
  /** By node id; undefined: it knows none of that id. */
  checkSuite?(id: string): CheckSuiteView | undefined;
  /** Ends what it started; called once. */
  close?(): Promise<void>;
}

/** Called once, when the server listens. */
export type MakeExtension = (context: ServerContext) => Extension | Promise<Extension>;

/**
 * A REST operation with the inputs that its handler knows. What GitHub's description allows and this does not is a
 * violation: better than to ignore it.
 */
export function restRoute<Input>(
  operationId: string,
  accepts: readonly Permissions[],
  inputs: z.ZodType<Input>,
  handle: (call: RestCall<Input>) => RestReply | Promise<RestReply>,
): RestRoute {
  return {
    operationId,
    accepts,
    handle(call) {
      const { success, data, error } = inputs.safeParse(call.input);
      if (!success) throw new Error(`the test server can't do this yet: ${z.prettifyError(error)}`);
      return handle({ ...call, input: data });
    },
  };
}
