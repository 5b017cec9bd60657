/** An agent that prints its own key: nothing that is published holds it. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { startStory } from "../support/github-story/story.ts";

const folder = useFolder();
const SECRET = "sesame-open-42";

/** In one piece, in two, as a failure's last words, and in an acceptance test's environment. */
const PRINTS = [
  'echo "my key is $AGENT_SECRET_1"; printf "%s" "${AGENT_SECRET_1%-42}"; sleep 0.2; printf -- "-42\\n"',
  'echo "$AGENT_SECRET_1" >&2',
  'if [ "$WORKSTREAM_ATTEMPT" = 1 ]; then exit 3; fi; deliver',
].join("\n");

describe("a secret in an agent's output", { timeout: 240_000 }, () => {
  test("is in no commit, status, comment, summary or prompt, and in no log of a job", async () => {
    const story = await startStory({
      outside: folder.path,
      secrets: { AGENT_SECRET_1: SECRET },
      plan: { "ws-a": { acceptance_tests: ['test -z "${AGENT_SECRET_1:-}"'] } },
      agents: { "ws-a": PRINTS },
      config: (command) => ({ agents: [{ id: "keyed", type: "command", command, env: ["AGENT_SECRET_1"] }] }),
    });
    const said: string[] = [];
    await story.tick();
    for (const id of ["agent", "publish"] as const) {
      const { said: words, summary } = await story.loop.job(story.leg("ws-a"), id);
      said.push(words, summary);
    }
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review" });
    const [failed] = await story.ends("ws-a");
    expect(failed?.output).toContain("my key is ***");
    const { repository } = story;
    const messages = await repository.git("log", "--all", "--format=%B");
    const files = await repository
      .git("grep", "--fixed-strings", "-c", SECRET, "refs/workstreams/attempts/ws-a/2/work")
      .catch(() => "");
    const pull = story.pullOf("ws-a");
    const comments = repository.comments(pull?.number ?? 0);
    const statuses = await Promise.all([1, 2].map((attempt) => story.claimStatuses("ws-a", attempt)));
    const published = JSON.stringify([said, messages, files, pull, comments, statuses, story.agent.prompt("ws-a", 2)]);
    expect(published).not.toContain(SECRET);
  });
});
