/** GitHub refuses a field or a mutation: an error of the answer, with GitHub's type. */
export class GraphqlRefusal extends Error {
  readonly type: "FORBIDDEN" | "NOT_FOUND" | "UNPROCESSABLE" | "STALE_DATA" | "INVALID_CURSOR_ARGUMENTS";

  constructor(type: GraphqlRefusal["type"], message: string) {
    super(message);
    this.name = "GraphqlRefusal";
    this.type = type;
  }
}
