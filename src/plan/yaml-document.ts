import { isAlias, isMap, isNode, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { Document as YamlDocument, Node, YAMLError } from "yaml";

import { MAX_DEPTH, measure } from "./depth.ts";
import { emptyFile, tooDeep, unreadable } from "./document.ts";
import type { Document, FindSpan } from "./document.ts";
import { errorAt, textAt, warningAt } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** Aliases may multiply the contents this often: enough for shared lists, too little for a billion laughs. */
const MAX_ALIASES = 100;

/** Reads one YAML 1.2 document, with merge keys (`<<`). */
export function readYaml(text: string): Document {
  const document = parse(text);
  if (document.errors.length > 0) return unreadable(syntaxError(document.errors));
  if (document.contents === null) return unreadable(emptyFile());
  const duplicates = findDuplicateKeys(document);
  if (duplicates.length > 0) return { kind: "unreadable", findings: duplicates };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return unreadable(tooManyAliases());
  }
  if (measure(value).depth > MAX_DEPTH) return unreadable(tooDeep());
  return { kind: "read", value, findings: document.warnings.map(unknownTag) };
}

/** Looks values up in the document; follows aliases to where the text is. */
export function findInYaml(text: string): FindSpan {
  const document = parse(text);
  return (path, target) => {
    let node: Node | null = document.contents;
    let key: Node | undefined;
    for (const step of path) {
      const child = childOf(resolve(node, document), step);
      if (child === undefined) break;
      ({ node, key } = child);
    }
    const [start, end] = (target === "key" ? key?.range : undefined) ?? node?.range ?? [0, 0];
    return { offset: start, length: end - start };
  };
}

function parse(text: string): YamlDocument {
  // Its own search for equal keys compares each with each, which is slow in large maps.
  return parseDocument(text, {
    merge: true,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: "error",
  });
}

function resolve(node: Node | null, document: YamlDocument): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function childOf(node: Node | null, step: string | number): { node: Node; key: Node | undefined } | undefined {
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step];
    return isNode(item) ? { node: item, key: undefined } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (!isScalar(pair?.key)) return undefined;
  return { node: isNode(pair.value) ? pair.value : pair.key, key: pair.key };
}

function findDuplicateKeys(document: YamlDocument): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name) && name !== "<<") findings.push(duplicateKey(name, key.range?.[0] ?? 0));
        seen.add(name);
      }
    },
  });
  return findings;
}

function duplicateKey(name: string, offset: number): Finding {
  const message = `the key ${JSON.stringify(name)} is given twice in this map`;
  return errorAt("duplicate-key", textAt(offset, name.length), message, "Keep one of them.");
}

function tooManyAliases(): Finding {
  const message = "the aliases (*name) of this file multiply its contents too often, or name no anchor";
  return errorAt("nested-too-deeply", textAt(0, 0), message, "Write the values out.");
}

/** YAML takes every bare word that begins with an exclamation mark, such as a pattern that excludes, for a tag. */
const REMOVE_TAG = "Remove it, or write a text that begins with ! in quotes.";

function unknownTag({ pos, message }: YAMLError): Finding {
  return warningAt("syntax", textAt(pos[0], pos[1] - pos[0]), `${message}: it is ignored`, REMOVE_TAG);
}

function syntaxError(errors: readonly YAMLError[]): Finding {
  if (errors.some((error) => error.code === "RESOURCE_EXHAUSTION")) return tooDeep();
  const first = errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0];
  const at = textAt(first?.pos[0] ?? 0, 1);
  if (first?.code === "MULTIPLE_DOCS") {
    const hint = "Write a list (- id: ...), or one file for each workstream, without --- between them.";
    return errorAt("multiple-documents", at, "the file holds several YAML documents", hint);
  }
  const message = first?.message ?? "this is no YAML";
  const hint = "Indent with spaces, and quote text that holds ': ', ' #' or starts with a special character.";
  return errorAt("syntax", at, message.charAt(0).toLowerCase() + message.slice(1), hint);
}
