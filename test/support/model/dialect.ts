import type { ModelScenario, Trouble } from "./scenario.ts";

/** What a dialect answers: one JSON document, or server-sent events. */
export type ModelAnswer =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "events"; readonly events: readonly ModelEvent[] };

/** One server-sent event: `data` is JSON, a string is sent as it is, such as `[DONE]`. */
export interface ModelEvent {
  readonly event?: string;
  readonly data: unknown;
}

/** A request for a model's answer, as the server received it. */
export interface ModelRequest {
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/**
 * A vendor's way of asking a model. It keeps no state: how far a conversation is, is in the request itself, so that a
 * CLI may retry or ask for a title in between.
 */
export interface Dialect {
  readonly name: string;
  /** Whether a POST to this path asks a model in this dialect. */
  matches(path: string): boolean;
  /** Streams where the request asks for it, and reports FIGURES as what it used. */
  answer(request: ModelRequest, scenario: ModelScenario): ModelAnswer;
  /** The refusal in the vendor's own words. */
  refuse(trouble: Trouble): ModelAnswer;
}
