/** What this process executes now: attempts and verify-only jobs, each until it has recorded its end. */
import type { Agent } from "../agents/agent.ts";
import { createAgent } from "../agents/agents.ts";
import type { Action } from "../decide/action.ts";
import { attemptLimit } from "../decide/budget.ts";
import { agentFor } from "../plan/agent-fit.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Attempt, End, Sha } from "../state/facts.ts";
import { attemptName } from "../state/names.ts";
import { spendingOf } from "../state/spending.ts";
import type { RunEvent } from "../text/event.ts";
import { attemptPrompt } from "./attempt-prompt.ts";
import { executeAttempt } from "./attempt.ts";
import type { AttemptTask } from "./attempt.ts";
import type { Claimed } from "./claims.ts";
import { attemptPaths } from "./paths.ts";
import { endEvent, landAttempt } from "./perform.ts";
import type { Project } from "./project.ts";
import { RUN_STOPPED, createStopper } from "./stopper.ts";
import type { Stopper } from "./stopper.ts";
import { showEnd } from "./show-attempt.ts";
import { tidyAttempt } from "./tidy.ts";
import type { Look, TickOptions } from "./tick.ts";
import { verifyHead } from "./verify-head.ts";

export interface Jobs {
  count(): number;
  executes(id: string, attempt: number): boolean;
  /** What no job should ever throw; the loop can't go on then. */
  readonly fault: () => unknown;
  /** Whether an action is for a job: a verify-only job, or the end or landing of an attempt that is executed here. */
  takes(action: Action): boolean;
  apply(action: Action, look: Look): void;
  startAttempt(claimed: Claimed, look: Look): void;
  /** Stops what somebody else has ended: its work is saved, and its end stands already. */
  readonly stopEnded: (look: Look) => void;
  /** Stops all and waits until each has recorded its end; the ids of the attempts that were stopped. */
  stopAll(): Promise<readonly string[]>;
}

interface Job {
  /** Undefined for a verify-only job. */
  readonly id: string | undefined;
  readonly stopper: Stopper;
  readonly done: Promise<void>;
}

export interface JobOptions extends TickOptions {
  /** The command that the caller gave all agents. */
  readonly agentCommand?: AgentConfig["command"];
  readonly tell: (event: RunEvent) => void;
  /** A sentence for people that is no event of the plan. */
  readonly warn: (sentence: string) => void;
}

/** `changed` is called whenever a job has ended. */
export function createJobs(project: Project, options: JobOptions, changed: () => void): Jobs {
  const jobs = new Map<string, Job>();
  /** Heads whose pull request this process has opened: a tick that looked before that must not do it again. */
  const landed = new Set<string>();
  let fault: unknown;
  const runner = createAgent(project.surroundings.environment, { programs: project.paths.programs, user: undefined });

  function start(key: string, id: string | undefined, run: (stopper: Stopper) => Promise<void>): void {
    const stopper = createStopper();
    const done = run(stopper)
      .catch((error: unknown) => {
        fault ??= error;
      })
      .finally(() => {
        jobs.delete(key);
        changed();
      });
    jobs.set(key, { id, stopper, done });
  }

  return {
    count: () => jobs.size,
    fault: () => fault,
    executes: (id, attempt) => jobs.has(attemptName(id, attempt)),
    takes(action) {
      if (action.kind === "verify") return true;
      if (action.kind !== "end" && action.kind !== "land") return false;
      if (jobs.has(attemptName(action.id, action.attempt))) return true;
      return action.kind === "land" && landed.has(action.head);
    },
    apply(action, look) {
      if (action.kind === "end") {
        const { outcome, failure } = action;
        jobs.get(attemptName(action.id, action.attempt))?.stopper.stop({ outcome, failure });
      }
      if (action.kind !== "verify" || jobs.has(action.head)) return;
      const state = look.decision.states.get(action.id);
      start(action.head, undefined, ({ signal }) => verifyHead(project, state, action.head, signal));
    },
    startAttempt(claimed, look) {
      const { id, attempt } = claimed.action;
      const task = attemptTask(project, claimed, look, options);
      const name = attemptName(id, attempt);
      start(name, id, async (stopper) => {
        const head = await runAttempt(project, runner, task, options, stopper);
        if (head !== undefined) landed.add(head);
      });
    },
    stopEnded({ decision }) {
      for (const { id, attempts } of decision.states.values()) {
        for (const { number, end } of attempts) {
          if (end !== undefined) jobs.get(attemptName(id, number))?.stopper.stop(RUN_STOPPED);
        }
      }
    },
    async stopAll() {
      const all = [...jobs.values()];
      for (const job of all) job.stopper.stop(RUN_STOPPED);
      await Promise.allSettled(all.map((job) => job.done));
      return all.flatMap((job) => job.id ?? []);
    },
  };
}

function attemptTask(project: Project, { action, claim }: Claimed, look: Look, options: JobOptions): AttemptTask {
  const { plan } = look.reading;
  const { states, ledger } = look.decision;
  const { attempts = [], spent = spendingOf([]) } = states.get(action.id) ?? {};
  const workstream = plan.workstreams.get(action.id);
  const agent = plan.config.agents.find((candidate) => candidate.id === action.agent);
  if (workstream === undefined || agent === undefined) throw new Error(`${action.id} was claimed out of nowhere`);
  const { protectedPaths, companions, maxFileBytes, maxFiles, scopes } = plan.config;
  return {
    workstream,
    number: action.attempt,
    claim,
    contract: {
      scope: workstream.scope,
      protectedPaths,
      companions,
      pathCase: scopes.case,
      maxFileBytes,
      maxFiles,
      workstream,
    },
    // What the caller says goes before what any pattern does.
    agent: options.agentCommand === undefined ? agentFor(agent, workstream) : agent,
    limits: attemptLimit(plan.config.budget, { workstream: spent, today: ledger.today }),
    prompt: () => attemptPrompt(project, { workstream, plan, claim, attempts }),
    config: plan.config,
    acceptance: options.acceptance,
  };
}

/** Executes, records, shows and lands one attempt; the answer is the head whose pull request is open. */
async function runAttempt(
  project: Project,
  runner: Agent,
  task: AttemptTask,
  options: JobOptions,
  stopper: Stopper,
): Promise<Sha | undefined> {
  const { workstream, number, claim, contract } = task;
  const { id } = workstream;
  const { now } = project.surroundings;
  options.tell({ at: now(), kind: "attempt-started", id, attempt: number, agent: claim.agent });
  const end = await executeAttempt(project, runner, task, stopper);
  options.tell(endEvent({ id, number, claim }, end));
  const attempt: Attempt = { id, number, claim, end, work: end.head, liveness: "dead", contract };
  const [landed, remains] = await Promise.all([
    showAndLand({ project, tell: options.tell, config: task.config }, attempt, end),
    // What can't be removed now, tidyEnded tries again.
    tidyAttempt(project, attemptPaths(project.paths, id, number)),
  ]);
  if (remains !== undefined) options.warn(remains);
  return landed ? end.head : undefined;
}

/** Both at once: the local forge writes them down together. The answer is whether the pull request is open. */
async function showAndLand(scene: Parameters<typeof landAttempt>[0], attempt: Attempt, end: End): Promise<boolean> {
  const delivered = end.outcome === "delivered" ? end.head : undefined;
  const showing = showEnd(scene.project, attempt, end);
  const [landed] = await Promise.all([delivered !== undefined && landAttempt(scene, attempt, delivered), showing]);
  return landed;
}
