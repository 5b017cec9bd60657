// The demo's agent: does what a coding agent would, without a model. It learns its task as every agent does: from its
// environment, and from the file with the whole workstream.
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const workstream = JSON.parse(await readFile(process.env.WORKSTREAM_FILE, "utf8"));
const attempt = Number(process.env.WORKSTREAM_ATTEMPT);

console.log(`${process.env.WORKSTREAM_AGENT} works on ${workstream.id}, attempt ${attempt}`);
for (const task of workstream.tasks) {
  console.log(`- ${task}`);
  await sleep(250);
}

if (workstream.metadata?.demo === "fails once" && attempt === 1) {
  console.error("the model answered with an error: try again later");
  process.exit(1);
}

for (const path of [...workstream.files_scope, ...(workstream.files_create ?? [])]) {
  const file = path.endsWith("/") ? `${path}index.js` : path;
  const name = workstream.id.replace(/^ws-\d+-/, "");
  const text = file.endsWith(".js")
    ? `export const ${name.replaceAll("-", "_")} = ${JSON.stringify(workstream.title)};\n`
    : `## ${workstream.title}\n\n${workstream.tasks.map((task) => `- ${task}`).join("\n")}\n\n`;
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, text);
}
