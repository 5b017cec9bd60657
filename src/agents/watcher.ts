import { spawn } from "node:child_process";
import { once } from "node:events";
import { SYSTEM_PATH } from "./system-programs.ts";

/** A process that ends a process group when we die. */
export interface Watcher {
  /** Ends the watcher itself; the group is left alone. */
  stop(): Promise<void>;
}

/**
 * `read` returns when the other end of stdin closes, which only our process holds: so when we die, however we die.
 * The group then gets half a second to end before it is killed. Where `sleep` takes no fractions it is a second.
 */
const SCRIPT = `
trap '' HUP INT TERM
read -r _
kill -s TERM -- "-$1"
for _ in 1 2 3 4 5; do
  kill -s 0 -- "-$1" || exit 0
  sleep 0.1 || sleep 1
done
kill -s KILL -- "-$1"
`;

/** Watches from its own session, so that no signal meant for us reaches it. Undefined where it can't be started. */
export async function startWatcher(group: number): Promise<Watcher | undefined> {
  const watcher = spawn("/bin/sh", ["-c", SCRIPT, "workstreams-watcher", String(group)], {
    cwd: "/",
    // Not the marked environment of the agent: the watcher must outlive the hunt for what the agent left.
    env: { PATH: SYSTEM_PATH },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  if (watcher.pid === undefined) {
    await once(watcher, "error").catch(() => undefined);
    return undefined;
  }
  const ended = once(watcher, "exit");
  return {
    async stop() {
      watcher.kill("SIGKILL");
      await ended;
      watcher.stdin.destroy();
    },
  };
}
