import type { Client } from "./client.ts";
import { refusalStatus } from "./errors.ts";
import { File, Folder } from "./setup-schema.ts";

/** A file of the default branch; undefined: it has none of this path. */
export async function readFile(client: Client, path: string): Promise<string | undefined> {
  const content = await readContent(client, path);
  const { success, data } = File.safeParse(content);
  return success ? Buffer.from(data.content, "base64").toString() : undefined;
}

/** Paths of the files in a folder of the default branch; none where there is no such folder. */
export async function listFiles(client: Client, folder: string): Promise<readonly string[]> {
  const { success, data } = Folder.safeParse(await readContent(client, folder));
  return success ? data.filter(({ type }) => type === "file").map(({ path }) => path) : [];
}

async function readContent(client: Client, path: string): Promise<unknown> {
  try {
    const answer = await client.read("GET /repos/{owner}/{repo}/contents/{path}", { ...client.repository, path });
    return answer.data;
  } catch (error) {
    if (refusalStatus(error) === 404) return undefined;
    throw error;
  }
}
