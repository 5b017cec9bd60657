/** Workstreams whose work meets in the same files, for stories on either forge. Pull requests are numbered as they are planned. */

export interface OverlapCase {
  readonly name: string;
  /** What the base holds before. */
  readonly files: Readonly<Record<string, string>>;
  /** By workstream, in the order in which they start: its scope, and what its agent does, in a shell. */
  readonly work: Readonly<Record<string, { readonly scope: readonly string[]; readonly does: string }>>;
  /** What the overlap gates say while all pull requests are open. */
  readonly waits: readonly string[];
  /** What the base holds in the end; null: no such file. */
  readonly merged: Readonly<Record<string, string | null>>;
  /** Every attempt that it took. */
  readonly attempts: readonly string[];
}

const TEN = Array.from({ length: 10 }, (_, line) => `line ${line + 1}\n`).join("");
const replaced = (line: number, text: string): string => TEN.replace(`line ${line}\n`, `${text}\n`);
const after = (...paths: readonly string[]): string =>
  paths.map((path) => `printf '%s after %s' "$WORKSTREAM_ID" "$(cat ${path})" > ${path}`).join("; ");

export const OVERLAP_CASES: readonly OverlapCase[] = [
  {
    name: "the same file in conflict: the later one waits, and is built anew on what was merged",
    files: { "shared.txt": "nobody" },
    work: {
      "ws-a": { scope: ["shared.txt"], does: after("shared.txt") },
      "ws-b": { scope: ["shared.txt"], does: after("shared.txt") },
    },
    waits: ["waits for #1, with which it conflicts in shared.txt"],
    merged: { "shared.txt": "ws-b after ws-a after nobody" },
    attempts: ["ws-a/1", "ws-b/1", "ws-b/2"],
  },
  {
    name: "the same file without conflict: nobody waits, both are merged as they are",
    files: { "shared.txt": TEN },
    work: {
      "ws-a": { scope: ["shared.txt"], does: "sed -i 's/line 2$/two/' shared.txt" },
      "ws-b": { scope: ["shared.txt"], does: "sed -i 's/line 9$/nine/' shared.txt" },
    },
    waits: [],
    merged: { "shared.txt": replaced(2, "two").replace("line 9\n", "nine\n") },
    attempts: ["ws-a/1", "ws-b/1"],
  },
  {
    name: "a rename against an edit: git brings them together",
    files: { "old.txt": TEN },
    work: {
      "ws-a": { scope: ["old.txt", "new.txt"], does: "mv old.txt new.txt" },
      "ws-b": { scope: ["old.txt"], does: "sed -i 's/line 5$/five/' old.txt" },
    },
    waits: [],
    merged: { "old.txt": null, "new.txt": replaced(5, "five") },
    attempts: ["ws-a/1", "ws-b/1"],
  },
  {
    name: "a deletion against an edit: the edit waits, and finds the file gone",
    files: { "gone.txt": TEN },
    work: {
      "ws-a": { scope: ["gone.txt"], does: "rm gone.txt" },
      "ws-b": {
        scope: ["gone.txt", "b.txt"],
        does: "if [ -e gone.txt ]; then sed -i 's/line 5$/five/' gone.txt; else printf 'it was gone' > b.txt; fi",
      },
    },
    waits: ["waits for #1, with which it conflicts in gone.txt"],
    merged: { "gone.txt": null, "b.txt": "it was gone" },
    attempts: ["ws-a/1", "ws-b/1", "ws-b/2"],
  },
  {
    name: "three in a circle, each in conflict with both others: one after the other",
    files: { "x.txt": "x", "y.txt": "y", "z.txt": "z" },
    work: {
      "ws-a": { scope: ["x.txt", "y.txt"], does: after("x.txt", "y.txt") },
      "ws-b": { scope: ["y.txt", "z.txt"], does: after("y.txt", "z.txt") },
      "ws-c": { scope: ["z.txt", "x.txt"], does: after("z.txt", "x.txt") },
    },
    waits: [
      "waits for #1, with which it conflicts in y.txt",
      "waits for #1, with which it conflicts in x.txt; then for #2",
    ],
    merged: {
      "x.txt": "ws-c after ws-a after x",
      "y.txt": "ws-b after ws-a after y",
      "z.txt": "ws-c after ws-b after z",
    },
    attempts: ["ws-a/1", "ws-b/1", "ws-b/2", "ws-c/1", "ws-c/2"],
  },
];

/** The workstreams' files, in an order that holds whatever else is equal, and what their agents do. */
export function planOf({ work }: OverlapCase): {
  readonly plan: Readonly<Record<string, { readonly files_scope: readonly string[] }>>;
  readonly agents: Readonly<Record<string, string>>;
} {
  const entries = Object.entries(work);
  return {
    plan: Object.fromEntries(entries.map(([id, { scope }]) => [id, { files_scope: scope }])),
    agents: Object.fromEntries(entries.map(([id, { does }]) => [id, does])),
  };
}
