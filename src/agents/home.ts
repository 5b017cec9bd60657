import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { WorkUser } from "./work-user.ts";

/** Makes a folder that only whoever the agent runs as may read, with these files in it: content by path. */
export async function openHome(
  home: string,
  files: Readonly<Record<string, string>>,
  user: WorkUser | undefined,
): Promise<void> {
  await mkdir(home, { recursive: true });
  await chmod(home, 0o700);
  for (const [path, content] of Object.entries(files)) {
    const file = join(home, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
  }
  await user?.own(home);
}

/** What makes a folder a program's home, whichever convention it follows. */
export function homeVariables(home: string): Record<string, string> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    XDG_STATE_HOME: join(home, ".local", "state"),
    XDG_CACHE_HOME: join(home, ".cache"),
  };
}
