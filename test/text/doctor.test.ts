import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { Finding } from "../../src/decide/doctor.ts";
import { findingsToJson, printFindings } from "../../src/text/doctor.ts";

const FINDINGS: readonly Finding[] = [
  {
    where: "machine",
    state: "ok",
    matter: { kind: "git", version: "2.45.0", oldest: "2.39", isOld: false },
  },
  { where: "repository", state: "warning", matter: { kind: "uncommitted", paths: ["workstreams/ws-a.json"] } },
  { where: "agent", agent: "a", state: "missing", matter: { kind: "no-key", keys: ["KEY_A", "KEY_B"] } },
  {
    where: "agent",
    agent: "b",
    state: "ok",
    matter: { kind: "program", program: "cli", path: "/bin/cli", version: "2.0.0", tried: "1.2.3", isSilent: false },
  },
  {
    where: "github",
    repository: "octo/plan",
    state: "unknown",
    matter: { kind: "untold", about: "secrets", needs: "secrets: read" },
  },
];

test("one line each, below where it is, and how many are not fine", () => {
  expect(printFindings(FINDINGS, false)).toMatchInlineSnapshot(`
    "machine
      ok       git 2.45.0

    repository
      warning  workstreams/ws-a.json differs from what is committed, which is what runs: commit it

    agent a
      missing  it has no key in KEY_A or KEY_B: set one of them, or say \`home: own\` and log in with its program

    agent b
      ok       cli 2.0.0 is /bin/cli; this release was tried with 1.2.3

    GitHub octo/plan
      unknown  can't tell whether the agents have their secrets: a token needs \`secrets: read\` to see it

    1 missing, 1 warning, 1 unknown"
  `);
});

test("colours mark the states, and no state is told by its colour alone", () => {
  const painted = printFindings(FINDINGS, true);
  expect(painted).toContain("\u001B[31mmissing\u001B[39m");
  expect(stripVTControlCharacters(painted)).toBe(printFindings(FINDINGS, false));
});

test("nothing missing is said, too", () => {
  expect(printFindings(FINDINGS.slice(0, 1), false).split("\n").at(-1)).toBe("nothing is missing");
});

test("somebody else's text stays on its line, without a colour or a direction of its own", () => {
  const hostile = "x\u001B[31m\r\n\u202Eok  nothing";
  const printed = printFindings(
    [
      {
        where: "agent",
        agent: hostile,
        state: "missing",
        matter: { kind: "command", program: hostile, found: "absent" },
      },
      { where: "github", repository: hostile, state: "missing", matter: { kind: "unreachable", why: hostile } },
    ],
    false,
  );
  expect(["\u001B", "\r", "\u202E"].filter((character) => printed.includes(character))).toEqual([]);
  expect(printed.split("\n")).toHaveLength(7);
});

test("programs get where, state, the stable name, what and fix", () => {
  expect(findingsToJson(FINDINGS)).toEqual({
    findings: [
      { where: "machine", name: null, state: "ok", about: "git", what: "git 2.45.0", fix: null },
      {
        where: "repository",
        name: null,
        state: "warning",
        about: "uncommitted",
        what: "workstreams/ws-a.json differs from what is committed, which is what runs",
        fix: "commit it",
      },
      {
        where: "agent",
        name: "a",
        state: "missing",
        about: "no-key",
        what: "it has no key in KEY_A or KEY_B",
        fix: "set one of them, or say `home: own` and log in with its program",
      },
      {
        where: "agent",
        name: "b",
        state: "ok",
        about: "program",
        what: "cli 2.0.0 is /bin/cli; this release was tried with 1.2.3",
        fix: null,
      },
      {
        where: "github",
        name: "octo/plan",
        state: "unknown",
        about: "untold",
        what: "can't tell whether the agents have their secrets: a token needs `secrets: read` to see it",
        fix: null,
      },
    ],
  });
});
