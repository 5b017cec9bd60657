import type { Intent } from "./facts.ts";

/** What people asked for one workstream, or one agent (see `agentTarget`), the newest of each kind. */
export interface Wishes {
  /** The newest `retry` or `start`: attempts whose claim did not know of it no longer count. */
  readonly restart: Intent | undefined;
  /** The newest `cancel`, unless a restart came after it. */
  readonly cancel: Intent | undefined;
  /** The `pause` in force, of this workstream or of all: of pauses and resumes that mean it the newest decides. */
  readonly pause: Intent | undefined;
  /** The `resume` in force: the newest that means it, unless a pause came after it. */
  readonly resume: Intent | undefined;
}

/** Reads the intents once, ascending by time; the answer is asked per target. `all` pauses and resumes everything. */
export function readWishes(intents: readonly Intent[]): (target: string) => Wishes {
  const byId = new Map<string, Work>();
  let all: Intent | undefined;
  /** The newest pause or resume of each id. */
  const own = new Map<string, Intent>();
  for (const intent of intents) {
    if (intent.verb === "pause" || intent.verb === "resume") {
      if (intent.target === "all") all = intent;
      else own.set(intent.target, intent);
    } else {
      byId.set(intent.target, withIntent(byId.get(intent.target), intent));
    }
  }
  return (target) => {
    const newest = later(own.get(target), all);
    const [pause, resume] = newest?.verb === "pause" ? [newest, undefined] : [undefined, newest];
    const { restart, cancel } = byId.get(target) ?? NONE;
    return { restart, cancel, pause, resume };
  };
}

type Work = Pick<Wishes, "restart" | "cancel">;

const NONE: Work = { restart: undefined, cancel: undefined };

function withIntent(work: Work = NONE, intent: Intent): Work {
  return intent.verb === "cancel" ? { ...work, cancel: intent } : { restart: intent, cancel: undefined };
}

function later(a: Intent | undefined, b: Intent | undefined): Intent | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.at > b.at ? a : b;
}
