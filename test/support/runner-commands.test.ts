import { describe, expect, test } from "vitest";
import { commandsIn } from "./runner-commands.ts";

const names = (output: string) => commandsIn(output).map(({ name }) => name);

describe("the runner's commands", () => {
  test.each([
    ["::error::x", ["error"]],
    ["  \t::Set-Output name=a::x", ["set-output"]],
    ["a ::error::x", []],
    ["::unknown::x", []],
    ["::error:x", []],
    ["a ##[add-mask]x", ["add-mask"]],
    ["a ##[unknown]x ##[error]y", []],
    ["a\r::error::x\r\n::warning::y", ["error", "warning"]],
    ["::stop-commands::T\n::error::x\n::t::\n::error::y", ["error"]],
    ["::stop-commands::T\n##[t]\n::error::y", ["error"]],
    ["::stop-commands::T\n::stop-commands::U\n::U::\n::error::y", []],
  ])("%j", (output, expected) => {
    expect(names(output)).toEqual(expected);
  });

  test("have what follows them", () => {
    expect(commandsIn("::set-output name=a::b::c")).toEqual([{ name: "set-output", data: "b::c" }]);
  });
});
