import type { Workstream } from "../plan/workstream.ts";
import { median, robustDeviation } from "./median.ts";
import type { Kind, Sample } from "./samples.ts";

/** The attempts that an expectation was learnt from: those that agree in all that is given here. */
export interface SampleGroup extends Kind {
  /** How many attempts. */
  readonly count: number;
  /** Of these the next one takes the median of their times, or of their times for each of 1 + the number of tasks. */
  readonly by: "time" | "tasks";
}

/** What a workstream of some kind takes, by the attempts that are most like it. */
export interface LearntTime {
  readonly hours: number;
  readonly from: SampleGroup;
}

/** Finds the time of a workstream; undefined: too few attempts to learn from. */
export type Learner = (workstream: Workstream, kind: Kind) => LearntTime | undefined;

/** Fewer say more about themselves than about the next one. */
const ENOUGH = 3;

/** The most specific group first; of two of one size the pattern tells most, then the type of agent. */
const GROUPINGS: readonly (readonly (keyof Kind)[])[] = [
  ["tool", "pattern", "track"],
  ["tool", "pattern"],
  ["pattern", "track"],
  ["tool", "track"],
  ["pattern"],
  ["tool"],
  ["track"],
  [],
];

/**
 * Learns from the most specific group that has at least 3 attempts: of the same type of agent, pattern and track; type and
 * pattern; pattern and track; type and track; pattern; type; track; at last from all. Each group goes by times, or by times
 * for each of 1 + the number of tasks, whichever varies less among its own attempts.
 */
export function learnGroups(samples: readonly Sample[]): Learner {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    for (const grouping of GROUPINGS) {
      const key = keyOf(sample, grouping);
      if (key === undefined) continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [sample]);
      else group.push(sample);
    }
  }
  const times = new Map(
    Array.from(groups).flatMap(([key, group]) => (group.length < ENOUGH ? [] : [[key, timeOf(group)] as const])),
  );
  return (workstream, kind) => {
    for (const grouping of GROUPINGS) {
      const time = times.get(keyOf(kind, grouping) ?? "");
      if (time === undefined) continue;
      const { count, by, hours } = time;
      const size = by === "tasks" ? sizeOf(workstream) : 1;
      const [tool, pattern, track] = (["tool", "pattern", "track"] as const).map((each) =>
        grouping.includes(each) ? kind[each] : undefined,
      );
      return { hours: hours * size, from: { count, by, tool, pattern, track } };
    }
    return undefined;
  };
}

/** Undefined where one of the values is: what is not known agrees with nothing. */
function keyOf(kind: Kind, grouping: readonly (keyof Kind)[]): string | undefined {
  const values = grouping.map((each) => kind[each]);
  return values.includes(undefined) ? undefined : JSON.stringify([grouping, values]);
}

/** `hours` is for each of 1 + the number of tasks where it goes by tasks. */
function timeOf(group: readonly Sample[]): Pick<SampleGroup, "count" | "by"> & { readonly hours: number } {
  const times = group.map(({ hours }) => hours);
  const rates = group.map(({ hours, workstream }) => hours / sizeOf(workstream));
  const by = variation(rates) < variation(times) ? "tasks" : "time";
  return { count: group.length, by, hours: median(by === "tasks" ? rates : times) ?? 0 };
}

function variation(numbers: readonly number[]): number {
  return robustDeviation(numbers.map(Math.log)) ?? 0;
}

function sizeOf({ tasks }: Workstream): number {
  return 1 + tasks.length;
}
