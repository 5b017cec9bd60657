import type { Intent } from "../state/facts.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";

/** States in which asking for it would change nothing. */
const POINTLESS: Readonly<Record<Intent["verb"], readonly StateName[]>> = {
  start: ["completed", "running", "claimed", "landing"],
  retry: ["completed", "running", "claimed", "landing", "waiting", "ready", "held"],
  cancel: ["completed", "cancelled"],
  pause: ["completed", "cancelled"],
  resume: [],
};

/** Whether a person's wish for a workstream in this state would change nothing. */
export function isPointless(verb: Intent["verb"], { state }: WorkstreamState): boolean {
  return POINTLESS[verb].includes(state);
}
