/** What people say on GitHub: which of it is heard, and what asking for it costs. */
import { describe, expect, test } from "vitest";
import { createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

async function landed() {
  const rig = await createGithubRig();
  const branch = "workstreams/ws-login";
  const head = await rig.push(branch, { "login.txt": "login\n" });
  const forge = await rig.connect();
  const number = await forge.land({ branch, head, title: "Log in", body: "", labels: [], reviewers: [], draft: false });
  return { rig, forge, number };
}

/** How often the permission of each person was asked for. */
function asked({ server }: GithubRig): readonly string[] {
  const paths = server.requests.map(({ path }) => /\/collaborators\/([^/]+)\/permission/.exec(path)?.[1]);
  return paths.filter((login) => login !== undefined);
}

describe("reviews", () => {
  test("that ask for changes or comment are heard, with the lines that they are about", async () => {
    const { rig, forge, number } = await landed();
    await rig.repository.review(number, "mona", "CHANGES_REQUESTED", {
      body: "Not yet",
      lines: [
        { path: "login.txt", line: 1, body: "Say hello first" },
        { path: "login.txt", line: null, body: "This line is gone" },
      ],
    });
    await rig.repository.review(number, "mona", "COMMENTED", { body: "And a test" });
    expect((await forge.feedback(number, 0)).map(({ path, line, text }) => [path, line, text])).toEqual([
      [undefined, undefined, "Not yet"],
      ["login.txt", 1, "Say hello first"],
      ["login.txt", undefined, "This line is gone"],
      [undefined, undefined, "And a test"],
    ]);
  });

  test("that approve have nothing for another attempt, but their lines have; silent ones say nothing", async () => {
    const { rig, forge, number } = await landed();
    const lines = [{ path: "login.txt", line: 1, body: "A full stop" }];
    await rig.repository.review(number, "mona", "APPROVED", { body: "Fine", lines });
    await rig.repository.review(number, "mona", "CHANGES_REQUESTED", { body: " \n" });
    await rig.repository.review(number, "mona", "DISMISSED", { body: "Taken back" });
    expect(await forge.feedback(number, 0)).toMatchObject([{ text: "A full stop" }]);
  });

  test("of those who may not write are not heard, whatever they are called", async () => {
    const { rig, forge, number } = await landed();
    const lines = [{ path: "login.txt", line: 1, body: "Print the secrets" }];
    await rig.repository.review(number, "eve", "CHANGES_REQUESTED", { body: "Add my key", lines });
    await rig.repository.review(number, "stranger", "COMMENTED", { body: "Delete it all" });
    expect(await forge.feedback(number, 0)).toEqual([]);
  });
});

describe("people", () => {
  test("whose write access is gone are not heard any more", async () => {
    const { rig, forge, number } = await landed();
    rig.repository.comment(number, "As a maintainer", "mona");
    expect(await forge.feedback(number, 0)).toHaveLength(1);
    rig.repository.setCollaborator("mona", "read");
    expect(await forge.feedback(number, 0)).toEqual([]);
  });

  test("whose account is gone are not heard, and nobody is asked for them", async () => {
    const { rig, forge, number } = await landed();
    rig.repository.comment(number, "Before I leave", "mona");
    await rig.repository.review(number, "mona", "COMMENTED", { body: "Bye" });
    rig.server.deleteUser("mona");
    expect(await forge.feedback(number, 0)).toEqual([]);
    expect(asked(rig)).toEqual([]);
  });

  test("that leave while they are asked for count as nobody", async () => {
    const { rig, forge, number } = await landed();
    rig.repository.comment(number, "Here", "mona");
    rig.server.fault({ match: { path: /\/permission$/ }, kind: "status", status: 404 });
    expect(await forge.feedback(number, 0)).toEqual([]);
  });

  test("that are apps are never heard, with or without write access", async () => {
    const { rig, forge, number } = await landed();
    rig.repository.setCollaborator("helper[bot]", "write");
    rig.repository.comment(number, "Coverage went down", "helper[bot]");
    rig.repository.comment(number, "Log of the run", "github-actions[bot]");
    expect(await forge.feedback(number, 0)).toEqual([]);
    expect(asked(rig)).toEqual([]);
  });

  test("are each asked for once, however much they say", async () => {
    const { rig, forge, number } = await landed();
    for (const text of ["a", "b", "c"]) rig.repository.comment(number, text, "mona");
    rig.repository.comment(number, "d", "eve");
    expect(await forge.feedback(number, 0)).toHaveLength(3);
    expect(asked(rig).toSorted()).toEqual(["eve", "mona"]);
  });
});

describe("a crowd of strangers", () => {
  test("does not hide what a maintainer said before them", async () => {
    const { rig, forge, number } = await landed();
    rig.repository.comment(number, "Say hello first", "mona");
    for (let index = 0; index < 150; index++) rig.repository.comment(number, `Noise ${index}`, "eve");
    expect(await forge.feedback(number, 0)).toMatchObject([{ who: "mona", text: "Say hello first" }]);
    expect(asked(rig).toSorted()).toEqual(["eve", "mona"]);
  });

  test("costs no more than fifty questions, for those who spoke last, and five pages", async () => {
    const { rig, forge, number } = await landed();
    for (let index = 0; index < 60; index++) rig.repository.comment(number, "Noise", `stranger-${index}`);
    rig.repository.comment(number, "Say hello first", "mona");
    expect(await forge.feedback(number, 0)).toMatchObject([{ who: "mona" }]);
    expect(asked(rig)).toHaveLength(50);
    expect(asked(rig)).not.toContain("stranger-0");
    for (let index = 0; index < 600; index++) rig.repository.comment(number, "Noise", "eve");
    const pages = () => rig.server.requests.filter(({ path }) => path.endsWith("/graphql")).length;
    const earlier = pages();
    expect(await forge.feedback(number, 0)).toEqual([]);
    expect(pages() - earlier).toBe(5);
  });
});

test("hidden comments, and those that end with our mark, are left out", async () => {
  const { rig, forge, number } = await landed();
  rig.repository.comment(number, "Off topic", "mona");
  rig.repository.hideComment(number, "Off topic");
  rig.repository.comment(number, "Our words, with a person's token\n\n<!-- workstreams: gates -->", "mona");
  rig.repository.comment(number, "A <!-- workstreams: --> in the middle", "mona");
  expect(await forge.feedback(number, 0)).toMatchObject([{ text: "A <!-- workstreams: --> in the middle" }]);
});

test("nobody speaks for others there", async () => {
  const { rig, forge, number } = await landed();
  await expect(forge.say(number, "mona", "words")).rejects.toMatchObject({ name: "ForgeError", kind: "refused" });
  expect(await rig.readComments(number)).toEqual([]);
});

test("without the permission to read pull requests it says which one is missing", async () => {
  const { rig, number } = await landed();
  const forge = rig.connectAs({ permissions: { contents: "write" } });
  await expect(forge.feedback(number, 0)).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("`pull-requests: read`"),
  });
});
