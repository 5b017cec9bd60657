import type { Entry } from "./entry.ts";
import { errorAt, valueAt, warningAt } from "./finding.ts";
import { readDocument, withoutByteOrderMark } from "./read-document.ts";
import { readWorkstream } from "./read-workstream.ts";
import type { Surroundings } from "./read-workstream.ts";
import type { SourceFile } from "./source.ts";
import { idFromFileName, isWorkstreamId, slugId } from "./workstream-id.ts";

/** Reads all workstream files, in the order given; equal ids are reported at the later place. */
export function readEntries(sources: readonly SourceFile[], surroundings: Surroundings): readonly Entry[] {
  const entries = sources.flatMap((source) => readFile(source, surroundings));
  const holders = reportDuplicates(entries);
  nameTheNameless(entries, new Set(holders.keys()));
  return entries;
}

function readFile(source: SourceFile, surroundings: Surroundings): readonly Entry[] {
  const file = source.path;
  const document = readDocument(source);
  const whole = { file, at: [], hints: [], writtenId: undefined, workstream: undefined, dependencies: [] };
  if (document.kind === "unreadable") {
    return [{ ...whole, ids: [], hints: guessIds(source), findings: [...document.findings] }];
  }
  if (!Array.isArray(document.value)) {
    const entry = readWorkstream(document.value, file, [], surroundings);
    for (const finding of document.findings) entry.findings.push(finding);
    return [entry];
  }
  const entries = document.value.map((value, index) => readWorkstream(value, file, [index], surroundings));
  const findings = [...document.findings];
  if (entries.length === 0) {
    findings.push(warningAt("empty-file", valueAt([]), "the list is empty", "Add a workstream, or delete the file."));
  }
  return findings.length === 0 ? entries : [...entries, { ...whole, ids: [], findings }];
}

const HELD_ID = /(?:^|[{,])[ \t{[-]*["']?id["']?[ \t]*:[ \t]*["']?(ws-[a-z0-9-]+)/gm;

/** The ids that a file which can't be parsed seems to hold, so that what depends on them is blocked by them. */
function guessIds(source: SourceFile): readonly string[] {
  const lines = withoutByteOrderMark(source.text).matchAll(HELD_ID);
  return [...new Set([...lines].map(([, id = ""]) => id))].filter(isWorkstreamId);
}

/** Tells who holds each id first. */
function reportDuplicates(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const holders = new Map<string, Entry>();
  for (const entry of entries) {
    for (const id of entry.ids) {
      const first = holders.get(id);
      if (first === undefined) holders.set(id, entry);
      else entry.findings.push(duplicateId(id, entry, first));
    }
  }
  return holders;
}

function duplicateId(id: string, entry: Entry, first: Entry) {
  const related = [{ file: first.file, at: valueAt([...first.at, "id"]), message: `${id} is first used here` }];
  const message = `the id ${id} is used twice`;
  return errorAt("duplicate-id", valueAt([...entry.at, "id"]), message, "Give each workstream its own id.", related);
}

/** Gives broken workstreams the ids they seem to hold, else the one that their file's name says, as far as free. */
function nameTheNameless(entries: readonly Entry[], taken: Set<string>): void {
  for (const entry of entries) {
    if (entry.ids.length > 0 || entry.findings.every(({ severity }) => severity === "warning")) continue;
    const held = entry.hints.filter((id) => !taken.has(id));
    const other = [idFromFileName(entry.file), slugId(entry.writtenId ?? "")].find((id) => id && !taken.has(id));
    if (held.length > 0) entry.ids = held;
    else if (other !== undefined) entry.ids = [other];
    for (const id of entry.ids) taken.add(id);
  }
}
