/** What git leaves out of a tree with a remark only: it exits with 0 all the same. */

/** Work of which git can't read a part, and so can't take all. */
export class UnreadError extends Error {
  constructor(why: string) {
    super(`not all of it can be read: ${why}`);
    this.name = "UnreadError";
  }
}

/** A folder that can't be opened counts as empty. */
const FOLDER = /^warning: (could not open directory '.*)$/m;

/** A file that can't be looked at counts as unchanged. */
const FILE = /^(?!warning: |hint: )(.*: (?:Permission denied|Input\/output error))$/m;

/** Throws where git said that it did not read something. */
export function assertAllRead(remarks: string): void {
  const [, folder] = FOLDER.exec(remarks) ?? [];
  // Git cuts a remark that holds so long a path, and its reason with it.
  if (folder !== undefined && !GIVES_REASON.test(folder)) throw new UnreadError("the path of a folder is too long");
  const remark = folder ?? FILE.exec(remarks)?.[1];
  if (remark !== undefined) throw new UnreadError(remark);
}

const GIVES_REASON = /': (?!File name too long)[^:']+$/;
