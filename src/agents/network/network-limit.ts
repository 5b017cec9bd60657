/** Lets an agent reach some hosts and no others. */
import { appendFileSync } from "node:fs";
import type { WorkUser } from "../work-user.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";
import { raiseFirewall } from "./firewall.ts";
import { printRefusal } from "./judge-target.ts";
import { probeLimit } from "./probe.ts";
import { proxyVariables } from "./proxy-variables.ts";
import { openProxy } from "./proxy.ts";
import { closeSockets, RESOLVER_SOCKETS } from "./resolver-sockets.ts";

/** The limit of one attempt. It holds from `set` to `lift`, for everything that runs as the agent's user. */
export interface NetworkLimit {
  /** To be called when nothing of the user runs. It holds then, and is checked, or nothing of it is left. */
  set(): Promise<SetLimit>;
  /** Says at the end of the agent's log what it was refused. */
  tellRefusals(): void;
  lift(): Promise<void>;
}

/** `env`: what leads programs of the agent to the hosts that it may reach. `why` says what to do. */
export type SetLimit =
  | { readonly kind: "set"; readonly env: Readonly<Record<string, string>> }
  | { readonly kind: "unavailable"; readonly why: string };

export interface NetworkLimitOptions {
  /** Who the agent runs as; undefined: we ourselves, who can't be limited. */
  readonly user: WorkUser | undefined;
  readonly allowed: AllowedHosts;
  readonly logFile: string;
  /** Never written into the log, see secretsIn. */
  readonly secrets: readonly string[];
}

/** More lines are no news. */
const MAX_LINES = 50;

/** Nothing is limited yet. */
export function createNetworkLimit({ user, allowed, logFile, secrets }: NetworkLimitOptions): NetworkLimit {
  const refusals = new Set<string>();
  const undo: (() => Promise<void>)[] = [];
  async function lift(): Promise<void> {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  }
  return {
    async set() {
      if (user === undefined) return unavailable("agents don't run as another user here");
      try {
        const proxy = await openProxy(allowed, (refusal) => {
          if (refusals.size <= MAX_LINES) refusals.add(printRefusal(refusal));
        });
        undo.push(() => proxy.close());
        const firewall = await raiseFirewall(user.name);
        undo.push(() => firewall.remove());
        undo.push(await closeSockets(user.name, RESOLVER_SOCKETS));
        await probeLimit(user, proxy.port, RESOLVER_SOCKETS);
        if (!(await firewall.hasRejected())) throw new Error("it does not hold: what the user sends is not rejected");
        return { kind: "set", env: proxyVariables(proxy.port) };
      } catch (error) {
        await lift();
        return unavailable(error instanceof Error ? error.message : "unknown");
      }
    },
    tellRefusals() {
      const lines = [...refusals].slice(0, MAX_LINES).map((line) => `workstreams: ${withoutSecrets(line, secrets)}\n`);
      if (refusals.size > MAX_LINES) lines.push("workstreams: it was refused more than these\n");
      if (lines.length > 0) appendFileSync(logFile, `\n${lines.join("")}`);
      refusals.clear();
    },
    lift,
  };
}

function unavailable(why: string): SetLimit {
  const advice = "use one of GitHub's own Linux runners without a container, or take that key out";
  return { kind: "unavailable", why: `jobs.agent.network can't be kept to here: ${why}; ${advice}` };
}

/** Hosts are in small letters. */
function withoutSecrets(line: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret.toLowerCase(), "*".repeat(secret.length)), line);
}
