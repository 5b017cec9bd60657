/** What an agent leaves that is odd and does no harm: it is in the pull request's head as it was left. */

/** Files by name, bytes for bytes: both are Latin-1, so that any byte is one character. */
export interface CarriedRow {
  readonly name: string;
  /** Shell lines that run in a folder of the row's own; `$files` is the folder with `files` to copy from. */
  readonly given: string;
  /** What the head holds in that folder, by name; the mode is 100644 where nothing is said. */
  readonly expected: Readonly<Record<string, CarriedFile>>;
}

export type CarriedFile = string | { readonly mode: string; readonly text: string };

const EVERY_BYTE = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");

/** Names that mean something to a shell, to git, to a terminal, to Windows or to the runner. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "with line ends and tabs": ["a\nb", "a\r\nb", "\n", "t\tb"],
  "with quotes and backslashes": [`'`, `"q"`, "`x`", "a\\b", "a\\", "\\n"],
  "that begin with dashes": ["-rf", "--help", "--upload-pack=touch pwned", "-"],
  "with blanks at their ends": [" a", "a ", " ", "a."],
  "that a shell would expand": ["$(touch pwned)", "$HOME", "; touch pwned", "*", "?[a]", "{a,b}", "~", "!x", "#"],
  "of git's pathspec magic": [":(top)x", ":!x", ":^x", ":(attr:x)y"],
  "that are no UTF-8": ["\xff\xfe", "a\xc3", "\xed\xa0\x80"],
  "that move a terminal's cursor": ["\x1b[31m", "\x07", "\x7f", "\xe2\x80\xae"],
  "as long as a name may be": ["n".repeat(255)],
  "of Windows' devices and streams": ["CON", "aux.txt", "a:b", "nul"],
  "like the runner's commands": ["::set-output name=head::x", "##[add-mask]ubuntu-latest", "%0A::error::x"],
  "that differ by case": ["README", "readme", "ReadMe"],
  "that differ by their normal form": ["\xc3\xa9", "e\xcc\x81"],
};

const files = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `the file ${name}`]));

const NAME_ROWS = Object.entries(NAMES).map(([what, names]): CarriedRow => ({
  name: `names ${what}`,
  given: 'cp "$files"/* .',
  expected: files(names),
}));

const ATTRIBUTES = "* filter=evil diff=evil merge=evil export-subst export-ignore\n*.x binary -text\n";

/** Scripts write text; what is no text is copied. */
export const CARRIED: readonly CarriedRow[] = [
  ...NAME_ROWS,
  { name: "bytes of any kind", given: 'cp "$files"/* .', expected: { bytes: EVERY_BYTE.repeat(100), empty: "" } },
  {
    name: "attributes that name filters and drivers",
    given: `printf '${ATTRIBUTES.replaceAll("\n", "\\n")}' > .gitattributes; printf '$Format:%%H$ $Id$\\r\\n' > a`,
    expected: { ".gitattributes": ATTRIBUTES, a: "$Format:%H$ $Id$\r\n" },
  },
  {
    name: "programs, with the right to be somebody else",
    given: "printf x > run; printf x > all; chmod 6755 run; chmod 7777 all",
    expected: { run: { mode: "100755", text: "x" }, all: { mode: "100755", text: "x" } },
  },
  {
    name: "what its owner may not read",
    given: "printf x > shut; mkdir in; printf y > in/deep; chmod 000 shut in",
    expected: { shut: "x", "in/deep": "y" },
  },
  {
    name: "folders that its owner may not open or enter",
    given: "mkdir shut listed; printf x > shut/x; printf y > listed/y; chmod 000 shut; chmod 444 listed",
    expected: { "shut/x": "x", "listed/y": "y" },
  },
  {
    name: "a pipe and a socket beside a file",
    given: [
      "printf x > file; mkfifo pipe",
      'node -e \'require("net").createServer().listen("socket", () => process.kill(process.pid, "SIGKILL"))\' || true',
      "test -S socket",
    ].join("\n"),
    expected: { file: "x" },
  },
  {
    name: "a link inside the repository",
    given: "printf x > file; ln -s file link; mkdir in; ln -s ../file in/link",
    expected: { file: "x", link: { mode: "120000", text: "file" }, "in/link": { mode: "120000", text: "../file" } },
  },
  {
    name: "a file .git that points elsewhere, in a folder",
    given: "mkdir in; printf 'gitdir: /etc\\n' > in/.git; printf x > in/file",
    expected: { "in/file": "x" },
  },
];

/** The names that the rows' files have, for `$files`. */
export function textOf(file: CarriedFile): { readonly mode: string; readonly text: string } {
  return typeof file === "string" ? { mode: "100644", text: file } : file;
}
