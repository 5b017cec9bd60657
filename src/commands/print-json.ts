import type { CommandContext } from "./context.ts";

/** Prints a value for programs, indented so that people can read it too. */
export function printJson(context: Pick<CommandContext, "print">, value: unknown): void {
  context.print(JSON.stringify(value, undefined, 2));
}
