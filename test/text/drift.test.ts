import { describe, expect, test } from "vitest";
import type { Change } from "../../src/state/facts.ts";
import { DEFAULT_COMPANIONS } from "../../src/plan/default-companions.ts";
import { driftOf, isDrift } from "../../src/text/drift.ts";
import { reportData } from "../../src/text/report-data.ts";
import { printHtmlReport } from "../../src/text/report-html.ts";
import { printMarkdownReport } from "../../src/text/report-markdown.ts";
import { T0, overview, plan, state, stateMap, workstream } from "../support/builders.ts";

function delivery(scope: readonly string[], ...paths: readonly string[]) {
  const changes = paths.map((path): Change => ({
    path,
    kind: "modified",
    mode: "100644",
    bytes: 1,
    target: undefined,
  }));
  return {
    id: "ws-a",
    pull: 7,
    contract: { scope, companions: DEFAULT_COMPANIONS, pathCase: "sensitive" as const },
    changes,
  };
}

describe("declared against changed", () => {
  test.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ["all as declared", ["src/", "docs/*.md"], ["src/a.ts", "docs/x.md"], [], []],
    ["a pattern that was never used", ["src/", "docs/*.md"], ["src/a.ts"], [], ["docs/*.md"]],
    ["a path of nobody", ["package.json"], ["package.json", "x.lock"], ["x.lock"], []],
    ["an exclusion is there to cover nothing", ["src/", "!src/gen/"], ["src/a.ts"], [], []],
    ["what is excluded uses no pattern", ["src/", "!src/gen/"], ["src/gen/a.ts"], ["src/gen/a.ts"], ["src/"]],
    ["nothing was changed", ["src/"], [], [], ["src/"]],
  ])("%s", (_, scope, paths, outside, unused) => {
    const drift = driftOf(delivery(scope, ...paths));
    expect(drift).toEqual({ id: "ws-a", pull: 7, changed: paths.length, outside, companions: [], unused });
    expect(isDrift(drift)).toBe(outside.length + unused.length > 0);
  });

  test("what a companion rule allows is told apart from what is outside", () => {
    const drift = driftOf(delivery(["package.json"], "package.json", "yarn.lock", "x.lock"));
    expect(drift).toMatchObject({ outside: ["x.lock"], companions: ["yarn.lock"] });
  });

  test("is a section of both reports where there is any, and no text of others is markup", () => {
    const whole = plan([workstream()]);
    const states = stateMap([state()]);
    const many = Array.from({ length: 12 }, (_, index) => `never/${index}|<b>/`);
    const data = reportData(whole, overview(states), { now: T0 }, [
      delivery(["src/", ...many], "src/a.ts", "yarn.lock", "src/a.test.ts"),
    ]);
    const markdown = printMarkdownReport(data);
    expect(markdown).toContain("## Scopes against changes");
    expect(markdown).toContain("| `ws-a` | 3 paths | `yarn.lock` | – | `never/0\\|<b>/`<br>");
    expect(markdown).toContain("<br>2 more |");
    const html = printHtmlReport(data, whole);
    expect(html).toContain("Patterns never used");
    expect(html).toContain("never/0|&lt;b&gt;/");
    const clean = reportData(whole, overview(states), { now: T0 }, [delivery(["src/"], "src/a.ts")]);
    expect(printMarkdownReport(clean) + printHtmlReport(clean, whole)).not.toContain("Scopes against changes");
  });
});
