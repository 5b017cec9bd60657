/** Which addresses are on the public network, and finding those of a name. */
import { lookup } from "node:dns";
import { BlockList, isIP } from "node:net";
import type { LookupFunction } from "node:net";

/** IANA's registries of special-purpose addresses, as far as they are not reached globally. */
const V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // Azure's own, of the machines that GitHub's runners are: it looks like a public one.
  ["168.63.129.16", 32],
] as const;

const V6 = [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const;

const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of V4) NOT_PUBLIC.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of V6) NOT_PUBLIC.addSubnet(network, prefix, "ipv6");

/** Whether an address can be anywhere; what is no address is not. An IPv4 address written as IPv6 is what it stands for. */
export function isPublic(address: string): boolean {
  const bare = address.replace(/%.*$/, "");
  switch (isIP(bare)) {
    case 4:
      return !NOT_PUBLIC.check(bare, "ipv4");
    case 6:
      return !NOT_PUBLIC.check(bare, "ipv6");
    default:
      return false;
  }
}

/** A name that leads to no public address. */
export class NotPublicError extends Error {}

/** What a connection looks a name up with, so that it can lead to public addresses only: those found are those connected to. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, "");
    const addresses = found.filter(({ address }) => isPublic(address));
    const [first] = addresses;
    if (first === undefined) return callback(new NotPublicError(`${hostname} has no public address`), "");
    if (options.all === true) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};
