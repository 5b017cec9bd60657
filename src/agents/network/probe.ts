/** Whether a user's network is limited, found by trying as that user. */
import { runProgram } from "../as-root.ts";
import { systemProgram } from "../system-programs.ts";
import type { WorkUser } from "../work-user.ts";

/** Addresses for documentation, where nobody is, and the machine's own port for names, where packets get by any route. */
const CLOSED = ["192.0.2.1/443", "2001:db8::1/443", "127.0.0.1/53", "::1/53"];
/** Without the limit the attempt would hang. */
const SECONDS = "10";

/** Says nothing where all is as it should be, else what is not. A socket that it may write to is one that it may connect to. */
const SCRIPT = `
port=$1 closed=$2
can_reach() { (exec 3<>"/dev/tcp/$1") 2>/dev/null; }
can_reach "127.0.0.1/$port" || echo "the proxy can't be reached"
for place in $closed; do ! can_reach "$place" || echo "$place can be reached"; done
shift 2
for socket in "$@"; do ! test -w "$socket" || echo "$socket is open"; done`;

/** Rejects with what is open that should be closed, or closed that should be open. */
export async function probeLimit(user: WorkUser, port: number, sockets: readonly string[]): Promise<void> {
  const limit = [systemProgram("timeout"), "-s", "KILL", SECONDS];
  const shell = [systemProgram("bash"), "-c", SCRIPT, "probe", String(port), CLOSED.join(" "), ...sockets];
  const { argv, env } = user.wrap([...limit, ...shell], {});
  const found = await runProgram(argv, env).catch((error: unknown) => {
    if (!hasTimedOut(error)) throw error;
    return "an attempt to reach a closed place is not rejected at once";
  });
  if (found !== "") throw new Error(`it does not hold: ${found.trimEnd().replaceAll("\n", ", ")}`);
}

/** By the signal's own exit code. */
function hasTimedOut(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === 128 + 9;
}
