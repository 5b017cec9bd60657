/** Where secrets go, as the workflow files say it. */
import { describe, expect, test } from "vitest";
import { SECRETS, TOKEN_SECRET } from "../../src/plan/secrets.ts";
import { ORCHESTRATE, SHIPPED, STEP_ACTION, WORKSTREAM, jobIn, jobsOf } from "./workflow-files.ts";
import type { Job } from "./workflow-files.ts";

/** Every secret that an expression of a part names, each time it does. */
function namedIn(part: unknown): readonly string[] {
  return [...JSON.stringify(part).matchAll(/secrets(?:\.([\w-]+)|\[)/g)].map(([whole, name]) => name ?? whole);
}

function without(job: Job, stepId: string): Job {
  return { ...job, steps: job.steps.filter(({ id }) => id !== stepId) };
}

describe("secrets", () => {
  test("reach an agent's step by name, in its environment alone", () => {
    const job = jobIn(WORKSTREAM, "agent");
    const step = job.steps.find(({ id }) => id === "agent");
    expect(step?.env).toEqual(Object.fromEntries(SECRETS.map((name) => [name, `\${{ secrets.${name} }}`])));
    expect(namedIn({ ...step, env: {} })).toEqual([]);
    expect(namedIn(without(job, "agent"))).toEqual([]);
  });

  test("never reach a verify job", () => {
    expect(namedIn(jobIn(WORKSTREAM, "verify"))).toEqual([]);
  });

  test.each([
    ["record", ORCHESTRATE],
    ["publish", WORKSTREAM],
  ] as const)("of the agents never reach the job %s, which writes", (id, file) => {
    expect(new Set(namedIn(jobIn(file, id)))).toEqual(new Set([TOKEN_SECRET]));
  });

  test("are only told by name to the job plan", () => {
    const job = jobIn(ORCHESTRATE, "plan");
    const [step] = job.steps;
    expect(namedIn({ ...step, with: { ...step?.with, secrets: "" } })).toEqual([TOKEN_SECRET, TOKEN_SECRET]);
    expect(namedIn(without(job, "plan"))).toEqual([]);
  });

  test("are handed to a leg under their own names, and none of the agents' to a verify-only leg", () => {
    const { secrets } = jobIn(ORCHESTRATE, "workstream");
    for (const name of SECRETS) {
      // Neither condition holds for the empty type, and what is not true is empty.
      const condition = String.raw`(?:contains\(fromJSON\('\["\w+"(?:,"\w+")*\]'\), matrix\.leg\.type\)|matrix\.leg\.type != '')`;
      expect(secrets[name]).toMatch(new RegExp(String.raw`^\$\{\{ ${condition} && secrets\.${name} \|\| '' \}\}$`));
    }
    expect(secrets[TOKEN_SECRET]).toBe(`\${{ secrets.${TOKEN_SECRET} }}`);
  });

  test("are never all inherited", () => {
    for (const { text } of SHIPPED) expect(text).not.toMatch(/secrets: *inherit/);
  });
});

describe("the token of a job", () => {
  const steps = jobsOf(SHIPPED).flatMap(([where, job]) => job.steps.map((step) => [where, step] as const));

  test("is the default one where agents and tests run", () => {
    const running = steps.filter(([where, { uses }]) => /: (?:agent|verify)$/.test(where) && uses === STEP_ACTION);
    expect(running).toHaveLength(4);
    for (const [, step] of running) expect(step.with["token"]).toBe("${{ github.token }}");
  });

  test("never reaches the repository's own set-up action", () => {
    const own = steps.filter(([, { uses }]) => uses?.startsWith("./"));
    expect(own).toHaveLength(2);
    for (const [, step] of own) expect([step.with, step.env]).toEqual([{}, {}]);
  });
});
