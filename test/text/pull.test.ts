import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_COMPANIONS } from "../../src/plan/default-companions.ts";
import type { Change } from "../../src/state/facts.ts";
import { markdownCode, markdownSentence, markdownText } from "../../src/text/markdown.ts";
import { mergeMessage, pullBody, pullTitle } from "../../src/text/pull.ts";
import { workstream } from "../support/builders.ts";

function change(path: string, kind: Change["kind"] = "modified"): Change {
  return { path, kind, mode: "100644", bytes: 1, target: undefined };
}

describe("the pull request", () => {
  test("its body tells the reviewer what was asked, what changed where, and what to check", () => {
    const body = pullBody({
      workstream: workstream({
        pattern: "PAT-1",
        scope: ["src/a/", "docs/a.md", "test/a/", "!test/a/data/", "package.json"],
        tasks: ["Write the parser", "Say hello to @everyone, fixes #1 <!-- \u001B[2J"],
        acceptance: [
          { kind: "command", command: "npm test -- `pwd`" },
          { kind: "manual", text: "The page looks *good*" },
        ],
      }),
      contract: { companions: DEFAULT_COMPANIONS, pathCase: "sensitive" },
      attempt: 2,
      agent: "agent-1",
      acceptance: "passed",
      usage: { usd: 0.421, inputTokens: 12_000, outputTokens: 345 },
      changes: [
        change("src/a/x.ts"),
        change("src/a/y.ts", "added"),
        change("docs/a.md", "deleted"),
        change("package.json"),
        change("yarn.lock"),
        change("b.ts"),
      ],
    });
    expect(body.replaceAll("\u200B", "<zwsp>")).toBe(
      [
        "Workstream `ws-a`, attempt 2 by `agent-1`. Its file is `workstreams/ws-a.json`. It follows the pattern `PAT-1`. " +
          "By its agent's own figures it spent $0.42, 12,345 tokens.",
        "",
        "### Tasks",
        "",
        "- Write the parser",
        "- Say hello to @<zwsp>everyone, fixes #<zwsp>1 &lt;!--",
        "",
        "### Changes",
        "",
        "- `src/a/`: 2 files (`src/a/x.ts` modified, `src/a/y.ts` added)",
        "- `docs/a.md`: 1 file (`docs/a.md` deleted)",
        "- `test/a/`: unchanged",
        "- `package.json`: 1 file (`package.json` modified)",
        "- with `package.json`: 1 file (`yarn.lock` modified)",
        "- outside the scope: 1 file (`b.ts` modified)",
        "",
        "### Acceptance",
        "",
        "Passed on this head:",
        "",
        "- `` npm test -- `pwd` ``",
        "",
        "For the reviewer:",
        "",
        "- [ ] The page looks \\*good\\*",
      ].join("\n"),
    );
  });

  test("a body stays under GitHub's limit, cut at the end of a line, and says so", () => {
    const tasks = Array.from({ length: 500 }, () => "`*_".repeat(400));
    const body = pullBody({
      workstream: workstream({ tasks }),
      contract: { companions: DEFAULT_COMPANIONS, pathCase: "sensitive" },
      attempt: 1,
      agent: "agent-1",
      acceptance: "none",
      usage: undefined,
      changes: [change("`".repeat(4000))],
    });
    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(body.length).toBeGreaterThan(50_000);
    expect(body).toMatch(/…\n\n… cut: the workstream's file has it all\.$/);
  });

  test.each([
    [{ id: "ws-a", title: "Do this" }, "ws-a: Do this"],
    [{ id: "ws-a", title: "ws-a" }, "ws-a"],
    [{ id: "ws-a", title: "two\nlines \u001B[31m" }, "ws-a: two lines"],
    [{ id: "ws-a", title: "x".repeat(400) }, `ws-a: ${"x".repeat(243)}…`],
  ])("the title of %j", (of, title) => {
    expect(pullTitle(of)).toBe(title);
    expect(title.length).toBeLessThanOrEqual(250);
  });

  test("the merge says which attempt of which workstream it brings in", () => {
    expect(mergeMessage({ id: "ws-a", title: "Do this\n\nWorkstreams-Kind: end", pull: 12, attempt: 2 })).toBe(
      "Merge ws-a: Do this Workstreams-Kind: end (#12)\n\nAttempt 2 of workstream ws-a.\n",
    );
  });
});

describe("text of others in Markdown", () => {
  test.each([
    ["**bold** _it_ but snake_case", "\\*\\*bold\\*\\* \\_it\\_ but snake_case"],
    ["[a](http://x) ![i](y)", "\\[a\\](http:<zwsp>//x) !\\[i\\](y)"],
    ["<b> & &lt;", "&lt;b> &amp; &amp;lt;"],
    ["@ann and a@b.c", "@<zwsp>ann and a@<zwsp>b.c"],
    ["closes #1, GH-2", "closes #<zwsp>1, GH-<zwsp>2"],
    ["# no heading", "\\# no heading"],
    ["- no list", "\\- no list"],
    ["1. no list", "1\\. no list"],
    ["a | b", "a \\| b"],
  ])("%s", (text, markdown) => {
    expect(markdownText(text).replaceAll("\u200B", "<zwsp>")).toBe(markdown);
  });

  test("no text makes a mention, a tag or a comment", () => {
    const nasty = fc.array(fc.constantFrom("@", "ann", "<!--", "-->", "<b", ">", "`", "\n", "#", "1", "\\", " "));
    fc.assert(
      fc.property(nasty, (parts) => {
        const markdown = markdownText(parts.join(""));
        expect(markdown).not.toMatch(/@[\w#]|<|#\d|\n|(?<!\\)(?:\\\\)*`/);
      }),
      { numRuns: 300 },
    );
  });

  test("code keeps whatever it is in its fence", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("`", "``", "a", " ", "|")), (parts) => {
        const [, fence = "", inside = ""] = /^(`+)(.*?)\1$/.exec(markdownCode(parts.join(""))) ?? [];
        expect(fence).not.toBe("");
        expect(inside.match(/`+/g) ?? []).not.toContain(fence);
      }),
      { numRuns: 200 },
    );
  });

  test("a sentence of ours keeps its code", () => {
    expect(markdownSentence("it failed; see `workstreams logs a|b`, then *wait*")).toBe(
      "it failed; see `workstreams logs a\\|b`, then \\*wait\\*",
    );
  });
});
