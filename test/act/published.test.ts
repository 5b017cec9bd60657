import { expect, test } from "vitest";
import { PUBLISHED } from "../../src/published.ts";
import { readPublished, toPublish } from "./published.ts";

test("`$/` is our own repository", () => {
  const text = "      - uses: $/a/b\n    uses: $/.github/workflows/a.yml # why\n      - run: echo $/ $HOME/\n";
  const named = (path: string) => `${PUBLISHED.repository}/${path}@${PUBLISHED.ref}`;
  expect(toPublish("a.yml", text)).toBe(
    `      - uses: ${named("a/b")}\n    uses: ${named(".github/workflows/a.yml")} # why\n      - run: echo $/ $HOME/\n`,
  );
});

test("what runs under act differs from what is shipped in that alone", () => {
  const files = readPublished();
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(["action.yml", "dist/index.js", ".github/workflows/orchestrate.yml"]),
  );
  for (const [path, shipped] of files) {
    const before = shipped.split("\n");
    const after = toPublish(path, shipped).split("\n");
    expect(after).toHaveLength(before.length);
    const changed = before.filter((line, index) => line !== after[index]);
    const own = /^[ -]+uses: \$\/\.github\/(?:workflows\/[\w-]+\.yml|actions\/step)$/;
    expect(
      changed.filter((line) => !own.test(line)),
      path,
    ).toEqual([]);
    expect(path.endsWith(".yml") ? after.filter((line) => line.includes("uses: $/")) : [], path).toEqual([]);
  }
});
