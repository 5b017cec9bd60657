import { expect, test } from "vitest";
import { checkSchedule } from "./check-schedule.ts";

const TASKS = [
  { id: "a", hours: 2, dependsOn: [], resources: ["r"], agents: ["x", "y"] },
  { id: "b", hours: 1, dependsOn: ["a"], resources: [], agents: ["x"] },
  { id: "c", hours: 1, dependsOn: [], resources: ["r"] },
];
const A = { id: "a", agent: "x", start: 0, end: 2 };
const B = { id: "b", agent: "x", start: 2, end: 3 };
const C = { id: "c", agent: "y", start: 2, end: 3 };

test.each([
  ["a valid schedule", [A, B, C], []],
  ["a missing task", [A, B], ["c is not scheduled"]],
  ["a task twice", [A, B, C, { ...C, start: 4, end: 5 }], ["a task is scheduled twice"]],
  ["a stranger", [A, B, C, { ...C, id: "d", start: 4, end: 5 }], ["d is no task"]],
  ["a wrong length", [{ ...A, end: 1 }, B, C], ["a takes the wrong time"]],
  ["a start in the past", [{ ...A, start: -1, end: 1 }, B, C], ["a starts before now"]],
  ["an agent that may not", [A, { ...B, agent: "z" }, C], ["z may not run b"]],
  ["a dependency ignored", [A, { ...B, start: 1, end: 2 }, C], ["b starts before a ends", "x runs a and b at once"]],
  ["an exclusion ignored", [A, B, { ...C, start: 1, end: 2 }], ["a and c hold r at once"]],
])("%s", (_name, rows, broken) => {
  expect(checkSchedule(TASKS, rows)).toEqual(broken);
});
