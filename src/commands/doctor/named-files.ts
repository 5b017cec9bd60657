/** Files of the repository that its configuration names: they are used as the base holds them, not as they lie here. */
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { findCommand } from "../../agents/find-command.ts";
import { readFilesAt } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import { templatePaths } from "../../plan/check-templates.ts";
import type { Config } from "../../plan/config.ts";
import type { Sha } from "../../state/facts.ts";

/** The templates, and the programs that commands start from the working tree; by their paths from the root. */
export function namedFiles({ root }: Repository, config: Config): readonly string[] {
  return [...new Set([...templatePaths(config), ...programs(root, config)])];
}

function programs(root: string, { agents, patterns }: Config): readonly string[] {
  return [...agents, ...patterns].flatMap(({ command }) => {
    const program = command === undefined ? undefined : findCommand(command, { root, environment: {} })?.program;
    if (program === undefined || !program.includes("/") || program.startsWith("/")) return [];
    const path = posix.normalize(program);
    return path.startsWith("../") ? [] : [path];
  });
}

/** Those of `paths` that are here, and that a commit does not hold. */
export async function notIn(repository: Repository, commit: Sha, paths: readonly string[]): Promise<readonly string[]> {
  const here = paths.filter((path) => existsSync(join(repository.root, path)));
  if (here.length === 0) return [];
  const texts = await readFilesAt(
    repository,
    here.map((path) => ({ commit, path })),
  );
  return here.filter((_, index) => texts[index] === undefined);
}
