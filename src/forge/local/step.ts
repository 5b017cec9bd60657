import type { RefUpdate } from "../../git/refs.ts";
import type { ForgeChange } from "./files.ts";

/** What one operation makes of the facts. Without a change, the answer stands as it is. */
export interface Step<T> {
  readonly answer: T;
  readonly change?: ForgeChange & { readonly subject: string };
  /** Refs that move together with the forge's, or nothing does. */
  readonly moves?: readonly RefUpdate[];
}
