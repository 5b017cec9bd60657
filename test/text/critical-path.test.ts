import { describe, expect, test } from "vitest";
import { printCriticalPath } from "../../src/text/critical-path.ts";
import { columns } from "../../src/text/plain.ts";

const IDS = ["ws-01-parse-dates", "ws-02-print", "ws-03-join-lines", "ws-04-release"];

function row(id: string, critical: boolean) {
  return { id, agent: "agent-1", start: 0, end: 1, critical };
}

const COURSE = { rows: [...IDS.map((id) => row(id, true)), row("ws-05-docs", false)], criticalPath: IDS };

describe("the critical path in one line", () => {
  test.each([
    [120, "the critical path: ws-01-parse-dates → ws-02-print → ws-03-join-lines → ws-04-release"],
    [70, "the critical path: ws-01-parse → ws-02-print → ws-03-join → ws-04"],
    [50, "the critical path: ws-01 → ws-02 → ws-03 → ws-04"],
    [36, "the critical path: 01 → 02 → 03 → 04"],
    [35, "the critical path: 01 → … 3 more"],
    [20, "the critical path:…"],
  ])("has shorter names in %i columns", (width, line) => {
    expect(printCriticalPath(COURSE, width)).toBe(line);
    expect(columns(line)).toBeLessThanOrEqual(width);
  });

  test("says where there are others, and takes no name that two share", () => {
    const rows = ["ws-api-read", "ws-api-write"].map((id) => row(id, true));
    const course = { rows, criticalPath: ["ws-api-read"] };
    expect(printCriticalPath(course, 30)).toBe("one of the critical paths: ws…");
    expect(printCriticalPath(course, 80)).toBe("one of the critical paths: ws-api-read");
  });
});
