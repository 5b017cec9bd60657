import { plain } from "./plain.ts";

/** Says that a folder which could not be removed is still there; `why` names what could not, and the reason. */
export function leftBehind(folder: string, why: string): string {
  return `${plain(why)}; nothing needs ${plain(folder)} any more: delete it`;
}
