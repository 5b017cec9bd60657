/** GitHub refuses: thrown by handlers, sent as GitHub's error body. */
export class Refusal extends Error {
  readonly status: number;
  /** GitHub's details of a 422. */
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: { errors?: readonly unknown[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}
