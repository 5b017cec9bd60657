import { mayTake } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import type { EstimateSource, Workstream } from "../plan/workstream.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { median, robustDeviation } from "./median.ts";
import { learnGroups } from "./sample-groups.ts";
import type { SampleGroup } from "./sample-groups.ts";
import { findSamples, isWritten } from "./samples.ts";
import type { Kind, Sample } from "./samples.ts";

/** How long an attempt of a workstream is expected to take, in hours of wall time, and what says so. */
export type Expectation =
  /** `estimate`, in the pace of what was delivered so far; as it is before anything was. */
  | { readonly source: EstimateSource; readonly hours: number; readonly estimate: number }
  | { readonly source: "learnt"; readonly hours: number; readonly from: SampleGroup };

/** What is known of how long things take. */
export interface Estimates {
  /** The delivered attempts that it was learnt from. */
  readonly samples: readonly Sample[];
  /**
   * Hours that took, for each hour that was estimated: the median over the delivered attempts, of written estimates where any
   * of these was delivered. Undefined before the first delivery, because estimates alone say nothing about these agents' pace.
   */
  readonly pace: number | undefined;
  /** How far times are from what is expected of them, see spreadOf. */
  readonly spread: number | undefined;
  /** What the file says comes first, then what was learnt, then the configuration's default or 1 + the number of tasks. */
  of(workstream: Workstream): Expectation;
}

type States = ReadonlyMap<string, WorkstreamState>;

/** Learns from the delivered attempts how long the others will take. */
export function learnEstimates(plan: Plan, states: States): Estimates {
  const samples = findSamples(plan, states);
  const expect = expectationsFrom(samples);
  const known = new Map<Workstream, Expectation>();
  return {
    samples,
    pace: findPace(samples),
    spread: spreadOf(samples, expect),
    of(workstream) {
      const before = known.get(workstream);
      if (before !== undefined) return before;
      const { pattern, track } = workstream;
      const expected = expect(workstream, { tool: findTool(workstream, plan.config.agents), pattern, track });
      known.set(workstream, expected);
      return expected;
    },
  };
}

type Expect = (workstream: Workstream, kind: Kind) => Expectation;

function expectationsFrom(samples: readonly Sample[]): Expect {
  const pace = findPace(samples) ?? 1;
  const learn = learnGroups(samples);
  return (workstream, kind) => {
    const { estimate, estimateSource: source } = workstream;
    const learnt = source === "written" ? undefined : learn(workstream, kind);
    return learnt === undefined ? { source, hours: estimate * pace, estimate } : { source: "learnt", ...learnt };
  };
}

function findPace(samples: readonly Sample[]): number | undefined {
  const written = samples.filter(isWritten);
  const telling = written.length > 0 ? written : samples;
  return median(telling.map(({ hours, workstream }) => hours / workstream.estimate));
}

/** Fewer tell nothing of how far they are apart. */
const ENOUGH = 5;

/**
 * How far times are from what is expected of them: the standard deviation of the logarithm of time over expectation among the
 * delivered attempts, from the median distance so that a few wild ones do not count. 0.7 means that two of three take between
 * half and twice. Undefined where fewer than 5 delivered.
 */
function spreadOf(samples: readonly Sample[], expect: Expect): number | undefined {
  if (samples.length < ENOUGH) return undefined;
  return robustDeviation(samples.map((sample) => Math.log(sample.hours / expect(sample.workstream, sample).hours)));
}

/** What it asks for, else the type of agent that will work on it, if that is certain. */
function findTool(workstream: Workstream, agents: readonly AgentConfig[]): string | undefined {
  if (workstream.tool !== undefined) return workstream.tool;
  const [type, ...others] = new Set(agents.filter((each) => mayTake(each, workstream)).map((each) => each.type));
  return others.length === 0 ? type : undefined;
}
