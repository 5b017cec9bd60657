/**
 * - `ok`: nothing to do; what it says may be worth knowing.
 * - `warning`: it works, but perhaps not as it is meant.
 * - `missing`: it can't work before this is mended.
 * - `unknown`: it could not be looked at, for want of a permission or of a network.
 */
export type FindingState = "ok" | "warning" | "missing" | "unknown";

/** One thing that was looked at. */
export interface Judged<Matter> {
  readonly state: FindingState;
  readonly matter: Matter;
}
