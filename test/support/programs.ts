/** The programs under test, made from the current sources, see bundle-programs.ts. */
import { join } from "node:path";
import { inject } from "vitest";

/** The command line program. */
export function cliProgram(): string {
  return join(inject("programs"), "cli.js");
}

/** The action; between its requests it waits less than the shipped one. */
export function actionProgram(): string {
  return join(inject("programs"), "action.js");
}
