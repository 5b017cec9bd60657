import { chmod, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createOpened, open } from "../support/open-repository.ts";

test("a git that is put into PATH after the first one was started is not run", async () => {
  const { user, repository } = await createOpened();
  const planted = join(user.directory, "git");
  await writeFile(planted, "#!/bin/sh\ntouch planted\nexit 1\n");
  await chmod(planted, 0o755);
  const before = process.env["PATH"] ?? "";
  onTestFinished(() => {
    process.env["PATH"] = before;
  });
  process.env["PATH"] = `${user.directory}${delimiter}${before}`;
  const again = await open(user.directory);
  await again.git.ask(["version"]);
  await repository.git.read(["version"]);
  await repository.git.write(["hash-object", "-w", "--stdin"], "text");
  expect(existsSync(join(user.directory, "planted"))).toBe(false);
});
