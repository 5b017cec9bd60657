import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { removeFolder } from "../../src/agents/remove-folder.ts";

/** A new temporary folder for each test; call it at the top of a test file. */
export function useFolder(): { readonly path: string; file(name: string): string } {
  let path = "";
  beforeEach(() => {
    path = realpathSync(mkdtempSync(join(tmpdir(), "workstreams-agents-")));
  });
  afterEach(() => removeFolder(path));
  return {
    get path() {
      return path;
    },
    file: (name) => join(path, name),
  };
}
