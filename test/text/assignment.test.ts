import { describe, expect, test } from "vitest";
import type { Assignment } from "../../src/decide/assignment.ts";
import { agentLines } from "../../src/text/agent-lines.ts";
import { printAssignment } from "../../src/text/assignment.ts";
import { ordinal } from "../../src/text/words.ts";
import { agent } from "../support/builders.ts";

const FREE = [agent({ id: "a" }), agent({ id: "b" })];
const NEVER = {
  reasonOf: () => ({ kind: "invalid", file: "workstreams/ws-x.json", message: "no title" }) as const,
  now: 0,
};
const STYLE = { color: false, width: Infinity };

/** One workstream of eight hours on the first of two agents. */
function assignment(fields: Partial<Assignment> = {}): Assignment {
  return {
    agents: FREE,
    schedule: {
      makespan: 8,
      lowerBound: 7,
      speedup: 1,
      gain: 0,
      schedule: [{ id: "ws-a", agent: "a", start: 0, end: 8 }],
      unscheduled: [],
      iterations: 0,
    },
    withoutTracks: 8,
    withTracks: 8,
    asConfigured: undefined,
    further: [],
    conflicts: [],
    unscheduled: [],
    compared: 2,
    isLarge: false,
    ...fields,
  };
}

function lines(fields: Partial<Assignment>): readonly string[] {
  return printAssignment(assignment(fields), FREE, NEVER, STYLE).split("\n");
}

describe("what is said of an assignment", () => {
  test.each<[string, Partial<Assignment>, string]>([
    [
      "tracks that cost nothing",
      { agents: [agent({ id: "a", tracks: ["x"] }), agent({ id: "b" })] },
      "1 workstream on 2 agents: no dedicated tracks: 8 h; with tracks: 8 h; no schedule takes less than 7 h",
    ],
    [
      "tracks that make the plan longer",
      { withTracks: 15 },
      "1 workstream on 2 agents: no dedicated tracks: 8 h; with tracks: 15 h; tracks cost 7 h, so none are proposed; no schedule takes less than 7 h",
    ],
    [
      "tracks that are configured now",
      { withTracks: 9, asConfigured: 9.5 },
      "1 workstream on 2 agents: no dedicated tracks: 8 h; with tracks: 9 h; as configured: 9.5 h; tracks cost 1 h, so none are proposed; no schedule takes less than 7 h",
    ],
    [
      "no tracks at all",
      { withTracks: undefined, compared: 0 },
      "1 workstream on 2 agents: 8 h; nothing that is left has a track, so there are no tracks to give; no schedule takes less than 7 h",
    ],
    [
      "one agent",
      { agents: [agent({ id: "a" })], withTracks: undefined },
      "1 workstream on 1 agent: 8 h; one agent does everything, so there are no tracks to give; no schedule takes less than 7 h",
    ],
    ["a further agent that buys something", { further: [{ tools: "any", makespan: 5 }] }, "a 3rd agent: -3 h"],
    ["one that buys nothing", { further: [{ tools: "any", makespan: 8 }] }, "a 3rd agent: 0 h"],
    [
      "further ones of several kinds",
      {
        further: [
          { tools: ["aider"], makespan: 8 },
          { tools: "any", makespan: 7.5 },
        ],
      },
      "a 3rd agent, that takes any tool: -0.5 h",
    ],
    [
      "an eighth one",
      { agents: Array.from({ length: 7 }, () => agent()), further: [{ tools: "any", makespan: 8 }] },
      "an 8th agent: 0 h",
    ],
    [
      "a costly conflict",
      { conflicts: [{ a: "ws-15", b: "ws-22", witness: "schema/\u001B[31ma", makespan: 76, without: 66 }] },
      "the file conflict ws-15/ws-22 costs 10 h: the plan takes 76 h, without their overlap 66 h; both may change schema/a",
    ],
    ["how much was compared", {}, "2 ways to dedicate agents were compared"],
    [
      "a large plan",
      { isLarge: true, compared: 1 },
      "1 way to dedicate agents was compared, few and by simple schedules because the plan is large; file conflicts were not weighed",
    ],
    [
      "what never starts",
      { unscheduled: [{ id: "ws-y", why: { kind: "dependency", dependency: "ws-x" } }] },
      "ws-y never starts: it waits for ws-x, which never starts",
    ],
  ])("%s", (_, fields, line) => {
    expect(lines(fields)).toContain(line);
  });

  test("goes on in the next line where the terminal ends", () => {
    const conflicts = [{ a: "ws-15", b: "ws-22", witness: "schema/a", makespan: 76, without: 66 }];
    const text = printAssignment(assignment({ conflicts }), FREE, NEVER, { color: false, width: 60 });
    expect(text).toContain(
      [
        "the file conflict ws-15/ws-22 costs 10 h: the plan takes",
        "  76 h, without their overlap 66 h; both may change schema/a",
        "",
      ].join("\n"),
    );
  });

  test("that nothing is left", () => {
    const { schedule } = assignment();
    const unscheduled = [{ id: "ws-x", why: { kind: "excluded" } }] as const;
    const found = lines({ schedule: { ...schedule, schedule: [] }, unscheduled, further: [] });
    expect(found).toEqual([
      "nothing is left to assign",
      "ws-x never starts: workstreams/ws-x.json: no title; see `workstreams validate`",
    ]);
  });
});

describe("the lines to paste", () => {
  test("name tracks, and exclusive where it pays; names that YAML reads as something else are quoted", () => {
    const proposed = [agent({ id: "a", tracks: ["x", "no", "a: b"], exclusive: true }), agent({ id: "1e3" })];
    expect(agentLines(proposed, FREE, Infinity).slice(3)).toEqual([
      "agents:",
      "  - id: a",
      '    tracks: [x, "no", "a: b"]',
      "    exclusive: true",
      '  - id: "1e3"',
    ]);
  });

  test("hide nothing and end no line", () => {
    const [, , , , , line] = agentLines([agent({ tracks: ["a\n\u202Eb\u009B\u{E0001}"] })], FREE, Infinity);
    expect(line).toBe('    tracks: ["a\\n\\u202eb\\u009b\\U000e0001"]');
  });

  test("are none where the configuration says so, and where there is nothing to say", () => {
    const same = [agent({ id: "a", tracks: ["x", "y"] })];
    expect(agentLines(same, [agent({ id: "a", tracks: ["y", "x"] })], Infinity)).toEqual([
      "",
      "The configuration says so already.",
    ]);
    expect(agentLines(FREE, FREE, Infinity)).toEqual([]);
    expect(agentLines(FREE, same, Infinity)).toEqual([
      "",
      "Take `track`, `tracks` and `exclusive` of the agents out of the configuration.",
    ]);
  });
});

test.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [10, "10th"],
  [11, "11th"],
  [12, "12th"],
  [13, "13th"],
  [21, "21st"],
  [101, "101st"],
  [111, "111th"],
])("%i is the %s", (number, word) => {
  expect(ordinal(number)).toBe(word);
});
