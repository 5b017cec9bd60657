import { pullTitle } from "./pull.ts";

/** The message of the commit that holds what an agent left uncommitted. */
export function workMessage(workstream: { readonly id: string; readonly title: string }, agent: string): string {
  return `${pullTitle(workstream)}\n\nLeft by ${agent}, committed by Workstreams.\n`;
}
