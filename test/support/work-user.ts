import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { afterAll, onTestFinished } from "vitest";
import { findElevation, runProgram } from "../../src/agents/as-root.ts";
import { openWorkUser } from "../../src/agents/work-user.ts";
import type { WorkUser } from "../../src/agents/work-user.ts";
import { tellLeftOut } from "./left-out.ts";

/**
 * A user made for one test file, who is gone afterwards with all that is theirs; undefined, and said so, where this
 * machine can have none. Call it at the top of a test file.
 */
export async function openTestUser(what: string): Promise<WorkUser | undefined> {
  const name = `ws-test-${randomBytes(4).toString("hex")}`;
  const user = await openWorkUser(name);
  if ("kind" in user) {
    tellLeftOut(what, "the right to make one: root, or sudo without a password,");
    return undefined;
  }
  afterAll(async () => {
    await user.endAll();
    await removeUser(name);
  });
  return user;
}

export async function removeUser(name: string): Promise<void> {
  const elevation = await findElevation();
  // It says that there is no mail to be removed.
  await runProgram([...(elevation?.() ?? []), "userdel", "--remove", name]);
}

/** A new folder that everybody may enter, removed after the test. */
export function openFolder(): string {
  const path = realpathSync(mkdtempSync("/tmp/workstreams-place-"));
  chmodSync(path, 0o755);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
