/** An agent job that a test plays: what it stores and says, in the place of a process. */
import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { currentAttempt } from "../support/github/actions/model.ts";
import type { Leg, LegJob } from "../support/github-story/loop.ts";
import { startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";
import { readyJobs } from "../support/github-story/workflow-call.ts";
import { createRepository } from "../support/repository.ts";
import type { TestRepository } from "../support/repository.ts";
import { idOf } from "./rig.ts";
import type { Forged } from "./tampered-rows.ts";

type Outputs = Readonly<Record<string, string>>;

/** Says for a job what it did not do. */
export function pretend({ actions }: Story, { call }: Leg, id: LegJob, outputs: Outputs): void {
  const entry = call.listed.get(id);
  if (entry === undefined) throw new Error(`${id} can't start now`);
  actions.runs.startJob(call.run, entry);
  call.results.set(id, { result: "success", outputs });
  actions.runs.finishJob(call.run, entry, "success");
  readyJobs(actions, call);
}

let nextArtifact = 900_001;

/** Puts an artifact into the run, and says of it what an agent job says that has delivered. */
export function deliver(story: Story, leg: Leg, forged: Forged, said: Outputs = {}): void {
  const { archive, head, mimeType = "application/zip", name = "forged" } = forged;
  const digest = createHash("sha256").update(archive).digest("hex");
  const id = nextArtifact++;
  const finished = { digest: `sha256:${digest}`, content: archive };
  const artifact = { id, name: `${id}${name}`, mimeType, createdAt: Date.now(), finished };
  currentAttempt(leg.call.run).artifacts.push(artifact);
  const stored = { "artifact-id": String(id), "artifact-digest": digest };
  pretend(story, leg, "agent", {
    outcome: "delivered",
    head,
    failure: "",
    detail: "",
    started: "",
    ...stored,
    ...said,
  });
}

/** A person's clone, with every ref of the repository. */
export async function cloneOf(story: Story): Promise<TestRepository> {
  const user = await createRepository();
  onTestFinished(() => user.remove());
  await user.git("fetch", "--quiet", story.repository.directory, "+refs/*:refs/theirs/*");
  return user;
}

/** A loop with so many workstreams, each with a leg that has not begun; the tests of one leave a file `tested-<id>`. */
export async function startLegs(
  outside: string,
  count: number,
): Promise<{ readonly story: Story; readonly legs: readonly Leg[] }> {
  const ids = Array.from({ length: count }, (_, index) => idOf(index));
  const story = await startStory({ outside, slots: count, plan: { "ws-first": {} } });
  // Until one has landed, one works at a time.
  await story.settle();
  const entry = (id: string) => ({
    circuit_breaker: { max_attempts: 1 },
    acceptance_tests: [`touch ${outside}/tested-${id}`],
  });
  await story.plan(Object.fromEntries(ids.map((id) => [id, entry(id)])));
  const { legs } = await story.tick();
  return { story, legs: ids.flatMap((id) => legs.filter((leg) => leg.id === id)) };
}
