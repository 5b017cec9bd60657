/** What holds for every coding-agent CLI, whatever its vendor's model does. */
import { describe, expect } from "vitest";
import { DONE, FIGURES, NOTHING_TO_DO } from "../support/model/scenario.ts";
import { testsOf } from "./harness.ts";
import type { RealCli } from "./harness.ts";
import { GRACE_SECONDS, PROMPT } from "./place.ts";
import type { Place, RealRun, RunOptions } from "./place.ts";

/** How a CLI differs from the others: what it does where the model refuses, and what it does by itself. */
export interface Manners {
  readonly refused?: RunOptions;
  readonly credit?: RunOptions;
  readonly rate?: RunOptions;
  readonly failing?: RunOptions;
  /** It ends with 0 whatever its vendor said. */
  readonly endsWell?: boolean;
  /** What becomes of a file beside the worktree; usually it is written as the model wants it. */
  readonly outside?: { readonly text: string | undefined; readonly problem: "denied" | undefined };
}

/** Tests a CLI; `key` is the one that its `env` holds. */
export function realCliContract(real: RealCli, key: string, manners: Manners = {}): void {
  const test = testsOf(real);

  describe(`${real.cli.package.name} ${real.cli.package.version}`, () => {
    test("writes what the model asks for, and its figures are read", async ({ place }) => {
      const names = ["src/a.txt", "src/deep/b.txt"];
      const files = names.map((name) => ({ path: place.path(name), text: `${name} it is\nsecond line\n` }));
      const { result, report, changes, asked, log } = await place.run({ kind: "writes", files });
      expect(result, log).toEqual({ kind: "exited", code: 0 });
      expect(changes.map((change) => change.slice("?? ".length))).toEqual(names);
      expect(names.map((name) => place.read(name))).toEqual(files.map(({ text }) => text));
      expect(report).toMatchObject({ problem: undefined, text: DONE });
      const { inputTokens, outputTokens } = FIGURES;
      expect(report.usage).toMatchObject({
        inputTokens: asked.length * inputTokens,
        outputTokens: asked.length * outputTokens,
      });
      expect(new Set(asked.map((request) => request.key))).toEqual(new Set([key]));
      expect(JSON.stringify(asked[0]?.body)).toContain(JSON.stringify(PROMPT.trim()).slice(1, -1));
      expect(log).not.toContain(key);
    });

    test("a model that asks for nothing leaves nothing", async ({ place }) => {
      const { result, report, changes, log } = await place.run({ kind: "silent" });
      expect(result, log).toEqual({ kind: "exited", code: 0 });
      expect(changes).toEqual([]);
      expect(report).toMatchObject({ problem: undefined, text: NOTHING_TO_DO });
    });

    test("a refused key is a problem of the login", async ({ place }) => {
      const { result, report, changes, log } = await place.run({ kind: "refused" }, manners.refused);
      expect(report.problem, log).toMatchObject({ code: "login" });
      if (manners.endsWell !== true) expect(result).not.toEqual({ kind: "exited", code: 0 });
      expect(changes).toEqual([]);
    });

    test.for(["credit", "rate"] as const)("no more %s is a usage cap", async (what, { place }) => {
      const { result, report, log } = await place.run({ kind: "capped", what }, manners[what]);
      expect(report.problem, log).toMatchObject({ code: "usage-cap" });
      expect(result).not.toEqual({ kind: "exited", code: 0 });
    });

    test("a service that fails for ever is one that fails", async ({ place }) => {
      const { result, report, log } = await place.run({ kind: "failing" }, manners.failing);
      expect(report.problem, log).toMatchObject({ code: "service" });
      expect(result).not.toEqual({ kind: "exited", code: 0 });
    });

    test("what it writes outside of the worktree is not in the worktree", async ({ place }) => {
      const outside = { path: place.path("../outside.txt"), text: "outside\n" };
      const { result, report, changes, log } = await place.run({ kind: "writes", files: [outside] });
      expect(result, log).toEqual({ kind: "exited", code: 0 });
      expect(changes).toEqual([]);
      const becomes = manners.outside ?? { text: outside.text, problem: undefined };
      expect(place.read("../outside.txt")).toBe(becomes.text);
      expect(report.problem?.code).toBe(becomes.problem);
    });

    test("one that waits for an answer is ended at its limit, with all that it started", async ({ place }) => {
      const { limit, ...run } = await hang(place);
      const { result, changes, asked, running, seconds } = run;
      expect(result).toMatchObject({ kind: "timed-out" });
      expect(asked.length).toBeGreaterThan(0);
      expect(running).toEqual([]);
      expect(changes).toEqual([]);
      expect(seconds).toBeLessThan(limit + GRACE_SECONDS + 5);
    });
  });
}

/** A limit is of no use before the model is asked, and how long a CLI needs for that depends on the machine. */
async function hang(place: Place): Promise<RealRun & { readonly limit: number }> {
  for (const limit of [8, 24]) {
    const run = await place.run({ kind: "hangs" }, { seconds: limit });
    if (run.asked.length > 0) return { ...run, limit };
  }
  const limit = 72;
  return { ...(await place.run({ kind: "hangs" }, { seconds: limit })), limit };
}
