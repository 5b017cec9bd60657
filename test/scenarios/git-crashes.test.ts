/** Work over which some versions of git break down when they merge it (https://github.com/gitgitgadget/git/pull/1943). */
import { expect } from "vitest";
import { readMerges } from "../support/history.ts";
import { story } from "../support/project.ts";

const lines = (name: string): string => Array.from({ length: 20 }, (_, line) => `${name} ${line}\n`).join("");

story(
  "files moved into a folder that another one moves away: told as a conflict, and all is merged",
  async ({ project }) => {
    await project.commit("Files", { "a.txt": lines("a"), "ext/z.txt": lines("z") });
    const scope = { files_scope: ["a.txt", "ext/", "z.txt"] };
    const config = { overlap: { until: "published" }, defaults: { backoff_minutes: 0.001, max_attempts: 5 } };
    await project.plan({ "ws-a": scope, "ws-b": scope }, config);
    const into = "mkdir -p ext; if [ -e a.txt ]; then mv a.txt ext/a.txt; else write ext/b.txt late; fi";
    project.agents({ "ws-a": "rm a.txt; mv ext/z.txt z.txt", "ws-b": into });
    const opened = await project.run("--merge", "manual", "--until-idle");
    expect(opened.stderr).toMatch(
      /#2 workstreams\/overlap pending: waits for #1, with which it conflicts in (?:ext\/)?a\.txt/,
    );
    expect(opened.code).toBe(0);
    expect(await project.cli("status")).toMatchObject({ code: 0 });
    expect(await project.run()).toMatchObject({ code: 0 });
    expect((await readMerges(project)).map(({ id }) => id)).toEqual(["ws-a", "ws-b"]);
    expect(await project.git("ls-tree", "-r", "--name-only", "main", "--", "a.txt", "ext", "z.txt")).toBe(
      "ext/b.txt\nz.txt",
    );
  },
);
