/** A process of its own that writes to a local forge: <directory> <name> <pull> <sha> <count>. */
import { liveness } from "../../src/agents/liveness.ts";
import { createLocalForge } from "../../src/forge/local/local-forge.ts";
import { openRepository } from "../../src/git/repository.ts";

const [directory = "", name = "", pull = "", sha = "", count = ""] = process.argv.slice(2);
const repository = await openRepository(directory);
if (repository.kind !== "repository") throw new Error(repository.message);
const forge = createLocalForge(repository, { base: "main", clock: Date.now, liveness });
for (let index = 0; index < Number(count); index++) {
  await forge.setStatuses([{ sha, context: `${name}/${index}`, state: "success", description: "" }]);
  await forge.comment(Number(pull), `${name}-${index}`, `comment ${index} of ${name}`);
}
