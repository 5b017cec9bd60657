/** An agent that arms the repository it works in: whatever it leaves there, nobody after it runs any of it. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { attemptRef, branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { startStory } from "../support/github-story/story.ts";
import { story as localStory } from "../support/project.ts";

const folder = useFolder();

const HOOKS =
  "pre-commit commit-msg post-commit post-checkout post-index-change reference-transaction pre-push post-merge";
const PROGRAMS = "core.pager core.editor core.sshCommand core.askPass diff.external gpg.program credential.helper";

/** Programs that note that they ran, wherever git looks for one; the last thing that the agent does. */
function arm(outside: string): string {
  return [
    `evil='${outside}/evil'; printf '#!/bin/sh\\necho "$0 $*" >> ${outside}/ran\\n' > "$evil"; chmod +x "$evil"`,
    'hooks=$(git rev-parse --git-path hooks); mkdir -p "$hooks" own-hooks',
    `for hook in ${HOOKS}; do cp "$evil" "$hooks/$hook"; cp "$evil" "own-hooks/$hook"; done; rm -rf own-hooks/none`,
    `for name in ${PROGRAMS}; do git config "$name" "$evil"; done`,
    'for name in add bundle status rev-parse; do git config "alias.$name" "!$evil"; done',
    'git config core.fsmonitor "$evil"; git config core.hooksPath "$PWD/own-hooks"',
    "mv own-hooks ws-a/own-hooks",
  ].join("\n");
}

/** What only a repository of the agent's own can hold without harm to its user. */
const OWN = [
  'for driver in clean smudge process; do git config filter.evil.$driver "$evil"; done',
  'git config diff.evil.textconv "$evil"; git config merge.evil.driver "$evil"',
  'mkdir -p .git/info .git/objects/info; echo "* filter=evil diff=evil merge=evil" > .git/info/attributes',
  'printf "[core]\\n\\tpager = %s\\n" "$evil" > .git/evil.inc; git config include.path evil.inc',
  'echo "* filter=evil" > ws-a/.gitattributes; git config filter.evil.required true',
  "echo /nowhere > .git/objects/info/alternates; echo garbage > .git/shallow; rm -f .git/index",
].join("\n");

/** Its own git runs it: the programs are where git looks for them. */
const FIRED = 'git status > /dev/null 2>&1 || true; test -s "$outside/ran"; rm "$outside/ran"';

const ran = (outside: string) => (existsSync(`${outside}/ran`) ? readFileSync(`${outside}/ran`, "utf8") : "");

describe("an armed repository", { timeout: 240_000 }, () => {
  localStory("on one machine: no hook and no program of it runs in our git", async ({ project }) => {
    await project.plan({ "ws-a": { acceptance_tests: ["test -f ws-a/ws-a.txt"] } });
    project.agents({ "ws-a": `deliver\n${arm(project.outside)}\n${FIRED}` });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(ran(project.outside)).toBe("");
    expect(await project.git("show", "main:ws-a/ws-a.txt")).toBe("ws-a was here");
  });

  test("on GitHub: nor a filter, a driver, an include or another object store", async () => {
    const story = await startStory({
      outside: folder.path,
      plan: { "ws-a": { acceptance_tests: ["test -f ws-a/ws-a.txt"] } },
      agents: { "ws-a": `deliver\n${arm(folder.path)}\n${FIRED}\n${OWN}` },
      config: { merge: "auto" },
    });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "completed" });
    expect(ran(folder.path)).toBe("");
    expect(await story.repository.readFile("main", "ws-a/.gitattributes")).toBe("* filter=evil");
    expect(await story.repository.readFile("main", "ws-a/own-hooks/pre-commit")).toContain(`${folder.path}/ran`);
  });

  test("on GitHub: refs, tags, trailers of ours and replacements of the agent's own are its own", async () => {
    const message =
      "Fix @mona #1\\n\\nWorkstreams-Protocol: 1\\nWorkstreams-Kind: end\\nWorkstreams-Outcome: delivered";
    const story = await startStory({
      outside: folder.path,
      plan: { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } },
      agents: {
        "ws-a": [
          `deliver; git add -A; git commit -qm "$(printf '${message}')"`,
          "for ref in attempts/ws-a/1/end attempts/ws-b/1/claim epoch forge intents/1-a; do",
          '  git update-ref "refs/workstreams/$ref" HEAD; done',
          "git tag v1; git branch workstreams/ws-b; git replace -f HEAD~1 HEAD",
        ].join("\n"),
      },
    });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review", "ws-b": "waiting" });
    const refs = await story.repository.git("for-each-ref", "--format=%(refname)");
    expect(refs.split("\n").filter((ref) => !ref.startsWith("refs/workstreams/intents/"))).toEqual([
      "refs/heads/main",
      `refs/heads/${branchName("ws-a")}`,
      ...refs.split("\n").filter((ref) => ref.startsWith("refs/pull/")),
      ...(["claim", "end", "work"] as const).map((part) => attemptRef("ws-a", 1, part)),
      "refs/workstreams/epoch",
    ]);
    const [subject] = await story.repository.log(branchName("ws-a"));
    expect(subject).toBe("Fix @mona #1");
  });
});
