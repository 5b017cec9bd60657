/** What `workstreams doctor` prints. */
import type { Finding } from "../decide/doctor.ts";
import type { FindingState } from "../decide/judged.ts";
import { describeAgent } from "./doctor-agent.ts";
import { describeGithub } from "./doctor-github.ts";
import { describeMachine } from "./doctor-machine.ts";
import { describeRepository } from "./doctor-repository.ts";
import type { Words } from "./doctor-words.ts";
import { paint } from "./palette.ts";
import type { Tone } from "./palette.ts";
import { padColumns, plain } from "./plain.ts";
import { count } from "./words.ts";

const MARKS: Readonly<Record<FindingState, { readonly mark: string; readonly tone: Tone }>> = {
  ok: { mark: "ok", tone: "good" },
  warning: { mark: "warning", tone: "attention" },
  missing: { mark: "missing", tone: "bad" },
  unknown: { mark: "unknown", tone: "quiet" },
};

const MARK_WIDTH = Math.max(...Object.values(MARKS).map(({ mark }) => mark.length));

/** One line for each finding, below where it was made; last line: how many are not fine. */
export function printFindings(findings: readonly Finding[], color: boolean): string {
  const colors = paint(color);
  const lines = findings.flatMap((finding, index) => {
    const place = printPlace(finding);
    const before = findings[index - 1];
    const isNew = before === undefined || printPlace(before) !== place;
    const { mark, tone } = MARKS[finding.state];
    const { what, fix } = describe(finding);
    const line = `  ${colors.tone(tone, padColumns(mark, MARK_WIDTH))}  ${plain(fix === undefined ? what : `${what}: ${fix}`)}`;
    return [...(isNew ? [...(before === undefined ? [] : [""]), colors.bold(place)] : []), line];
  });
  return [...lines, "", colors.bold(printSum(findings))].join("\n");
}

function printPlace(finding: Finding): string {
  switch (finding.where) {
    case "machine":
    case "repository":
      return finding.where;
    case "agent":
      return `agent ${plain(finding.agent)}`;
    case "pattern":
      return `pattern ${plain(finding.pattern)}`;
    case "github":
      return `GitHub ${plain(finding.repository)}`;
    default:
      return finding satisfies never;
  }
}

function describe(finding: Finding): Words {
  switch (finding.where) {
    case "machine":
      return describeMachine(finding.matter);
    case "repository":
      return describeRepository(finding.matter);
    case "agent":
    case "pattern":
      return describeAgent(finding.matter);
    case "github":
      return describeGithub(finding.matter);
    default:
      return finding satisfies never;
  }
}

function printSum(findings: readonly Finding[]): string {
  const numberOf = (state: FindingState) => findings.filter((each) => each.state === state).length;
  const [missing, warnings, unknown] = [numberOf("missing"), numberOf("warning"), numberOf("unknown")];
  const parts = [
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(warnings > 0 ? [count(warnings, "warning")] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  return parts.length === 0 ? "nothing is missing" : parts.join(", ");
}

/** What `workstreams doctor --json` prints. */
export interface DoctorJson {
  readonly findings: readonly {
    readonly where: Finding["where"];
    /** The agent's or the pattern's id, or `owner/name` on GitHub; null: there is but one. */
    readonly name: string | null;
    readonly state: FindingState;
    /** The stable name of what was looked at. */
    readonly about: string;
    readonly what: string;
    readonly fix: string | null;
  }[];
}

export function findingsToJson(findings: readonly Finding[]): DoctorJson {
  return {
    findings: findings.map((finding) => {
      const { what, fix } = describe(finding);
      const about = finding.matter.kind;
      return { where: finding.where, name: nameOf(finding), state: finding.state, about, what, fix: fix ?? null };
    }),
  };
}

function nameOf(finding: Finding): string | null {
  if (finding.where === "agent") return finding.agent;
  if (finding.where === "pattern") return finding.pattern;
  return finding.where === "github" ? finding.repository : null;
}
