/** The one place that builds GitHub's client. */
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { VERSION } from "../../version.ts";
import { printWait } from "./errors.ts";
import type { Pace } from "./pace.ts";
import type { GithubPlace } from "./place.ts";

export type Request = Octokit["request"];

/** GitHub's routes, asked in three ways. */
export interface Requests {
  /** Asks: at once, and again where no answer comes. */
  readonly read: Request;
  /** Changes something: spaced as GitHub asks for, and never repeated where it may have happened. */
  readonly write: Request;
  /** The same for what may happen twice without harm: again where no answer comes. */
  readonly rewrite: Request;
}

export interface RequestOptions {
  readonly place: GithubPlace;
  readonly pace: Pace;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

export function createRequests(options: RequestOptions): Requests {
  return {
    read: build(options, { retries: RETRIES, spaced: false }),
    write: build(options, { retries: 0, spaced: options.pace.spaced }),
    // Not by an option of the single request: the plugin then repeats refusals, too, and at once.
    rewrite: build(options, { retries: RETRIES, spaced: options.pace.spaced }),
  };
}

const RETRIES = 3;

/** A refusal for a limit means that nothing has happened: that alone is safe to repeat for everything. */
const LONGEST_WAIT_SECONDS = 120;
const WAITS = 2;

/** A connection that says nothing for so long is broken. */
const SILENCE_MS = 60_000;

/** Neither of these changes by asking again; 409 and 429 would be repeated otherwise. */
const FINAL = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 451];

const Client = Octokit.plugin(throttling, retry);

function build(options: RequestOptions, how: { readonly retries: number; readonly spaced: boolean }): Request {
  const { place, pace, clock, log } = options;
  function wait(seconds: number, _request: unknown, _octokit: unknown, tries: number): boolean {
    if (seconds > LONGEST_WAIT_SECONDS || tries >= WAITS) return false;
    log(printWait(clock() + seconds * 1000));
    return true;
  }
  const limits = { onRateLimit: wait, onSecondaryRateLimit: wait, retryAfterBaseValue: pace.second };
  const client = new Client({
    auth: place.token,
    baseUrl: place.apiUrl,
    userAgent: `workstreams/${VERSION}`,
    log: QUIET,
    request: { fetch: fetchInTime, log: QUIET },
    throttle: how.spaced ? limits : { ...limits, write: UNSPACED, notifications: UNSPACED },
    retry: { retries: how.retries, retryAfterBaseValue: pace.second, doNotRetry: FINAL },
  });
  client.hook.before("request", (request) => {
    request.headers["x-github-api-version"] = "2022-11-28";
  });
  return client.request;
}

function fetchInTime(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(SILENCE_MS) });
}

const QUIET = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  return undefined;
}

type Options = NonNullable<ConstructorParameters<typeof Client>[0]>;
type Group = NonNullable<NonNullable<Options["throttle"]>["write"]>;

/**
 * A group of limiters that limits nothing: the plugin takes every GraphQL query for a write, one a second. It is as much
 * of a group as the plugin uses.
 */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the whole class is the plugin's own, not exported
const UNSPACED = {
  key: () => ({ schedule: (_options: unknown, task: () => Promise<void>) => task() }),
} as unknown as Group;
