import { expect, test } from "vitest";
import { parseLogLine, printLog } from "./act-log.ts";

const LOG = [
  'time="2026" level=warning msg="no docker"',
  '{"job":"loop/plan  ","level":"info","msg":"⭐ Run Set up job"}',
  '{"job":"loop/plan  ","level":"debug","msg":"setupEnv => map[A:1 GITHUB_WORKSPACE:/tmp/x/hostexecutor HOME:/tmp]"}',
  '{"job":"loop/plan  ","level":"info","msg":"⚙  ::set-output:: a=b","command":"set-output","name":"a","arg":"b","stepID":["s"]}',
  '{"job":"loop/plan  ","level":"debug","msg":"expression rewritten"}',
  '{"job":"loop/plan  ","level":"info","msg":"🏁  Job succeeded","jobResult":"success"}',
  '{"job":"loop/leg","level":"debug","msg":"Skipping job","jobResult":"skipped"}',
];

test("what act says of jobs is read, and nothing else", () => {
  expect(LOG.flatMap((line) => parseLogLine(line) ?? [])).toEqual([
    { kind: "started", label: "loop/plan" },
    { kind: "workspace", label: "loop/plan", path: "/tmp/x/hostexecutor" },
    { kind: "output", label: "loop/plan", step: "s", name: "a", value: "b" },
    { kind: "finished", label: "loop/plan", result: "success" },
    { kind: "finished", label: "loop/leg", result: "skipped" },
  ]);
});

test("a person is shown the log without what only helps to debug act", () => {
  expect(printLog(LOG.join("\n")).split("\n")).toEqual([
    'time="2026" level=warning msg="no docker"',
    "[loop/plan] ⭐ Run Set up job",
    "[loop/plan] ⚙  ::set-output:: a=b",
    "[loop/plan] 🏁  Job succeeded",
  ]);
});
