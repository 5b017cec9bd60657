import { readdir, readlink, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HOUR } from "../state/hour.ts";
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes what killed installations of a program left, each in a folder `<known>.<uuid>`. None takes an hour: what is
 * younger may be one that runs. The one that `known` leads to is in use.
 */
export async function sweepInstallations(known: string): Promise<void> {
  const programs = dirname(known);
  const prefix = `${basename(known)}.`;
  const used = await readlink(known).then(basename, () => undefined);
  for (const name of await readdir(programs).catch(() => [])) {
    if (name === used || !name.startsWith(prefix) || !UUID.test(name.slice(prefix.length))) continue;
    const folder = join(programs, name);
    const changed = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    // What can't be removed is in nobody's way.
    if (Date.now() - changed > HOUR) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
