/** Our own repository on the test server, as it is published: the action and its workflows. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PUBLISHED } from "../../src/published.ts";
import type { GithubServer } from "../support/github/server.ts";

const ROOT = join(import.meta.dirname, "../..");
const WORKFLOWS = ".github/workflows";

/**
 * Act does not know `$/`, GitHub's name for the workflow's own repository at the commit that runs: here it is spelled
 * out. Nothing else is changed.
 */
export async function publishAction(server: GithubServer): Promise<void> {
  const files = Object.fromEntries([...readPublished()].map(([path, text]) => [path, toPublish(path, text)]));
  const repository = await server.createRepository(PUBLISHED.repository, { private: false, files });
  await repository.git("tag", PUBLISHED.ref, repository.defaultBranch);
}

/** What of our working tree a run needs, by path. */
export function readPublished(): ReadonlyMap<string, string> {
  const shipped = readdirSync(join(ROOT, WORKFLOWS)).filter((name) =>
    readIn(WORKFLOWS, name).includes("workflow_call:"),
  );
  const paths = [
    "action.yml",
    ".github/actions/step/action.yml",
    ...readdirSync(join(ROOT, "dist")).map((name) => `dist/${name}`),
    ...shipped.map((name) => `${WORKFLOWS}/${name}`),
  ];
  return new Map(paths.map((path) => [path, readIn(path)]));
}

/** A file as it is on the test server. */
export function toPublish(path: string, text: string): string {
  return path.endsWith(".yml") ? spellOut(text) : text;
}

/** `uses: $/path` names the action or a workflow. */
function spellOut(text: string): string {
  const { repository, ref } = PUBLISHED;
  return text.replaceAll(/^([ -]+uses: )\$\/(\S+)/gm, (_, start: string, path: string) => {
    return `${start}${repository}/${path}@${ref}`;
  });
}

function readIn(...path: readonly string[]): string {
  return readFileSync(join(ROOT, ...path), "utf8");
}
