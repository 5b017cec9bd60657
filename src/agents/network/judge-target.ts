/** What becomes of a request to reach something. */
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { printEntry } from "./allowed-hosts.ts";
import type { AllowedHosts, Target } from "./allowed-hosts.ts";
import { isPublic, lookupPublic } from "./public-address.ts";

/** What an agent was not let to, and why. */
export interface Refusal {
  readonly target: Target;
  readonly why: "not-allowed" | "not-public";
}

/** Where a connection goes. */
export interface Way {
  readonly kind: "allowed";
  readonly target: Target;
  /** How its name is to be looked up; undefined: as any. */
  readonly lookup: LookupFunction | undefined;
}

export type Judged = Way | { readonly kind: "refused"; readonly refusal: Refusal };

/** A name's addresses are judged by the lookup that is answered. */
export function judgeTarget(allowed: AllowedHosts, target: Target): Judged {
  const answer = allowed(target);
  switch (answer) {
    case undefined:
      return { kind: "refused", refusal: { target, why: "not-allowed" } };
    case "named":
      return { kind: "allowed", target, lookup: undefined };
    case "known":
      if (isIP(target.host) !== 0 && !isPublic(target.host)) return { kind: "refused", refusal: notPublic(target) };
      return { kind: "allowed", target, lookup: lookupPublic };
    default:
      return answer satisfies never;
  }
}

/** The refusal of a host that turns out to be on no public network. */
export function notPublic(target: Target): Refusal {
  return { target, why: "not-public" };
}

/** One line: what was refused, and what to write to allow it. */
export function printRefusal({ target, why }: Refusal): string {
  const entry = printEntry(target);
  const key = "jobs.agent.network in the configuration";
  switch (why) {
    case "not-allowed":
      return `the agent may not reach ${entry}: to allow it, add ${entry} to ${key}`;
    case "not-public":
      return `the agent may not reach ${entry}: it leads to no public address; to allow it, name it itself in ${key}`;
    default:
      return why satisfies never;
  }
}
