import type { Permissions, TokenKind } from "./state.ts";

/** `other`: what an extension answers by itself. */
export type RequestKind = "rest" | "graphql" | "git" | "other";

/** One request, as it was answered. */
export interface RecordedRequest {
  readonly kind: RequestKind;
  readonly method: string;
  /** With the query, without `/api/v3`. */
  readonly path: string;
  /** Of GitHub's description; undefined outside REST or where it is unknown. */
  readonly operationId: string | undefined;
  /** 0: the connection was broken. */
  readonly status: number;
  readonly tokenLogin: string | undefined;
  readonly tokenKind: TokenKind | undefined;
  /** What the token needed: one of these. */
  readonly accepts: readonly Permissions[];
  /** What a query costs by GitHub's formula; 0 outside GraphQL. */
  readonly points: number;
  /** What it counts for the limits of a minute: 1 for reading, 5 for writing; 0 for git. */
  readonly secondaryPoints: number;
}
