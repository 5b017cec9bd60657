/** What is read while others write: nothing that happens meanwhile may go unnoticed. */
import { expect, onTestFinished, test } from "vitest";
import { openProject } from "../../src/commands/project.ts";
import { readFingerprint, readProject } from "../../src/commands/read-project.ts";
import { createRepository } from "../support/repository.ts";

test("a ref that moves while the facts are read shows in the next fingerprint", async () => {
  const user = await createRepository();
  onTestFinished(() => user.remove());
  await user.commit("plan", { "workstreams/ws-a.json": '{ "id": "ws-a", "files_scope": ["src/"] }' });
  const environment = { WORKSTREAMS_HOME: user.directory };
  const opened = await openProject(user.directory, { now: () => 0, environment });
  const forge = { ...opened.forge };
  // The base moves after the first look at the refs and before the last.
  forge.read = async () => {
    const facts = await opened.forge.read();
    await user.commit("meanwhile");
    return facts;
  };
  const project = { ...opened, forge };
  const reading = await readProject(project);
  expect(await readFingerprint(project)).not.toBe(reading.fingerprint);
  const again = await readProject(opened);
  expect(await readFingerprint(opened)).toBe(again.fingerprint);
});
