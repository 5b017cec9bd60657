import type { Instant, Intent } from "./facts.ts";

/** What people asked for one workstream, the newest of each kind. */
export interface Wishes {
  /** The newest `retry` or `start`: attempts claimed before it no longer count. */
  readonly restart: Intent | undefined;
  /** The newest `cancel`, unless a restart came after it. */
  readonly cancel: Intent | undefined;
  /** The `pause` in force, of this workstream or of all. */
  readonly pause: Intent | undefined;
}

const NONE: Wishes = { restart: undefined, cancel: undefined, pause: undefined };

/** Reads the intents once; the answer is asked per id. `all` pauses and resumes everything. */
export function readWishes(intents: readonly Intent[]): (id: string) => Wishes {
  const byId = new Map<string, Wishes>();
  let pauseAll: Intent | undefined;
  for (const intent of intents) {
    if (intent.target === "all") {
      if (intent.verb === "pause") pauseAll = intent;
      if (intent.verb === "resume") pauseAll = undefined;
      continue;
    }
    byId.set(intent.target, withIntent(byId.get(intent.target) ?? NONE, intent));
  }
  return (id) => {
    const wishes = byId.get(id) ?? NONE;
    return wishes.pause === undefined && pauseAll !== undefined ? { ...wishes, pause: pauseAll } : wishes;
  };
}

/** True where a person asked for a fresh start after `moment`. */
export function restartedAfter(wishes: Wishes, moment: Instant): boolean {
  return wishes.restart !== undefined && wishes.restart.at > moment;
}

function withIntent(wishes: Wishes, intent: Intent): Wishes {
  switch (intent.verb) {
    case "retry":
    case "start":
      return { ...wishes, restart: intent, cancel: undefined };
    case "cancel":
      return { ...wishes, cancel: intent };
    case "pause":
      return { ...wishes, pause: intent };
    case "resume":
      return { ...wishes, pause: undefined };
    default:
      return intent.verb satisfies never;
  }
}
