import type { GateReason, ProtectedWhy } from "../decide/gates.ts";
import type { LineRange } from "../state/facts.ts";
import { FOR_STATUS, WHOLE } from "./sentence.ts";
import type { Sentences } from "./sentence.ts";
import { count, list } from "./words.ts";

const PROTECTED: Readonly<Record<ProtectedWhy, string>> = {
  "protected-path": "is protected",
  submodule: "is a submodule",
  "link-outside": "links out of the repository",
  "too-large": "is larger than a file may be",
};

const PROTECTED_ADVICE: Readonly<Record<ProtectedWhy, string>> = {
  "protected-path": "revert it, or name it literally in files_scope",
  submodule: "revert it",
  "link-outside": "link inside the repository",
  "too-large": "revert it, or raise max_file_mb in the configuration",
};

/** The description of a gate's status: what `printGate` says in at most 140 characters. */
export function describeGate(reason: GateReason): string {
  return printIn(FOR_STATUS, reason);
}

/** Why a gate passes, waits or fails, in one line. */
export function printGate(reason: GateReason): string {
  return printIn(WHOLE, reason);
}

function printIn(sentences: Sentences, reason: GateReason): string {
  const { sentence, detailedSentence } = sentences;
  switch (reason.kind) {
    case "in-scope":
      return `${count(reason.paths, "changed path")} inside the scope${companionNote(reason.companions)}`;
    case "out-of-scope":
      return detailedSentence(`outside the scope: ${list(reason.paths)}`, "revert it, or widen files_scope");
    case "protected":
      return detailedSentence(`${reason.path} ${PROTECTED[reason.why]}`, PROTECTED_ADVICE[reason.why]);
    case "too-many":
      return sentence(`changes more than ${reason.most} files`, "split it, or raise max_files in the configuration");
    case "accepted":
      return `${count(reason.tests, "acceptance test")} passed on this head`;
    case "no-tests":
      return "no acceptance test is a command";
    case "acceptance-off":
      return "acceptance tests were switched off for this run";
    case "rejected":
      return sentence(`an acceptance test failed: ${reason.detail}`);
    case "unverified":
      return "waits for the acceptance tests to run on this head";
    case "merges-cleanly":
      return "merges cleanly";
    case "conflicts-with-base":
      return printConflict(reason, sentences);
    case "mergeability-unknown":
      return "waits to know whether it merges into the base";
    case "behind":
      return printWait(reason, sentences);
    case "no-workstream-ahead":
      return "no pull request of a workstream stands in its way";
    case "ci-passed":
      return "the repository's own CI passed on this head";
    case "ci-failed":
      return sentence(`the repository's own CI ended on this head: ${reason.conclusion}`);
    case "ci-running":
      return "the repository's own CI runs on this head";
    case "ci-started":
      return sentence(`${reason.workflow} was started on this head`);
    case "ci-not-startable":
      return sentence(`${reason.workflow} can't be started here: it needs \`on: workflow_dispatch\` without inputs`);
    case "ci-needs-approval":
      return sentence(`${reason.workflow} may write or use secrets: it runs once a person approves this head`);
    case "overlap-off":
      return "overlap is not checked: the configuration says `off`";
    case "all-gates-pass":
      return "all gates pass";
    case "gates-missing":
      return sentence(`waits for ${list(reason.contexts, 4)}`);
    default:
      return reason satisfies never;
  }
}

/** How many more there are is said where there is room; the comment names them all. */
function printWait({ pull, path, waits }: Extract<GateReason, { kind: "behind" }>, { sentence }: Sentences): string {
  const others = waits.slice(1).map((wait) => `#${wait.pull}`);
  const why = waits[0]?.isConflict ? "with which it conflicts in" : "which also changes";
  return sentence(`waits for #${pull}, ${why} ${path}`, ...(others.length > 0 ? [`then for ${list(others, 5)}`] : []));
}

function companionNote(companions: number): string {
  return companions === 0 ? "" : `, ${companions} of them by companion rules`;
}

/** With lines where they fit beside what comes next; the lines are those of the pull request's own version. */
function printConflict(
  { branch, paths, lines, next }: Extract<GateReason, { kind: "conflicts-with-base" }>,
  { detailedSentence }: Sentences,
): string {
  const places = paths.map((path) => printPlace(path, lines.find((each) => each.path === path)?.ranges ?? []));
  const what = `conflicts with ${branch}${places.length === 0 ? "" : ` in ${list(places, 2)}`}`;
  return detailedSentence(what, ...(next === "rebuild" ? REBUILD : RESOLVE));
}

const REBUILD = ["a new attempt builds it anew", "rebuilt"];
const RESOLVE = ["merge the base into it and resolve that, or ask for a retry", "resolve it, or retry", "resolve it"];

function printPlace(path: string, ranges: readonly LineRange[]): string {
  if (ranges.length === 0) return path;
  const [first] = ranges;
  const isOne = ranges.length === 1 && first?.first === first?.last;
  return `${path} ${isOne ? "line" : "lines"} ${list(ranges.map(printRange))}`;
}

/** `7`, or `7-9`. */
export function printRange({ first, last }: LineRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
