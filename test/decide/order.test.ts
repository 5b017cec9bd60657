import { expect, test } from "vitest";
import { compareReady } from "../../src/decide/order.ts";
import { workstream } from "../support/builders.ts";

test("raised first, then by what hangs behind, then by priority, then by id", () => {
  const levels = new Map([
    ["ws-raised", 1],
    ["ws-long", 9],
    // What sums up to the same hours is equal, whatever the order of the sum.
    ["ws-critical", 0.1 + 0.2],
    ["ws-a", 0.3],
    ["ws-b", 0.3],
  ]);
  const given = [
    workstream({ id: "ws-b" }),
    workstream({ id: "ws-a" }),
    workstream({ id: "ws-unknown", priority: "critical" }),
    workstream({ id: "ws-critical", priority: "critical" }),
    workstream({ id: "ws-long", priority: "low" }),
    workstream({ id: "ws-raised", priority: "low" }),
  ];
  const sorted = given.toSorted(compareReady(levels, new Set(["ws-raised"])));
  expect(sorted.map(({ id }) => id)).toEqual(["ws-raised", "ws-long", "ws-critical", "ws-a", "ws-b", "ws-unknown"]);
});
