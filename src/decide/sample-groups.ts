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
interface LearntTime {
  readonly hours: number;
  readonly from: SampleGroup;
}

/** Finds the time of a workstream; undefined: too few attempts to learn from. */
type Learner = (workstream: Workstream, kind: Kind) => LearntTime | undefined;

/** Fewer say more about themselves than about the next one. */
const ENOUGH = 3;

const KEYS = ["tool", "pattern", "track"] as const;

/** The most specific group first; of two of one size the pattern tells most, then the tool. */
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
 * Learns from the most specific group that has at least 3 attempts: of the same tool, pattern and track; tool and
 * pattern; pattern and track; tool and track; pattern; tool; track; at last from all. Each group goes by times, or by times
 * for each of 1 + the number of tasks, whichever varies less among its own attempts.
 */
export function learnGroups(samples: readonly Sample[]): Learner {
  const times = new Map(
    Array.from(groupSamples(samples), ([key, { kind, group }]) => [key, learnTime(kind, group)] as const),
  );
  const found = new Map<string, LearntTime | undefined>();
  return (workstream, kind) => {
    const key = JSON.stringify([kind.tool, kind.pattern, kind.track]);
    if (!found.has(key)) found.set(key, groupsOf(kind).flatMap((each) => times.get(each.key) ?? [])[0]);
    const time = found.get(key);
    return time?.from.by === "tasks" ? { ...time, hours: time.hours * sizeOf(workstream) } : time;
  };
}

interface Grouped {
  /** What all of them have in common. */
  readonly kind: Kind;
  readonly group: Sample[];
}

/** Every sample is in all groups that it fits. */
function groupSamples(samples: readonly Sample[]): ReadonlyMap<string, Grouped> {
  const alike = new Map<string, { readonly groups: readonly KeyedKind[]; readonly samples: Sample[] }>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.tool, sample.pattern, sample.track]);
    const same = alike.get(key);
    if (same === undefined) alike.set(key, { groups: groupsOf(sample), samples: [sample] });
    else same.samples.push(sample);
  }
  const grouped = new Map<string, Grouped>();
  for (const same of alike.values()) {
    for (const { key, kind } of same.groups) {
      const group = grouped.get(key) ?? { kind, group: [] };
      grouped.set(key, group);
      for (const sample of same.samples) group.group.push(sample);
    }
  }
  return grouped;
}

interface KeyedKind {
  readonly key: string;
  readonly kind: Kind;
}

/** The groups that a kind is in, the most specific first; what is not known agrees with nothing. */
function groupsOf(kind: Kind): readonly KeyedKind[] {
  return GROUPINGS.filter((grouping) => grouping.every((each) => kind[each] !== undefined)).map((grouping) => {
    const [tool, pattern, track] = KEYS.map((each) => (grouping.includes(each) ? kind[each] : undefined));
    // An undefined one becomes null, which is no string.
    return { key: JSON.stringify([tool, pattern, track]), kind: { tool, pattern, track } };
  });
}

/** `hours` is for each of 1 + the number of tasks where it goes by tasks. Undefined: too few. */
function learnTime(kind: Kind, group: readonly Sample[]): LearntTime | undefined {
  if (group.length < ENOUGH) return undefined;
  const times = group.map(({ hours }) => hours);
  const rates = group.map(({ hours, workstream }) => hours / sizeOf(workstream));
  const by = variation(rates) < variation(times) ? "tasks" : "time";
  const hours = median(by === "tasks" ? rates : times);
  return hours === undefined ? undefined : { hours, from: { ...kind, count: group.length, by } };
}

function variation(numbers: readonly number[]): number {
  return robustDeviation(numbers.map(Math.log)) ?? 0;
}

function sizeOf({ tasks }: Workstream): number {
  return 1 + tasks.length;
}
