/** Faults on demand. */
import { jsonReply, limitHeaders, refusalBody } from "./reply.ts";
import type { HttpReply } from "./reply.ts";
import { Refusal } from "./refusal.ts";
import type { RequestKind } from "./requests.ts";

/** Which requests fail: all of what is given has to fit. */
export interface FaultMatch {
  readonly kind?: RequestKind;
  readonly method?: string;
  /** Against the path with its query, without `/api/v3`. */
  readonly path?: RegExp;
  /** Of GitHub's description. */
  readonly operationId?: string;
  /** Against the text of a GraphQL query. */
  readonly query?: RegExp;
}

/**
 * - `status`: this status, with GitHub's error body.
 * - `reset`: the connection breaks.
 * - `rate-limit`: the hour's limit is used up, until `seconds` from now.
 * - `secondary`: too fast; `seconds` is the Retry-After, undefined: there is none.
 */
export type Fault = {
  readonly match: FaultMatch;
  /** How many requests fail; by default one. */
  readonly times?: number;
  /** The effect happens, only its answer is lost. */
  readonly after?: boolean;
} & (
  | { readonly kind: "status"; readonly status: number; readonly message?: string; readonly seconds?: number }
  | { readonly kind: "reset" }
  | { readonly kind: "rate-limit"; readonly seconds: number; readonly status?: 403 | 429 }
  | { readonly kind: "secondary"; readonly seconds?: number; readonly status?: 403 | 429 }
);

/** What a request is known by. */
export interface Faultable {
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
  readonly query: string | undefined;
}

export interface Faults {
  add(fault: Fault): void;
  /** The fault of this request, which is one less then. */
  take(request: Faultable): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: readonly { readonly fault: Fault; readonly left: number }[] = [];
  return {
    add(fault) {
      faults = [...faults, { fault, left: fault.times ?? 1 }];
    },
    take(request) {
      const found = faults.find(({ fault }) => fits(fault.match, request));
      faults = faults
        .map((each) => (each === found ? { ...each, left: each.left - 1 } : each))
        .filter(({ left }) => left > 0);
      return found?.fault;
    },
  };
}

function fits(match: FaultMatch, request: Faultable): boolean {
  return (
    (match.kind === undefined || match.kind === request.kind) &&
    (match.method === undefined || match.method === request.method) &&
    (match.operationId === undefined || match.operationId === request.operationId) &&
    (match.path?.test(request.path) ?? true) &&
    (match.query === undefined || (request.query !== undefined && match.query.test(request.query)))
  );
}

/** What is answered instead; undefined: nothing, the connection breaks. */
export function faultReply(fault: Fault, request: Faultable, now: number): HttpReply | undefined {
  switch (fault.kind) {
    case "reset":
      return undefined;
    case "status":
      return refuse(fault.status, fault.message ?? "Server Error", retryAfter(fault.seconds));
    case "secondary":
      return refuse(fault.status ?? 403, SECONDARY, retryAfter(fault.seconds));
    case "rate-limit": {
      const reset = Math.ceil(now / 1000) + fault.seconds;
      const resource = request.kind === "graphql" ? "graphql" : "core";
      const headers = limitHeaders({ resource, limit: 1000, used: 1000, remaining: 0, reset });
      const limited = { errors: [{ type: "RATE_LIMITED", message: LIMITED }] };
      return resource === "graphql"
        ? jsonReply(200, limited, headers)
        : refuse(fault.status ?? 403, `${LIMITED}.`, headers);
    }
    default:
      return fault satisfies never;
  }
}

/** GitHub's sentences. */
export const LIMITED = "API rate limit exceeded for installation";
export const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

function refuse(status: number, message: string, headers: Readonly<Record<string, string>>): HttpReply {
  return jsonReply(status, refusalBody(new Refusal(status, message)), headers);
}

function retryAfter(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { "retry-after": String(seconds) };
}
