/** Agents without a model: a small shell program that does what a test says, and records that it was there. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./process-table.ts";

/**
 * What the agent does for a workstream, as shell lines. `deliver` is the usual thing. The words it knows:
 * - `deliver`: writes a line below every pattern of its scope.
 * - `write PATH TEXT...`: appends a line to a file.
 * - `work MS`: sleeps so many milliseconds for each hour of the estimate.
 * - `fails_until N`: ends with code 3 before attempt N.
 * - `await NAME`: waits until the test has written the file NAME, see `release`; for ever, if it never does.
 * - `commit TEXT`: commits everything itself. `rewrite`: puts another commit in the place of the one it started from.
 */
export type Behaviour = string;

/** One start of the agent's program. */
export interface Invocation {
  readonly id: string;
  readonly attempt: number;
  readonly pid: number;
  /** It came to its own end; one that was killed did not. */
  readonly ended: boolean;
}

export interface ScriptedAgent {
  /** For --agent-command. */
  readonly command: string;
  /** In the order of their starts. */
  invocations(): readonly Invocation[];
  /** Waits until so many have started. */
  started(count: number): Promise<void>;
  /** How many of them ran at the same time at most. */
  mostAtOnce(): number;
  /** The prompt that an attempt was given on stdin. */
  prompt(id: string, attempt: number): string;
  /** Lets those that `await` this name go on. */
  release(name: string): void;
}

/** `folder` is outside of the repository; behaviours by workstream id, `otherwise` for all others. */
export function createScriptedAgent(
  folder: string,
  behaviours: Readonly<Record<string, Behaviour>> = {},
  otherwise: Behaviour = "deliver",
): ScriptedAgent {
  const program = join(folder, "agent");
  const record = join(folder, "record");
  const cases = Object.entries(behaviours).map(([id, lines]) => `${id})\n${lines}\n;;`);
  writeFileSync(
    program,
    [
      `#!/bin/sh`,
      `outside='${folder}'`,
      WORDS,
      "case $WORKSTREAM_ID in",
      ...cases,
      `*)\n${otherwise}\n;;`,
      "esac",
    ].join("\n"),
  );
  chmodSync(program, 0o755);
  const lines = () => (existsSync(record) ? readFileSync(record, "utf8").trim().split("\n") : []);
  function invocations(): readonly Invocation[] {
    const all = lines();
    return all
      .filter((line) => line.startsWith("start "))
      .map((line) => {
        const [, id = "", attempt, pid] = line.split(" ");
        return { id, attempt: Number(attempt), pid: Number(pid), ended: all.includes(line.replace("start", "end")) };
      });
  }
  return {
    command: program,
    invocations,
    started: (count) => until(`${count} agents have started`, () => invocations().length >= count),
    mostAtOnce() {
      let now = 0;
      // The order of the lines is the order of events: each was appended by one write.
      return Math.max(0, ...lines().map((line) => (now += line.startsWith("start ") ? 1 : -1)));
    },
    prompt: (id, attempt) => readFileSync(join(folder, `prompt-${id}-${attempt}`), "utf8"),
    release: (name) => writeFileSync(join(folder, name), ""),
  };
}

const WORDS = `set -eu
note() { echo "$1 $WORKSTREAM_ID $WORKSTREAM_ATTEMPT $$" >> "$outside/record"; }
note start
trap 'note end' EXIT
cat > "$outside/prompt-$WORKSTREAM_ID-$WORKSTREAM_ATTEMPT"

write() {
  file=$1
  shift
  case $file in */*) mkdir -p "\${file%/*}" ;; esac
  echo "$*" >> "$file"
}
place() {
  case $1 in
    */) echo "$1$WORKSTREAM_ID.txt" ;;
    *'*'*) echo "$1" | sed "s/\\*\\**/$WORKSTREAM_ID/g" ;;
    *.*) echo "$1" ;;
    *) echo "$1/$WORKSTREAM_ID.txt" ;;
  esac
}
deliver() {
  set -f
  for pattern in $(echo "$WORKSTREAM_SCOPE" | tr -d '[]"' | tr ',' ' '); do
    write "$(place "$pattern")" "$WORKSTREAM_ID was here"
  done
}
work() { sleep "$(awk "BEGIN { print $WORKSTREAM_ESTIMATE * $1 / 1000 }")"; }
fails_until() {
  [ "$WORKSTREAM_ATTEMPT" -ge "$1" ] || { echo "the model is overloaded" >&2; exit 3; }
}
await() { while [ ! -e "$outside/$1" ]; do sleep 0.02; done; }
commit() { git add --all && git commit --quiet --message "$1"; }
rewrite() { git add --all && git commit --quiet --amend --message "history rewritten"; }
`;
