/** What only rights decide: to root, who runs most tests, nothing is closed. */
import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEEP } from "../support/deep-folder.ts";
import { openUserPlace } from "../support/run-as-user.ts";
import { openTestUser } from "../support/work-user.ts";

const isRoot = process.getuid?.() === 0;
/** Undefined: we are an ordinary user ourselves. */
const user = isRoot ? await openTestUser("logs and folders of an ordinary user") : undefined;

describe.skipIf(process.platform !== "linux" || (isRoot && user === undefined))("as an ordinary user", () => {
  test.each(["444", "000", "200"])(
    "a log that its program closed (%s) shows no secret, and all the rest",
    async (mode) => {
      const { run } = await openUserPlace(user);
      const script = `echo "my key $API_KEY"; chmod ${mode} /proc/self/fd/1; sleep 0.8; echo end`;
      expect(await run("supervise", script)).toEqual({
        result: { kind: "exited", code: 0 },
        shown: expect.stringMatching(/^my key .*\nend\n$/),
        tail: "my key *******************\nend",
      });
    },
  );

  test("a log that is closed in the end goes on, and stays closed to others", async () => {
    const { run, sh, file } = await openUserPlace(user);
    await sh("echo before > log; chmod 444 log");
    expect(await run("open")).toBe("before\n");
    expect(lstatSync(file("log")).mode & 0o777).toBe(0o600);
  });

  test.runIf(user)(
    "somebody else's log in the place of ours, where no secret can be covered, is not shown",
    async () => {
      const { run, file } = await openUserPlace(user);
      // As a container that runs as root leaves it.
      writeFileSync(file("log"), "my key a-secret-of-its-own\n", { mode: 0o644 });
      expect(await run("guard")).toBe("");
      expect(existsSync(file("log"))).toBe(false);
    },
  );

  test("a socket in the log's place has no output, and what runs ends well", async () => {
    const { run } = await openUserPlace(user);
    const socket = `rm log; node -e 'require("net").createServer().listen("log", () => process.exit())'; sleep 0.7`;
    const ended = { result: { kind: "exited", code: 0 }, tail: "" };
    expect(await run("supervise", `${socket}; true`)).toMatchObject(ended);
  });

  const filled = "mkdir -p gone/in/deep; touch gone/in/deep/x gone/in/x";
  const deep = `mkdir gone; cd gone; ${DEEP}; cd ..`;
  const each = (mode: string) => `find gone -depth -type d -execdir chmod ${mode} {} ';'`;

  test.each([
    ["locked", filled, "555"],
    ["closed", filled, "000"],
    ["locked, with paths longer than a program can name", deep, "555"],
    ["closed, with paths longer than a program can name", deep, "000"],
  ])("a folder whose folders are %s is removed", async (_, given, mode) => {
    const { run, sh, file } = await openUserPlace(user);
    await sh(`${given}\n${each(mode)}`);
    expect(await run("remove", file("gone"))).toBe("removed");
    expect(existsSync(file("gone"))).toBe(false);
  });

  test.runIf(user)("of a folder all that can be removed is, however much is said of the rest", async () => {
    const { run, sh, file } = await openUserPlace(user);
    const long = Array.from({ length: 12 }, () => "x".repeat(250)).join("/");
    const theirs = file(`gone/theirs/${long}`);
    await sh("mkdir gone");
    mkdirSync(theirs, { recursive: true });
    for (let number = 0; number < 500; number++) writeFileSync(join(theirs, String(number)), "");
    await sh("mkdir gone/ours; touch gone/ours/x; chmod 000 gone/ours");
    expect(await run("remove", file("gone"))).toBe(`${file("gone")} can't be removed: Permission denied`);
    expect(readdirSync(file("gone"))).toEqual(["theirs"]);
  });
});
