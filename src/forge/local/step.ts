import type { RefUpdate } from "../../git/refs.ts";
import type { ForgeChange } from "./files.ts";

/** A change with the line that its commit says. */
export type SubjectChange = ForgeChange & { readonly subject: string };

/** What one operation makes of the facts. Without a change, the answer stands as it is. */
export interface Step<T> {
  readonly answer: T;
  readonly change?: SubjectChange;
  /** Refs that move together with the forge's, or nothing does. */
  readonly moves?: readonly RefUpdate[];
}
