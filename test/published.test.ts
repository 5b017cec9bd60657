/** The name under which the action is published is in one place: what people copy says exactly that. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PUBLISHED } from "../src/published.ts";
import { printConfiguration, printNextSteps, printSampleWorkstream } from "../src/text/init.ts";
import { printLoopWorkflow, printScheduleWorkflow } from "../src/text/loop-workflow.ts";

const ROOT = join(import.meta.dirname, "..");
const { repository, ref } = PUBLISHED;

/** `owner/workstreams@ref`, with a path perhaps: what a workflow uses. */
const USES = /[\w.-]+\/workstreams(?:\/[\w./-]+)?@[\w./-]*/g;
/** Addresses on GitHub of a repository with that name. */
const ADDRESS = /github(?:usercontent)?\.com\/([\w.-]+\/workstreams)(?![\w-])(?:\/(?:blob\/|tree\/)?([\w.-]+))?/g;

const documents = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)];
const texts: [string, string][] = [
  ...documents.map((path): [string, string] => [path, readFileSync(join(ROOT, path), "utf8")]),
  ["the loop", printLoopWorkflow("main")],
  ["the schedule", printScheduleWorkflow()],
  ["the configuration", printConfiguration()],
  ["the sample", printSampleWorkstream()],
  [
    "the next steps",
    printNextSteps({
      configuration: "config/agents.yaml",
      base: "main",
      isSure: false,
      sample: "workstreams/ws-example.json",
    }),
  ],
];

describe("the published name", () => {
  test.each(texts)("%s names no other", (_, text) => {
    for (const [use] of text.matchAll(USES)) {
      expect(use.startsWith(`${repository}@`) || use.startsWith(`${repository}/`)).toBe(true);
      expect(use).toMatch(new RegExp(`@${ref}$`));
    }
    for (const [, name, version] of text.matchAll(ADDRESS)) {
      expect(name).toBe(repository);
      if (version !== undefined) expect(version).toBe(ref);
    }
  });

  test("what init writes uses it", () => {
    expect(printLoopWorkflow("main")).toContain(`uses: ${repository}/.github/workflows/orchestrate.yml@${ref}`);
    expect(printConfiguration()).toContain(`/${repository}/${ref}/schemas/config.schema.json`);
  });
});
