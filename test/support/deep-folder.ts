import { execFileSync } from "node:child_process";

/** Shell lines that make a file below a path of more than 4,096 bytes, from the working directory on. */
export const DEEP = [
  'name=$(printf "d%.0s" $(seq 250))',
  '(for n in $(seq 18); do mkdir "$name"; cd -P "$name"; done; echo x > file)',
].join("\n");

/** Makes it in a folder. */
export function makeDeep(folder: string): void {
  execFileSync("/bin/sh", ["-ec", DEEP], { cwd: folder });
}
