import { setTimeout as sleep } from "node:timers/promises";

/** How long we wait between requests; tests wait less. */
export interface Pace {
  /** Milliseconds that one second of a wait takes. */
  readonly second: number;
  /** Whether writes keep the distance from each other that GitHub asks for. */
  readonly spaced: boolean;
}

export const GITHUB_PACE: Pace = { second: 1000, spaced: true };

/** Before the next try of something that failed `tries` times. */
export async function pause(pace: Pace, tries: number): Promise<void> {
  await sleep(pace.second * tries ** 2);
}
