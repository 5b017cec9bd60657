/** Services of this machine that look names up for anybody, on the network and under their own name. */
import { existsSync } from "node:fs";
import { findElevation, runProgram } from "../as-root.ts";
import { systemProgram } from "../system-programs.ts";

/** systemd-resolved by itself and by the system's message bus, the cache of the C library, and mDNS. */
export const RESOLVER_SOCKETS = [
  "/run/systemd/resolve/io.systemd.Resolve",
  "/run/dbus/system_bus_socket",
  "/run/nscd/socket",
  "/run/avahi-daemon/socket",
];

/** Closes those of these sockets that are there to one user, by name, and nobody else. The answer opens them again. */
export async function closeSockets(user: string, sockets: readonly string[]): Promise<() => Promise<void>> {
  const present = sockets.filter((socket) => existsSync(socket));
  if (present.length === 0) return async () => undefined;
  const elevation = await findElevation();
  const program = systemProgram("setfacl");
  if (!existsSync(program)) throw new Error("setfacl is not installed (package acl)");
  const set = (...args: readonly string[]) =>
    runProgram([...(elevation?.() ?? []), program, ...args, "--", ...present]);
  await set("-m", `u:${user}:---`);
  return async () => {
    await set("-x", `u:${user}`).catch(() => undefined);
  };
}
