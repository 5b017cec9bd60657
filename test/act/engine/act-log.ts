/** What act's log, in JSON and verbose, says of jobs. */

/** `label` is act's name for a job. */
export type JobEvent =
  | { readonly kind: "started"; readonly label: string }
  | { readonly kind: "finished"; readonly label: string; readonly result: JobResult }
  /** A step set an output. */
  | {
      readonly kind: "output";
      readonly label: string;
      readonly step: string;
      readonly name: string;
      readonly value: string;
    }
  /** The folder in which its steps run. */
  | { readonly kind: "workspace"; readonly label: string; readonly path: string };

export type JobResult = "success" | "failure" | "skipped";

/** Undefined: the line says nothing of that. */
export function parseLogLine(line: string): JobEvent | undefined {
  if (!INTERESTING.test(line)) return undefined;
  const entry = parseEntry(line);
  const label = text(entry, "job")?.trimEnd();
  if (entry === undefined || label === undefined) return undefined;
  const result = text(entry, "jobResult");
  if (result === "success" || result === "failure" || result === "skipped") return { kind: "finished", label, result };
  if (text(entry, "command") === "set-output") {
    const [step = ""] = Array.isArray(entry["stepID"]) ? entry["stepID"].map(String) : [];
    return { kind: "output", label, step, name: text(entry, "name") ?? "", value: text(entry, "arg") ?? "" };
  }
  const message = text(entry, "msg") ?? "";
  if (message.endsWith("Run Set up job")) return { kind: "started", label };
  const path = /^setupEnv .*\bGITHUB_WORKSPACE:(\S+)/s.exec(message)?.[1];
  return path === undefined ? undefined : { kind: "workspace", label, path };
}

/** Most lines of the verbose log are not worth parsing. */
const INTERESTING = /"jobResult"|"command":"set-output"|Run Set up job"|"msg":"setupEnv /;

/** The log as a person reads it, without what only a program wants. */
export function printLog(log: string): string {
  const lines = log.split("\n").flatMap((line) => {
    const entry = parseEntry(line);
    if (entry === undefined) return line === "" ? [] : [line];
    if (text(entry, "level") === "debug") return [];
    return [`[${text(entry, "job")?.trimEnd() ?? "act"}] ${text(entry, "msg")?.trimEnd() ?? ""}`];
  });
  return lines.join("\n");
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function text(entry: Readonly<Record<string, unknown>> | undefined, field: string): string | undefined {
  const value = entry?.[field];
  return typeof value === "string" ? value : undefined;
}
