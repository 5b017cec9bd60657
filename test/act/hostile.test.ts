/** Hostile work by way of the shipped workflows: what the agent left runs where the tests run, and nowhere else. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { startStory } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

const COMMAND = "::set-output name=head::0000000000000000000000000000000000000000";

describeWithAct("hostile work", () => {
  const engine = useEngine();
  const folder = useFolder();

  test("publish runs nothing of it: hooks, filters, build scripts and a name that is a command are data", async () => {
    const note = `echo "$0 \${INPUT_TOKEN:-}\${GITHUB_TOKEN:-}\${ACTIONS_RUNTIME_TOKEN:-}" >> ${folder.file("ran")}`;
    const evil = `printf '%s\\n' '#!/bin/sh' '${note}' 'cat'`;
    const story = await startStory(engine, {
      outside: folder.path,
      config: { defaults: { max_attempts: 1 } },
      agents: {
        "ws-a": [
          "mkdir ws-a; hooks=$(git rev-parse --git-path hooks); mkdir -p $hooks",
          `for file in ws-a/build.sh ws-a/postinstall $hooks/pre-push $hooks/reference-transaction; do`,
          `  ${evil} > "$file"; chmod +x "$file"; done`,
          `printf '{ "scripts": { "postinstall": "./postinstall", "prepare": "./postinstall" } }' > ws-a/package.json`,
          "echo '* filter=evil merge=evil diff=evil' > ws-a/.gitattributes; printf 'a\\r\\n' > ws-a/crlf",
          `printf x > 'ws-a/##[add-mask]main'; printf y > 'ws-a/${COMMAND}'`,
          'for key in filter.evil.clean filter.evil.smudge diff.evil.textconv core.sshCommand; do git config $key "$PWD/ws-a/build.sh"; done',
          `echo '${COMMAND}'; echo '##[add-mask]delivered'; echo '::add-mask::delivered'; echo '::error::injected'`,
        ].join("\n"),
        "ws-b": `deliver; write '${COMMAND}' x; ln -s /etc/passwd ws-b/link; git add -A; git commit -qm '${COMMAND}'`,
      },
    });
    await story.plan({ "ws-a": { acceptance_tests: ["sh ws-a/build.sh < /dev/null"] }, "ws-b": {} });
    await story.settle();

    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success", "workstreams/acceptance": "success" });
    // Once, by the acceptance test, in a job that has nothing to take.
    expect(existsSync(folder.file("ran")) && readFileSync(folder.file("ran"), "utf8")).toBe("ws-a/build.sh \n");
    const head = branchName("ws-a");
    expect(await story.repository.readFile(head, `ws-a/${COMMAND}`)).toBe("y");
    expect(await story.repository.readFile(head, "ws-a/##[add-mask]main")).toBe("x");
    expect(await story.repository.git("cat-file", "-s", `${head}:ws-a/crlf`)).toBe("3");
    expect([...story.repository.branches().keys()]).toEqual(["main", head]);
    const logs = await Promise.all(story.runs().map((run) => engine.runner.readLog(run)));
    const log = logs.join("\n");
    expect(log).toContain(COMMAND);
    // What act says where it obeys: an output, a mask over every such word, an annotation.
    expect(log).not.toMatch(/::set-output:: head=0000|\u2757.*injected/);
    expect(log).toContain("::set-output:: outcome=delivered");
  });
});
