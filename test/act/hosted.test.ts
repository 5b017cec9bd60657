/** On a machine of GitHub's own, agents and acceptance tests run as another user. */
import { chmodSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findElevation } from "../../src/agents/as-root.ts";
import { useFolder } from "../support/folder.ts";
import { tellLeftOut } from "../support/left-out.ts";
import { listRules, takesRules } from "../support/network-rules.ts";
import { startStory } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

const CAN_BE_ROOT = (await findElevation()) !== undefined;
if (!CAN_BE_ROOT) tellLeftOut("agents as another user (run by act)", "a sudo without a password");

const CAN_LIMIT = CAN_BE_ROOT && (await takesRules("agents whose network is limited (run by act)", "nobody"));

describeWithAct("a hosted machine", () => {
  const engine = useEngine("github-hosted");
  const folder = useFolder();

  test.skipIf(!CAN_BE_ROOT)(
    "an agent is another user, sees its own secret and no token, and its work is taken all the same",
    async () => {
      chmodSync(folder.path, 0o777);
      engine.secrets.set("AGENT_SECRET_1", "sesame-42");
      const story = await startStory(engine, {
        outside: folder.path,
        slots: 1,
        agents: {
          "ws-a": [
            'write ws-a/who.txt "$(id -un) ${AGENT_SECRET_1:+has it}"',
            'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline > "$outside/seen" 2>/dev/null || true',
          ].join("\n"),
        },
        config: { agents: [{ id: "one", type: "command", command: folder.file("agent"), env: ["AGENT_SECRET_1"] }] },
      });
      await story.plan({ "ws-a": { acceptance_tests: ['test "$(id -un)" = workstreams-agent'] } });
      await story.settle();
      expect(await story.repository.readFile("workstreams/ws-a", "ws-a/who.txt")).toBe("workstreams-agent has it");
      const seen = readFileSync(folder.file("seen"), "utf8");
      expect(seen).toContain("sesame-42");
      expect(seen).not.toMatch(/ghs_|ACTIONS_RUNTIME_TOKEN|INPUT_TOKEN/);
      expect(story.gates("ws-a")).toMatchObject({ workstreams: "success", "workstreams/acceptance": "success" });
    },
  );

  test.skipIf(!CAN_LIMIT)(
    "an agent whose network is limited has the proxy and nothing else, until its job ends",
    async () => {
      chmodSync(folder.path, 0o777);
      const story = await startStory(engine, {
        outside: folder.path,
        slots: 1,
        agents: {
          "ws-a": [
            `bash -c 'exec 3<>/dev/tcp/192.0.2.1/443' 2>"$outside/why" || true`,
            'write ws-a/way.txt "${HTTPS_PROXY%:*}, $(grep -om1 refused "$outside/why")"',
          ].join("\n"),
        },
        config: {
          agents: [{ id: "one", type: "command", command: folder.file("agent") }],
          jobs: { agent: { network: ["registry.npmjs.org"] } },
        },
      });
      await story.plan({ "ws-a": {} });
      await story.settle();
      expect(await story.repository.readFile("workstreams/ws-a", "ws-a/way.txt")).toBe("http://127.0.0.1, refused");
      expect(await listRules()).not.toContain("workstreams-agent");
    },
  );
});
