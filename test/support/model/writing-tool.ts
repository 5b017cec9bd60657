import type { FileToWrite } from "./scenario.ts";

/** A call of a tool that the CLI offered. */
export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How each CLI's writing tool wants to be called, best first. */
const WRITING_TOOLS: readonly (readonly [name: string, input: (file: FileToWrite) => ToolCall["input"]])[] = [
  ["Write", ({ path, text }) => ({ file_path: path, content: text })],
  ["create", ({ path, text }) => ({ path, file_text: text })],
  ["write", ({ path, text }) => ({ filePath: path, content: text })],
  ["write_file", ({ path, text }) => ({ file_path: path, content: text })],
  ["apply_patch", (file) => ({ input: patchThatAdds(file) })],
  ["Bash", (file) => ({ command: lineThatWrites(file), description: "Write a file" })],
  ["bash", (file) => ({ command: lineThatWrites(file), description: "Write a file" })],
  ["exec_command", (file) => ({ cmd: lineThatWrites(file) })],
  ["shell_command", (file) => ({ command: lineThatWrites(file) })],
  ["shell", (file) => ({ command: ["/bin/sh", "-c", lineThatWrites(file)] })],
  ["run_shell_command", (file) => ({ command: lineThatWrites(file) })],
];

/** The call that writes a file, with the best of the tools that a request names; undefined: none of them writes. */
export function callThatWrites(offered: readonly string[], file: FileToWrite): ToolCall | undefined {
  const tool = WRITING_TOOLS.find(([name]) => offered.includes(name));
  return tool === undefined ? undefined : { name: tool[0], input: tool[1](file) };
}

/** The file as a patch in the format of the tool `apply_patch`. */
export function patchThatAdds({ path, text }: FileToWrite): string {
  const lines = text.replace(/\n$/, "").split("\n");
  return ["*** Begin Patch", `*** Add File: ${path}`, ...lines.map((line) => `+${line}`), "*** End Patch", ""].join(
    "\n",
  );
}

function lineThatWrites({ path, text }: FileToWrite): string {
  return `mkdir -p "$(dirname ${quote(path)})" && printf %s ${quote(text)} > ${quote(path)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
