import { expect, test } from "vitest";
import { attemptPaths, statePaths } from "../../src/commands/paths.ts";

const NAME = /notes-[0-9a-f]{12}$/;

test.each<[string, string | undefined, Record<string, string>, RegExp]>([
  ["the user's choice", "/fast", { XDG_STATE_HOME: "/state", HOME: "/home/ada" }, /^\/fast\/notes-/],
  ["the system's folder for state", undefined, { XDG_STATE_HOME: "/state" }, /^\/state\/workstreams\/notes-/],
  ["the home folder", undefined, { HOME: "/home/ada" }, /^\/home\/ada\/\.local\/state\/workstreams\/notes-/],
  ["an empty variable is none", undefined, { XDG_STATE_HOME: "", HOME: "/home/ada" }, /^\/home\/ada\//],
])("attempts work below %s", (_, named, environment, expected) => {
  const { root } = statePaths("/src/notes/.git", named, environment);
  expect(root).toMatch(expected);
  expect(root).toMatch(NAME);
});

test("two repositories of one name never share a folder, a repository always finds its own", () => {
  const root = (gitDir: string) => statePaths(gitDir, "/state", {}).root;
  expect(root("/a/notes/.git")).not.toBe(root("/b/notes/.git"));
  expect(root("/a/notes/.git")).toBe(root("/a/notes/.git"));
  expect(root("/a/notes.git")).toMatch(NAME);
});

test("a name that is no file name becomes one", () => {
  expect(statePaths("/a/my notes: 2/.git", "/state", {}).root).toMatch(/^\/state\/my_notes__2-[0-9a-f]{12}$/);
});

test.each([
  [{ XDG_CACHE_HOME: "/cache", HOME: "/home/me" }, "/cache/workstreams/programs"],
  [{ HOME: "/home/me" }, "/home/me/.cache/workstreams/programs"],
])("programs are of all repositories together: %j", (environment, programs) => {
  expect(statePaths("/a/.git", "/state", environment).programs).toBe(programs);
});

test("logs outlive the attempt's folder", () => {
  const paths = attemptPaths({ root: "/state/notes", programs: "/cache" }, "ws-a", 2);
  expect(paths.logFile.startsWith(paths.directory)).toBe(false);
  expect(paths.tree.startsWith(paths.directory)).toBe(true);
});
