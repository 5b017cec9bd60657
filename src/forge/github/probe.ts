/** A try of what the loop does with refs, on the real server. It writes, and takes all of it away again. */
import { randomBytes } from "node:crypto";
import type { ProbeFacts, ProbeStep } from "../../decide/doctor-github.ts";
import { writeCommits } from "../../git/commits.ts";
import { openMirror } from "../../git/mirror.ts";
import type { RefUpdate } from "../../git/refs.ts";
import type { Sha } from "../../state/facts.ts";
import { probeRef } from "../../state/names.ts";
import { ForgeError } from "../forge.ts";
import { createGithubRefs } from "./github-refs.ts";
import type { GithubRefs, GithubRefsOptions } from "./github-refs.ts";
import { gitRemote } from "./place.ts";

/** One push, and what has to become of it. */
interface Step {
  readonly step: ProbeStep;
  readonly updates: readonly RefUpdate[];
  readonly expected: "done" | "stale";
}

/** `directory` is an empty folder for a mirror. Refs of other names are never touched. */
export async function probeRefs(directory: string, options: GithubRefsOptions): Promise<ProbeFacts> {
  const mirror = await openMirror(directory, gitRemote(options.place));
  const refs = createGithubRefs(mirror, options);
  const nonce = randomBytes(8).toString("hex");
  const names = { one: probeRef(`${nonce}-1`), two: probeRef(`${nonce}-2`) };
  const files = [{ path: "probe", text: `${nonce}\n` }];
  const drafts = [1, 2, 3].map((number) => ({ parents: [], message: `Probe ${nonce}, ${number}`, files }));
  const [first = "", second = "", third = ""] = await writeCommits(mirror, drafts);
  try {
    return await carryOut(refs, stepsOf(names, first, second, third));
  } finally {
    await removeAll(refs, [names.one, names.two]);
  }
}

/** All of it moves refs to commits that do not descend from where they were: only a lease allows that, or refuses it. */
function stepsOf({ one, two }: { one: string; two: string }, first: Sha, second: Sha, third: Sha): readonly Step[] {
  return [
    { step: "create", expected: "done", updates: [{ ref: one, old: "none", new: first }] },
    { step: "create-again", expected: "stale", updates: [{ ref: one, old: "none", new: second }] },
    { step: "move", expected: "done", updates: [{ ref: one, old: first, new: second }] },
    { step: "move-again", expected: "stale", updates: [{ ref: one, old: first, new: third }] },
    {
      step: "move-all",
      expected: "stale",
      updates: [
        { ref: two, old: "none", new: first },
        { ref: one, old: first, new: third },
      ],
    },
    {
      step: "move-all",
      expected: "done",
      updates: [
        { ref: two, old: "none", new: first },
        { ref: one, old: second, new: third },
      ],
    },
    {
      step: "delete",
      expected: "done",
      updates: [
        { ref: one, old: third, new: "deleted" },
        { ref: two, old: first, new: "deleted" },
      ],
    },
  ];
}

async function carryOut(refs: GithubRefs, steps: readonly Step[]): Promise<ProbeFacts> {
  for (const { step, updates, expected } of steps) {
    const outcome = await tryUpdate(refs, updates);
    if (outcome.kind === "refused") return { kind: "refused", step, why: outcome.why };
    // What was refused in part must not have moved in another.
    if (expected === "stale" && (outcome.kind === "done" || (await hasAny(refs, updates)))) {
      return { kind: "not-held", step };
    }
    if (expected === "done" && outcome.kind === "stale") {
      return { kind: "refused", step, why: "the ref is not where it was put" };
    }
  }
  return { kind: "passed" };
}

type Outcome = { readonly kind: "done" | "stale" } | { readonly kind: "refused"; readonly why: string };

async function tryUpdate(refs: GithubRefs, updates: readonly RefUpdate[]): Promise<Outcome> {
  try {
    return { kind: await refs.update(updates) };
  } catch (error) {
    if (error instanceof ForgeError && error.kind === "refused") return { kind: "refused", why: error.message };
    throw error;
  }
}

/** Whether any of the refs is where a refused push would have put it. */
async function hasAny(refs: GithubRefs, updates: readonly RefUpdate[]): Promise<boolean> {
  const lines = new Set((await refs.list(updates.map(({ ref }) => ref))).split("\n"));
  return updates.some((update) => lines.has(`${update.ref} ${update.new}`));
}

/** What an early end left behind. The probe's own answer counts, not this one's. */
async function removeAll(refs: GithubRefs, names: readonly string[]): Promise<void> {
  const left = (await refs.list(names).catch(() => "")).split("\n").filter((line) => line !== "");
  const updates = left.map((line) => ({ ref: line.slice(0, -41), old: undefined, new: "deleted" }));
  if (updates.length > 0) await refs.update(updates).catch(() => undefined);
}
