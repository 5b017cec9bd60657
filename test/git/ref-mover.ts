/** A process of its own that moves refs in one go: <directory> <new> <ref>... */
import { updateRefs } from "../../src/git/refs.ts";
import { openRepository } from "../../src/git/repository.ts";

const [directory = "", sha = "", ...refs] = process.argv.slice(2);
const repository = await openRepository(directory);
if (repository.kind !== "repository") throw new Error(repository.message);
await updateRefs(
  repository,
  refs.map((ref) => ({ ref, old: undefined, new: sha })),
);
