/**
 * The name that a file gets on file systems which take several for one: those of macOS leave out characters that nobody sees,
 * those of Windows blanks and dots at the end of a name and what follows a colon. Upper and lower case stay.
 */
export function plainName(path: string): string {
  return path
    .split("/")
    .map((name) =>
      name
        .normalize("NFC")
        .replaceAll(UNSEEN, "")
        .replace(/:.*$/s, "")
        .replace(/[. ]+$/, ""),
    )
    .join("/");
}

/** As HFS+ has it; git leaves out the same. */
const UNSEEN = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;
