import type { TokenKind } from "./state.ts";

/** One request, as it was answered. */
export interface RecordedRequest {
  readonly kind: "rest" | "graphql" | "git" | "other";
  readonly method: string;
  /** With the query, without `/api/v3`. */
  readonly path: string;
  /** Of GitHub's description; undefined outside REST or where it is unknown. */
  readonly operationId: string | undefined;
  /** 0: the connection was broken. */
  readonly status: number;
  readonly tokenLogin: string | undefined;
  readonly tokenKind: TokenKind | undefined;
  /** What a query costs by GitHub's formula; 0 outside GraphQL. */
  readonly points: number;
}
