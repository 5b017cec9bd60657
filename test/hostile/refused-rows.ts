/** What an agent leaves that must not come through: each is an attempt of its own. */
import type { FailureCode } from "../../src/state/failure.ts";
import { DEEP } from "../support/deep-folder.ts";

export interface RefusedRow {
  readonly name: string;
  /** Shell lines in the worktree's root; `$own` is the folder that the workstream may change. */
  readonly given: string;
  readonly code: FailureCode;
  /** Of the whole sentence that people read. */
  readonly words: RegExp;
  /** Of the workstream, beside what it needs; the scope is `$own` otherwise. */
  readonly scope?: readonly string[];
}

const link = (name: string, given: string): RefusedRow => ({
  name: `a link ${name}`,
  given,
  code: "protected",
  words: /links out of the repository/,
});

const LINKS: readonly RefusedRow[] = [
  link("to an absolute path", 'ln -s /etc/passwd "$own/l"'),
  link("that climbs out", 'ln -s ../../outside "$own/l"'),
  link("to a link that climbs out", 'ln -s .. "$own/up"; ln -s up/../../outside "$own/l"'),
  link("through a folder that is one", 'mkdir "$own/d"; ln -s "$PWD/$own/d" "$own/abs"; ln -s abs/x "$own/l"'),
  link("into .git", 'ln -s ../.git/hooks "$own/l"'),
  link("into what some systems take for .git", `ln -s "$(printf '../.g\\342\\200\\214it/config')" "$own/l"`),
];

const NESTED = "git init -q; git config user.email a@b; git config user.name a; git commit -q --allow-empty -m in";

export const REFUSED: readonly RefusedRow[] = [
  ...LINKS,
  {
    name: "a repository inside the repository",
    given: `mkdir "$own/in"; (cd "$own/in"; ${NESTED})`,
    code: "protected",
    words: /is a submodule/,
  },
  {
    name: "a submodule",
    given: [
      'git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),$own/sub"',
      "git commit -qm submodule",
      'mkdir -p "$own/sub"; printf "%s" "[submodule \\"x\\"]" > "$own/.gitmodules"',
    ].join("\n"),
    code: "protected",
    words: /is a submodule/,
  },
  {
    name: "a file over the size limit, all zeros",
    given: 'truncate -s 11M "$own/zeros"',
    code: "protected",
    words: /is larger than a file may be/,
  },
  {
    name: "a file over the size limit in a commit, gone again in the next",
    given: [
      'truncate -s 11M "$own/zeros"; git add -A; git commit -qm large',
      'git rm -q "$own/zeros"; git commit -qm gone; mkdir -p "$own"; echo x > "$own/x"',
    ].join("\n"),
    code: "protected",
    words: /a commit on the way holds a file of 11 MiB/,
  },
  {
    name: "more files than a workstream may change",
    given: '(cd "$own"; seq 1 3001 | xargs touch)',
    code: "protected",
    words: /changes more than 3000 files/,
  },
  {
    name: "a workflow, in another case",
    given: "mkdir .GitHub; echo x > .GitHub/ci.yml",
    scope: ["**"],
    code: "protected",
    words: /\.GitHub\/ci\.yml is protected/,
  },
  {
    name: "instructions for the next agent, by a link in their place",
    given: "ln -s README.md CLAUDE.md",
    scope: ["**"],
    code: "protected",
    words: /CLAUDE\.md is protected/,
  },
  {
    name: "attributes for the whole repository",
    given: "echo '* filter=evil' > .gitattributes",
    scope: ["**"],
    code: "protected",
    words: /\.gitattributes is protected/,
  },
  {
    name: "text of an encoding that it does not have",
    given: `printf 'u working-tree-encoding=UTF-16\\n' > "$own/.gitattributes"; printf x > "$own/u"`,
    code: "protected",
    words: /BOM is required/,
  },
  {
    name: "a file below a path that is longer than git can name",
    given: `cd "$own"\necho x > x\n${DEEP}`,
    code: "protected",
    words: /not all of it can be read: the path of a folder is too long/,
  },
  {
    name: "a path outside, with a name that ends a line",
    given: `printf x > "$(printf 'out\\n::error::x')"`,
    code: "scope",
    words: /outside the scope: out ::error::x/,
  },
  {
    name: "a path outside, hidden by a replaced tree",
    given: [
      "echo x > outside.txt; git add -A; git commit -qm out",
      "git replace -f 'HEAD^{tree}' 'HEAD~1^{tree}'",
      'echo x > "$own/x"',
    ].join("\n"),
    code: "scope",
    words: /outside the scope: outside\.txt/,
  },
  {
    name: "another history in the place of its own",
    given: 'git checkout -q --orphan other; echo x > "$own/x"; git add -A; git commit -qm instead',
    code: "history",
    words: /^its commits do not descend from the claim: [0-9a-f]{40}$/,
  },
  {
    name: "another history, hidden by a graft",
    given: [
      'git checkout -q --orphan grafted; echo x > "$own/x"; git add -A; git commit -qm instead',
      'grafts=$(git rev-parse --git-path info/grafts); mkdir -p "${grafts%/*}"',
      'echo "$(git rev-parse HEAD) $WORKSTREAM_CLAIM" > "$grafts"',
    ].join("\n"),
    code: "history",
    words: /^its commits do not descend from the claim: [0-9a-f]{40}$/,
  },
];
