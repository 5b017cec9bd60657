import { median } from "./median.ts";
import { isWritten } from "./samples.ts";
import type { Sample } from "./samples.ts";

/** What the delivered attempts of one kind took, against what was estimated. */
export interface Accuracy {
  /** What they have in common. */
  readonly by: "all" | "tool" | "pattern" | "track";
  /** The tool, pattern or track; empty for all. */
  readonly name: string;
  readonly attempts: number;
  /** Hours, the median. */
  readonly medianHours: number;
  /** Time for each hour that a file estimates, the median; undefined: none of them has a written estimate. */
  readonly writtenRatio: number | undefined;
  /** The same for the others, whose estimate is the configuration's or 1 + the number of tasks. */
  readonly unwrittenRatio: number | undefined;
}

const KINDS = ["tool", "pattern", "track"] as const;

/** All attempts first, then each tool, each pattern and each track, by name; empty where nothing was delivered. */
export function measureAccuracy(samples: readonly Sample[]): readonly Accuracy[] {
  if (samples.length === 0) return [];
  const rows = KINDS.flatMap((by) => {
    const names = new Set(samples.flatMap((each) => each[by] ?? []));
    return [...names].toSorted().map((name) =>
      accuracyOf(
        by,
        name,
        samples.filter((each) => each[by] === name),
      ),
    );
  });
  return [accuracyOf("all", "", samples), ...rows];
}

function accuracyOf(by: Accuracy["by"], name: string, samples: readonly Sample[]): Accuracy {
  return {
    by,
    name,
    attempts: samples.length,
    medianHours: median(samples.map(({ hours }) => hours)) ?? 0,
    writtenRatio: medianRatio(samples.filter(isWritten)),
    unwrittenRatio: medianRatio(samples.filter((each) => !isWritten(each))),
  };
}

function medianRatio(samples: readonly Sample[]): number | undefined {
  return median(samples.map(({ hours, workstream }) => hours / workstream.estimate));
}
