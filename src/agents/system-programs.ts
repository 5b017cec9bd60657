/** The system's own programs, found where only an administrator can put any: PATH may have folders that are open to all. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"] as const;

/** A PATH of these folders alone. */
export const SYSTEM_PATH = FOLDERS.join(":");

/** The absolute path of one of them; where there is none, that where it usually is. */
export function systemProgram(name: string): string {
  return FOLDERS.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? join("/usr/bin", name);
}
