import type { Entry } from "./entry.ts";
import { errorAt, valueAt, warningAt } from "./finding.ts";
import { readDocument, withoutByteOrderMark } from "./read-document.ts";
import { readWorkstream } from "./read-workstream.ts";
import type { Surroundings } from "./read-workstream.ts";
import type { SourceFile } from "./source.ts";
import { idFromFileName, isWorkstreamId, slugId } from "./workstream-id.ts";

/** Reads all workstream files, in the order given; equal ids are reported at the later place. */
export function readEntries(
  sources: readonly SourceFile[],
  surroundings: Surroundings,
): readonly Entry[] {
  const entries = sources.flatMap((source) => readFile(source, surroundings));
  const holders = reportDuplicates(entries);
  nameTheNameless(entries, new Set(holders.keys()));
  return entries;
}

function readFile(source: SourceFile, surroundings: Surroundings): readonly Entry[] {
  const file = source.path;
  const document = readDocument(source);
  const whole = { file, at: [], writtenId: undefined, workstream: undefined, dependencies: [] };
  if (document.kind === "unreadable") {
    return [{ ...whole, ids: guessIds(source), findings: [...document.findings] }];
  }
  if (!Array.isArray(document.value)) {
    const entry = readWorkstream(document.value, file, [], surroundings);
    entry.findings.push(...document.findings);
    return [entry];
  }
  const entries = document.value.map((value, index) =>
    readWorkstream(value, file, [index], surroundings),
  );
  const findings = [...document.findings];
  if (entries.length === 0) {
    findings.push(
      warningAt(
        "empty-file",
        valueAt([]),
        "the list is empty",
        "Add a workstream, or delete the file.",
      ),
    );
  }
  return findings.length === 0 ? entries : [...entries, { ...whole, ids: [], findings }];
}

/** The ids that a file which can't be parsed seems to hold, so that what depends on them is blocked by them. */
function guessIds(source: SourceFile): readonly string[] {
  const lines = withoutByteOrderMark(source.text).matchAll(
    /^[\s{[,-]*["']?id["']?\s*:\s*["']?(ws-[a-z0-9-]+)/gm,
  );
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
  const related = [
    { file: first.file, at: valueAt([...first.at, "id"]), message: `${id} is first used here` },
  ];
  const message = `the id ${id} is used twice`;
  return errorAt(
    "duplicate-id",
    valueAt([...entry.at, "id"]),
    message,
    "Give each workstream its own id.",
    related,
  );
}

/** Gives a broken workstream the id that its file's name says, else the nearest one to what it holds, if free. */
function nameTheNameless(entries: readonly Entry[], taken: Set<string>): void {
  for (const entry of entries) {
    if (entry.ids.length > 0 || entry.findings.every(({ severity }) => severity === "warning"))
      continue;
    const candidates = [idFromFileName(entry.file), slugId(entry.writtenId ?? "")];
    const free = candidates.find((id) => id !== undefined && !taken.has(id));
    if (free === undefined) continue;
    taken.add(free);
    entry.ids = [free];
  }
}
