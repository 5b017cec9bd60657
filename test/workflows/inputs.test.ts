/** The workflows, action.yml and what the commands read say the same. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  AgentInputs,
  CheckoutInputs,
  PlanInputs,
  PublishInputs,
  RecordInputs,
  VerifyInputs,
} from "../../src/commands/action/inputs.ts";
import { ACTION, ROOT, SHIPPED, STEP_ACTION, WORKSTREAM, jobIn, jobsOf } from "./workflow-files.ts";

const READ: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    record: RecordInputs,
    plan: PlanInputs,
    checkout: CheckoutInputs,
    agent: AgentInputs,
    verify: VerifyInputs,
    publish: PublishInputs,
  }).map(([command, { shape }]) => [command, Object.keys(shape)]),
);

const steps = jobsOf(SHIPPED).flatMap(([where, { steps: own }]) =>
  own
    .filter(({ uses }) => uses === STEP_ACTION)
    .map((step) => [`${where}, ${String(step.with["command"])}`, step] as const),
);

describe("inputs", () => {
  test.each(steps)("%s gives what its command reads, and no more", (_, step) => {
    const { command, ...given } = step.with;
    expect(new Set(Object.keys(given))).toEqual(new Set(READ.get(String(command))));
  });

  test("every command is a step of the workflows", () => {
    expect(new Set(steps.map(([, step]) => step.with["command"]))).toEqual(new Set(READ.keys()));
  });

  test("action.yml has those that a command reads, and no other", () => {
    expect(new Set(Object.keys(ACTION.inputs))).toEqual(new Set(["command", ...[...READ.values()].flat()]));
  });

  test.each(Object.keys(ACTION.inputs).filter((name) => name !== "command" && name !== "token"))(
    "action.yml says of %s which commands read it",
    (name) => {
      const readers = [...READ].filter(([, names]) => names.includes(name)).map(([command]) => `\`${command}\``);
      expect(ACTION.inputs[name]?.description.startsWith(`${readers.join(", ")}: `)).toBe(true);
    },
  );

  test("a boolean of the workflows is one of the words that the action takes", () => {
    for (const name of ["dry-run", "retry-failed", "pause", "resume"]) {
      expect(ACTION.inputs[name]?.default).toBe("false");
    }
  });
});

describe("outputs", () => {
  const sources = readdirSync(join(ROOT, "src/commands/action")).map((name) =>
    readFileSync(join(ROOT, "src/commands/action", name), "utf8"),
  );

  test("action.yml has those that a command sets, and no other", () => {
    const set = new Set(
      sources.flatMap((text) => [...text.matchAll(/setOutput\("([\w-]+)"/g)].map(([, name]) => name)),
    );
    expect(new Set(Object.keys(ACTION.outputs))).toEqual(set);
  });

  test.each(jobsOf(SHIPPED).filter(([, { outputs }]) => Object.keys(outputs).length > 0))(
    "those of the job %s are its step's, under the same names",
    (where, { outputs, steps: own }) => {
      const id = where.split(": ").at(-1);
      expect(own.filter((step) => step.id === id)).toHaveLength(1);
      for (const [name, value] of Object.entries(outputs)) {
        expect(value).toBe(`\${{ steps.${id}.outputs.${name} }}`);
        expect(ACTION.outputs).toHaveProperty([name]);
      }
    },
  );

  test("what a job reads of another, that one has, and it waits for it", () => {
    for (const { jobs } of SHIPPED) {
      for (const job of Object.values(jobs)) {
        for (const [, other = "", name = ""] of JSON.stringify(job).matchAll(/needs\.(\w+)\.outputs\.([\w-]+)/g)) {
          expect(job.needs).toContain(other);
          expect(jobs[other]?.outputs).toHaveProperty([name]);
        }
      }
    }
  });

  test("publish reads nothing that a skipped job would have said", () => {
    const [step] = jobIn(WORKSTREAM, "publish").steps;
    for (const value of Object.values(step?.with ?? {})) {
      const [, other] = /needs\.(\w+)\.outputs/.exec(String(value)) ?? [];
      if (other !== undefined) expect(value).toContain(`needs.${other}.result != 'skipped' && `);
    }
  });
});
