/** Workstreams whose work meets, on this machine: all that can be is merged, nothing that conflicts, and every wait says why. */
import { describe, expect } from "vitest";
import { readMerges } from "../support/history.ts";
import { OVERLAP_CASES, planOf } from "../support/overlap-cases.ts";
import { story } from "../support/project.ts";
import type { Project } from "../support/project.ts";

const CONFIG = { overlap: { until: "published" }, defaults: { backoff_minutes: 0.001, max_attempts: 5 } };

/** What the overlap gates said last, of those that wait. */
function lastWaits(output: string): readonly string[] {
  const said = new Map<string, string>();
  for (const [, pull = "", state = "", words = ""] of output.matchAll(/#(\d+) workstreams\/overlap (\w+): (.*)/g)) {
    if (state === "pending") said.set(pull, words);
    else said.delete(pull);
  }
  return [...said].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, words]) => words);
}

async function readFile(project: Project, path: string): Promise<string | null> {
  const listed = await project.git("ls-tree", "--name-only", "main", "--", path);
  return listed === "" ? null : project.git("show", `main:${path}`);
}

describe.concurrent("two or more that meet", () => {
  for (const each of OVERLAP_CASES) {
    story(each.name, async ({ project }) => {
      const { plan, agents } = planOf(each);
      await project.commit("Files", each.files);
      await project.plan(plan, CONFIG);
      const agent = project.agents(agents);
      const opened = await project.run("--merge", "manual", "--until-idle");
      expect([opened.code, lastWaits(opened.stderr)]).toEqual([0, each.waits]);
      expect(await project.run()).toMatchObject({ code: 0 });
      const found = await Promise.all(
        Object.keys(each.merged).map(async (path) => [path, await readFile(project, path)]),
      );
      const expected = Object.entries(each.merged).map(([path, text]) => [path, text?.trimEnd() ?? null]);
      expect(found).toEqual(expected);
      expect((await readMerges(project)).map(({ id }) => id).toSorted()).toEqual(Object.keys(each.work));
      const starts = agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);
      expect(starts.toSorted()).toEqual(each.attempts);
    });
  }
});

describe.concurrent("a person's work against a workstream's", () => {
  const plan = { "ws-a": { files_scope: ["shared.txt"] } };
  const change = "printf 'by the agent' > shared.txt";

  story("the base moves: it is built anew, and its agent sees both versions", async ({ project }) => {
    await project.commit("Files", { "shared.txt": "nobody" });
    await project.plan(plan);
    const agent = project.agents({ "ws-a": change });
    await project.run("--merge", "manual", "--until-idle");
    await project.commit("By a person", { "shared.txt": "by a person" });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(agent.prompt("ws-a", 2)).toMatch(/<<<<<<< .*\nby a person\n=======\nby the agent\n>>>>>>> /);
    expect(await readFile(project, "shared.txt")).toBe("by the agent");
  });

  story(
    "where a person resolves it, nothing is started, and the gate says so until it is done",
    async ({ project }) => {
      await project.commit("Files", { "shared.txt": "nobody" });
      await project.plan(plan, { overlap: { rebuild: "manual" } });
      const agent = project.agents({ "ws-a": change });
      await project.run("--merge", "manual", "--until-idle");
      await project.commit("By a person", { "shared.txt": "by a person" });
      const waiting = await project.run("--until-idle");
      expect(waiting.stderr).toContain(
        "conflicts with main in shared.txt line 1; merge the base into it and resolve that",
      );
      expect([await project.states(), agent.invocations().length]).toEqual([{ "ws-a": "in-review" }, 1]);

      await project.git("switch", "--quiet", "workstreams/ws-a");
      await project.git("merge", "--quiet", "--strategy-option", "theirs", "--no-edit", "main");
      await project.commit("Resolved", { "shared.txt": "by both" });
      await project.git("switch", "--quiet", "main");
      expect(await project.run("--until-idle")).toMatchObject({ code: 0 });
      expect(await project.cli("merge", "ws-a")).toMatchObject({ code: 0 });
      expect([await readFile(project, "shared.txt"), agent.invocations().length]).toEqual(["by both", 1]);
    },
  );
});

