/**
 * Whether an acceptance test reads like a sentence for a person instead of a shell command. It is a guess, so it only
 * warns: what is certain are flags, operators and well-known programs (commands) and small words of English (prose).
 */
export function looksLikeProse(test: string): boolean {
  if (test.trim().includes("\n")) return false;
  const words = wordsOf(test);
  const [first = "", second = ""] = words;
  if (words.length < 2 || ASSIGNMENT.test(first) || PREFIX.test(first)) return false;
  const glue = words.slice(1).filter((word, index) => isGlue(word, index === words.length - 2)).length;
  if (PROGRAMS.has(first)) return false;
  if (AMBIGUOUS.has(first)) return second === "sure" || (SMALL_WORDS.has(second) && words.length >= 4);
  if (SHELL.test(withoutQuotes(test))) return /^\p{Lu}/u.test(first) && glue >= 2;
  if (/^\P{ASCII}/u.test(first) || SMALL_WORDS.has(first.toLowerCase())) return true;
  const plain = words.slice(1).filter((word) => PLAIN.test(word)).length;
  if (/^\p{Lu}/u.test(first) && !CMDLET.test(first)) return glue >= 1 || plain >= 2;
  if (/^\.{0,2}\//.test(first)) return glue >= 2;
  return glue >= 1 || (/[./]/.test(first) && plain >= 3 && second.endsWith("s"));
}

/** Quoted text is an argument: one word that says nothing. */
function wordsOf(test: string): readonly string[] {
  return withoutQuotes(test)
    .split(/\s+/)
    .filter((word) => word !== "");
}

function withoutQuotes(test: string): string {
  // A quote inside a word is an apostrophe.
  return test.replace(/(?<!\w)(["'])(?:\\.|(?!\1).)*\1/g, "''");
}

/** `all` at the end is a common target of build tools. */
function isGlue(word: string, isLast: boolean): boolean {
  const bare = word.toLowerCase().replace(/[.,:;()]+/g, "");
  if (isLast && bare === "all") return false;
  return SMALL_WORDS.has(bare) || /^[a-z]{3,}ly$/.test(bare);
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** `!`, `[ -f x ]`, `{ a; }`, `$TOOL`, a comment, a subshell with a program in it. */
const PREFIX = /^(?:!|\[{1,2}|\{|\$.*|#.*|:)$/;
/** Pipes, redirections, substitutions, variables, and flags. */
const SHELL = /\||&&|[<>]\s*[\w./&]|\$[\w({]|`|;\s*\S|(?:^|\s)--?[A-Za-z]/;
const PLAIN = /^\(?[\p{L}\p{M}’'-]+[.,:;)]*$/u;
/** A PowerShell command: `Invoke-Pester`. */
const CMDLET = /^[A-Z][a-z]+-[A-Z]\w+$/;

const SMALL_WORDS = new Set(
  (
    "a an the this that these those all any each every no not is are was were be been has have should must can will " +
    "and or but if when where with without of to from in on at by for as into across after before than it its " +
    "same still only both sure works work passes pass fails fail exists exist"
  ).split(" "),
);

/** Programs whose names are English words too: only a small word behind them makes a sentence. */
const AMBIGUOUS = new Set(
  (
    "make test check find go run time open sort diff cut install link split join touch which watch type set read " +
    "start stop task just nice wait kill head tail more less cat act command do for while if until"
  ).split(" "),
);

const PROGRAMS = new Set(
  (
    "actionlint ansible apt awk aws az bash bats bazel biome black brew bun bundle bunx cargo cd cdk chmod clang cmake " +
    "composer cp ctest curl deno detekt docker dotnet dotnet-format du echo env eslint export false flake8 flutter " +
    "gcc gem gh git golangci-lint gradle grep helm isort java javac jest jq julia kotlin kubectl ls lua markdownlint " +
    "mkdir mocha mvn mypy nix node npm npx nox nx oxlint perl php phpunit pip pip3 playwright pnpm poetry pre-commit " +
    "prettier printf psql pwsh pylint pyright pytest python python3 R rake rg rm Rscript rspec rubocop ruby ruff sed " +
    "sbt sh shellcheck sqlite3 stat stylelint sudo swift swiftlint tar terraform timeout tox true tsc tsx turbo uv uvx " +
    "vitest wc wget xargs xcodebuild xmllint yamllint yarn yq zig zsh"
  ).split(" "),
);
