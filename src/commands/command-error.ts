/** A failure that a person can mend: shown as its message alone, without a stack. */
export class CommandError extends Error {
  /** 1: something failed, is invalid or blocked. 2: it could not run. */
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, message: string) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}
