/** Which hosts an agent may reach. */
import { isIP } from "node:net";

/** A place on the network; its host as URLs write it, but IPv6 without brackets. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * Whether somebody may go there. `named`: the configuration says that very host, so that it may be on any network; `known`: it
 * is the vendor's or one of many that a wildcard stands for, and may be on the public network alone; undefined: no.
 */
export type Allowed = "named" | "known" | undefined;

/** Answers about any target. */
export type AllowedHosts = (target: Target) => Allowed;

/** Where the allowed hosts are said. */
export interface HostSources {
  /** Of the vendor, see Cli. */
  readonly vendor: readonly string[];
  /** The endpoint of the model, a URL. */
  readonly baseUrl: string | undefined;
  /** Of the configuration: `example.com`, `*.example.com` for all below it, each with or without a port. */
  readonly network: readonly string[];
}

/** The ports of an entry that names none. */
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);
const MAX_HOST = 253;

/** One answer for all sources together; an entry that is no host allows nothing. */
export function allowHosts({ vendor, baseUrl, network }: HostSources): AllowedHosts {
  const entries = [
    ...network.map((text) => readEntry(text, true)),
    ...vendor.map((text) => readEntry(text, false)),
    baseUrl === undefined ? undefined : readUrl(baseUrl),
  ].filter((entry) => entry !== undefined);
  return (target) => {
    const matching = entries.filter((entry) => matches(entry, target));
    if (matching.some((entry) => entry.isConfigured && !entry.isWildcard)) return "named";
    return matching.length > 0 ? "known" : undefined;
  };
}

interface Entry {
  readonly host: string;
  /** It stands for all names below its host, and not for that itself. */
  readonly isWildcard: boolean;
  readonly ports: ReadonlySet<number>;
  readonly isConfigured: boolean;
}

function readEntry(text: string, isConfigured: boolean): Entry | undefined {
  const [, wildcard, authority = "", port] = /^(\*\.)?(\[[^\]]*\]|[^:[\]]+)(?::(\d+))?$/.exec(text) ?? [];
  const host = readTarget(`${authority}:80`)?.host;
  if (host === undefined) return undefined;
  const ports = port === undefined ? WEB_PORTS : new Set([Number(port)]);
  return { host, isWildcard: wildcard !== undefined, ports, isConfigured };
}

function readUrl(text: string): Entry | undefined {
  if (!URL.canParse(text)) return undefined;
  const { hostname, port, protocol } = new URL(text);
  return readEntry(`${hostname}:${port || (protocol === "http:" ? "80" : "443")}`, true);
}

/** An address is below no name, whatever it looks like. */
function matches({ host, isWildcard, ports }: Entry, target: Target): boolean {
  if (!ports.has(target.port)) return false;
  return isWildcard ? isIP(target.host) === 0 && target.host.endsWith(`.${host}`) : target.host === host;
}

/** Reads `host:port` in the one form that each host has; undefined: it is none. */
export function readTarget(authority: string): Target | undefined {
  const [, written, port] = /^([^\s/?#@\\]+):(\d{1,5})$/.exec(authority) ?? [];
  const url = `http://${written}:${port}`;
  if (written === undefined || port === undefined || !URL.canParse(url)) return undefined;
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  return host === "" || host.length > MAX_HOST ? undefined : { host, port: Number(port) };
}

/** A target as the configuration names it. */
export function printEntry({ host, port }: Target): string {
  const written = isIP(host) === 6 ? `[${host}]` : host;
  return WEB_PORTS.has(port) ? written : `${written}:${port}`;
}