story(
  "companions are delivered with what they belong to; the report says what was declared and never used",
  async ({ project }) => {
    await project.plan({ "ws-a": { files_scope: ["web/package.json", "src/", "docs/"] } });
    project.agents({ "ws-a": "write web/package.json {}; write src/a.ts a; write src/a.test.ts b; write yarn.lock c" });
    expect(await project.run()).toMatchObject({ code: 0 });
    const { stdout } = await project.cli("report", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      drift: [{ id: "ws-a", pull: 1, changed: 4, outside: [], companions: ["yarn.lock"], unused: ["docs/"] }],
    });
  },
);

story("work outside its scope is refused, and explain offers the lines that would allow it", async ({ project }) => {
  await project.plan(
    { "ws-a": {}, "ws-b": { files_scope: ["other/"], depends_on: ["ws-a"] } },
    { defaults: { max_attempts: 1 } },
  );
  project.agents({ "ws-a": "write ws-a/x.txt x; write other/[id].ts y; write .github/z.yml z" });
  expect(await project.run()).toMatchObject({ code: 1 });
  const { stdout } = await project.cli("explain", "ws-a");
  expect(stdout).toContain("Changed outside of its scope\n  .github/z.yml\n  other/[id].ts\n");
  expect(stdout).toContain("add to the end of files_scope in workstreams/ws-a.json, commit it, and retry:");
  expect(stdout).toContain('    ".github/z.yml",\n      "other/\\\\[id\\\\].ts"\n');
  expect(stdout).toContain("ws-b (blocked) may change some of it, 1 path: other/[id].ts: it would have to wait");
  const report = await project.cli("report", "--json");
  const outside = [".github/z.yml", "other/[id].ts"];
  expect(JSON.parse(report.stdout)).toMatchObject({ drift: [{ id: "ws-a", pull: null, changed: 3, outside }] });

  const scope = ["ws-a/", ".github/z.yml", "other/\\[id\\].ts"];
  await project.commit("Wider", {
    "workstreams/ws-a.json": JSON.stringify({ id: "ws-a", files_scope: scope, tasks: ["do it"] }),
  });
  await project.cli("retry", "ws-a");
  expect(await project.run()).toMatchObject({ code: 0 });
  expect(await project.states()).toEqual({ "ws-a": "completed", "ws-b": "completed" });
});

story(
  "after a merge by hand all that is open is judged again, and its comment says what is true",
  async ({ project }) => {
    await project.commit("Files", { "shared.txt": "nobody\n" });
    const both = { files_scope: ["shared.txt"] };
    const config = { overlap: { until: "published", rebuild: "manual" } };
    await project.plan({ "ws-a": both, "ws-b": both }, config);
    project.agents({ "ws-a": "write shared.txt a", "ws-b": "write shared.txt b" });
    await project.run("--merge", "manual", "--until-idle");
    const stored = () => project.git("show", "refs/workstreams/forge:pulls/2.json");
    expect(await stored()).toMatch(/waits for .*, with which it conflicts in/);
    expect(await project.cli("merge", "ws-a")).toMatchObject({ code: 0 });
    const judged = await stored();
    expect(judged).toContain("conflicts with main in shared.txt");
    expect(judged).not.toContain("⏳");
    const explained = await project.cli("explain", "ws-b");
    expect(explained.stdout).not.toContain("`workstreams merge ws-b` merges it\n");
    expect(explained.stdout).toContain("resolve the conflict on the branch workstreams/ws-b");
  },
);

story(
  "a head that widens its own scope is judged by the scope that its attempt was claimed with",
  async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    await project.run("--merge", "manual", "--until-idle");
    await project.git("switch", "--quiet", "workstreams/ws-a");
    const wide = JSON.stringify({ id: "ws-a", files_scope: ["**"], tasks: ["all"] });
    await project.commit("Wider", { "workstreams/ws-a.json": wide, "elsewhere.txt": "mine" });
    await project.git("mv", "ws-a/ws-a.txt", "moved.txt");
    await project.commit("Moved");
    await project.git("switch", "--quiet", "main");
    const { stderr } = await project.run("--until-idle");
    expect(stderr).toContain("#1 workstreams/scope failure: workstreams/ws-a.json is protected");
    await project.git("switch", "--quiet", "workstreams/ws-a");
    await project.git("checkout", "--quiet", "main", "--", "workstreams");
    await project.commit("Not wider");
    await project.git("switch", "--quiet", "main");
    const again = await project.run("--until-idle");
    expect(again.stderr).toContain("#1 workstreams/scope failure: outside the scope: elsewhere.txt and moved.txt");
    expect(await project.states()).toEqual({ "ws-a": "taken-over" });
  },
);
