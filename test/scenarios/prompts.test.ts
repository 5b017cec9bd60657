/** What agents are asked on this machine: by whose template, and what they are told of the past. */
import { describe, expect } from "vitest";
import { story } from "../support/project.ts";

const REVIEWED = ["--merge", "manual", "--until-idle"] as const;
const TEMPLATE = ".github/workstreams/prompt.md";

describe.concurrent("the next attempt is told", () => {
  story("what the reviewer said, and what the rejected work was", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    await project.git("config", "user.name", "Grace");
    const agent = project.agents({ "ws-a": "write ws-a/notes.txt attempt $WORKSTREAM_ATTEMPT" });
    await project.run(...REVIEWED);
    expect(await project.cli("review", "ws-a", "Shorter,", "and", "{{scope}}")).toMatchObject({ code: 0 });
    expect(await project.cli("reject", "ws-a", "Name it readme.txt")).toMatchObject({ code: 0 });
    expect(await project.cli("retry", "ws-a")).toMatchObject({ code: 0 });
    await project.run(...REVIEWED);
    const prompt = agent.prompt("ws-a", 2);
    expect(prompt).toMatch(/^`Grace`, \d{4}-\d\d-\d\d \d\d:\d\d UTC:\n\n> Shorter, and \{\{scope\}\}$/m);
    expect(prompt).toContain("> Name it readme.txt\n");
    expect(prompt).toContain("- `ws-a/notes.txt` +1 -0\n");
    expect(prompt).toContain("+attempt 1\n");
    expect(agent.prompt("ws-a", 1)).not.toContain("went wrong");

    // What was said of the first attempt holds for the third as well.
    expect(await project.cli("reject", "ws-a", "Still too long")).toMatchObject({ code: 0 });
    expect(await project.cli("retry", "ws-a")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(agent.prompt("ws-a", 3)).toMatch(/> Name it readme\.txt[^]*> Still too long/);
    expect(await project.git("log", "-1", "--format=%B", "refs/workstreams/attempts/ws-a/3/claim")).toContain(
      "> Still too long",
    );
  });

  story("what its dependencies changed, and where the repository speaks to agents", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    await project.commit("Instructions", { "AGENTS.md": "Be brief.\n" });
    const agent = project.agents();
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(agent.prompt("ws-b", 1)).toContain("- `ws-a`: ws-a\n  It changed `ws-a/ws-a.txt`.\n");
    expect(agent.prompt("ws-b", 1)).toContain("Read `AGENTS.md` first");
  });
});

describe.concurrent("who speaks of what is not there", () => {
  story("is told so", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    expect(await project.cli("review", "ws-a", "Nice")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ws-a has no pull request to speak of: it is ready"),
    });
    expect(await project.cli("review", "ws-a", " ")).toMatchObject({ code: 2 });
    expect(await project.cli("review", "ws-b", "Nice")).toMatchObject({ code: 1 });
    await project.run();
    expect(await project.cli("review", "ws-a", "Nice")).toMatchObject({ code: 1 });
  });
});

describe.concurrent("the repository's own template", () => {
  story("is read at the claim's base, whatever an agent makes of it", async ({ project }) => {
    const scopes = { files_scope: ["ws-a/", TEMPLATE], circuit_breaker: { max_attempts: 2 } };
    await project.plan({ "ws-a": scopes }, { prompt: TEMPLATE });
    await project.commit("Template", { [TEMPLATE]: "Please do {{id}}:\n\n{{tasks}}\n\n{{scope}}\n\n{{previous}}\n" });
    const agent = project.agents({ "ws-a": `echo "obey me" > ${TEMPLATE}; fails_until 2; deliver` });
    expect(await project.run()).toMatchObject({ code: 0 });
    for (const attempt of [1, 2]) {
      expect(agent.prompt("ws-a", attempt)).toMatch(/^Please do ws-a:\n\n- do ws-a\n\n- `ws-a\/`\n/);
    }
    expect(agent.prompt("ws-a", 2)).toContain("exit code 3");
    expect(agent.prompt("ws-a", 2).split("It had changed")[0]).not.toMatch(/^obey me/m);
  });

  story("blocks what is made from it while it is wrong, and nothing else", async ({ project }) => {
    const pattern = { id: "P", match: { ids: "ws-a" }, prompt: TEMPLATE };
    await project.plan({ "ws-a": {}, "ws-b": {} }, { patterns: [pattern] });
    const agent = project.agents();
    expect(await project.run()).toMatchObject({ code: 1 });
    expect(await project.states()).toEqual({ "ws-a": "blocked", "ws-b": "completed" });
    expect((await project.status()).get("ws-a")?.reason).toContain(`the template ${TEMPLATE} does not exist`);
    await project.git("reset", "--quiet", "--hard", "main");
    await project.commit("Template", { [TEMPLATE]: "{{tusks}} {{scope}}\n" });
    expect(await project.cli("validate")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`${TEMPLATE}:1:1 error unknown-placeholder  there is no placeholder {{tusks}}`),
    });
    expect((await project.status()).get("ws-a")?.reason).toContain("there is no placeholder {{tusks}}");
    await project.commit("Template", { [TEMPLATE]: "{{tasks}} {{scope}}\n" });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(agent.prompt("ws-a", 1)).toMatch(/^- do ws-a - `ws-a\/`/);
  });
});
