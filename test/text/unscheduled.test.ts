import { expect, test } from "vitest";
import type { Unscheduled } from "../../src/decide/schedule-problem.ts";
import { standingByFile } from "../../src/state/standing.ts";
import { printUnscheduled } from "../../src/text/unscheduled.ts";
import { plan, workstream } from "../support/builders.ts";

test.each<[string, Unscheduled["why"], string]>([
  ["ws-a", { kind: "excluded" }, "workstreams/ws-a.json says `status: skip`"],
  ["ws-b", { kind: "excluded" }, "workstreams/ws-b.json: no title; see `workstreams validate`"],
  ["ws-b", { kind: "unreadable" }, "workstreams/ws-b.json: no title; see `workstreams validate`"],
  ["ws-c", { kind: "unreadable" }, "see `workstreams validate`"],
  ["ws-c", { kind: "cycle" }, "it is on a cycle of dependencies, or waits for one; see `workstreams validate`"],
  ["ws-c", { kind: "no-agent" }, "no agent takes its tool and its track; see the configuration"],
  ["ws-c", { kind: "dependency", dependency: "ws-a" }, "it waits for ws-a, which never starts"],
])("why %s never starts: %o", (id, why, sentence) => {
  const problems = new Map([["ws-b", { file: "workstreams/ws-b.json", message: "no title" }]]);
  const found = plan([workstream({ id: "ws-a", status: "skip", file: "workstreams/ws-a.json" })], { problems });
  const never = { reasonOf: (each: string) => standingByFile(found, each)?.reason, now: 0 };
  expect(printUnscheduled({ id, why }, never)).toBe(`${id} never starts: ${sentence}`);
});
