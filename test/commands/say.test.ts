import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutCommands } from "../../src/commands/action/say.ts";
import { commandsIn } from "../support/runner-commands.ts";
import { useFolder } from "../support/folder.ts";
import { compileScript } from "../support/run-script.ts";

const folder = useFolder();

/** Every form that the runner takes for a command, hidden as well as it can be. */
const COMMANDS: readonly string[] = [
  "::set-output name=head::0000",
  "::set-env name=PATH::/tmp",
  "::add-mask::true",
  "::add-path::/tmp",
  "::save-state name=a::b",
  "::error file=a::injected",
  "::stop-commands::forever",
  "::Add-Mask::true",
  "  \t::add-mask::true",
  "\u0085\u00A0\u2003::add-mask::true",
  "text\r::add-mask::true",
  "text\r\n::add-mask::true",
  "##[add-mask]true",
  "text before ##[set-output name=matrix;][]",
  "##[error]injected",
  "##[stop-commands]forever",
  "###[add-mask]true",
  "##[##[add-mask]true",
  ":::add-mask::true",
  "\u001B[31m::add-mask::true",
];

describe("what a step says", () => {
  test.each(COMMANDS)("is no command: %j", (text) => {
    expect(commandsIn(withoutCommands(text))).toEqual([]);
  });

  test("is none whatever it is, and reads the same", () => {
    const part = fc.constantFrom(...COMMANDS, "::", ":", "##[", "#", "[", "]", " ", "\n", "\r", "x");
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join("");
        const said = withoutCommands(text);
        expect(commandsIn(said)).toEqual([]);
        expect(said.replaceAll("\u200B", "")).toBe(text);
      }),
    );
  });

  test("ordinary text stays as it is", () => {
    for (const text of ["a::b", "std::vector<int>", "# [x]", "## [x]", "a: b"])
      expect(withoutCommands(text)).toBe(text);
  });
});

describe("a program's output", () => {
  const say = join(import.meta.dirname, "../../src/commands/action/say.ts");

  function show(script: string): string {
    const file = folder.file("log");
    writeFileSync(file, `${COMMANDS.join("\n")}\n${COMMANDS.join("")}`);
    const program = folder.file("program.mjs");
    writeFileSync(
      program,
      `import { showLog } from ${JSON.stringify(pathToFileURL(compileScript(say)).href)};\n` +
        `const log = ${JSON.stringify(file)};\n${script}`,
    );
    return execFileSync(process.execPath, [program], { encoding: "utf8" });
  }

  test("is shown as it is, and nothing in it is a command; afterwards commands are taken again", () => {
    const said = show('await showLog(log, async () => {}); console.log("::notice::after");');
    for (const line of COMMANDS) expect(said).toContain(line);
    expect(commandsIn(said)).toEqual([{ name: "notice", data: "after" }]);
  });

  test("also where it failed, or the log can't be read", () => {
    const failing =
      'await showLog(log, () => Promise.reject(new Error())).catch(() => console.log("::notice::after"));';
    expect(commandsIn(show(failing))).toEqual([{ name: "notice", data: "after" }]);
    const folderAsLog = 'await showLog("/", async () => {}); console.log("::notice::after");';
    expect(commandsIn(show(folderAsLog))).toEqual([{ name: "notice", data: "after" }]);
  });
});
