import { createScanner, getNodeValue, parseTree } from "jsonc-parser";
import type { Node, ParseError } from "jsonc-parser";

import { MAX_DEPTH, measure } from "./depth.ts";
import { emptyFile, tooDeep, unreadable } from "./document.ts";
import type { Document, FindSpan } from "./document.ts";
import { textAt, warningAt } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { countJsonKeys } from "./json-keys.ts";
import { jsonSyntaxError } from "./json-syntax.ts";

/** Reads JSON at the speed of JSON.parse; only what that refuses, or loses, goes through the tolerant parser. */
export function readJson(text: string): Document {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return readTolerantly(text);
  }
  const { depth, keys } = measure(value);
  if (depth > MAX_DEPTH) return unreadable(tooDeep());
  // JSON.parse keeps the last of equal keys and says nothing: then the text has more keys than the value.
  const findings = countJsonKeys(text) === keys ? [] : findDuplicateKeys(parse(text).tree);
  return { kind: "read", value, findings };
}

/** Looks values up in the syntax tree. */
export function findInJson(text: string): FindSpan {
  const { tree } = parse(text);
  return (path, target) => {
    let node = tree;
    let key: Node | undefined;
    for (const step of path) {
      const child = childOf(node, step);
      if (child === undefined) break;
      ({ node, key } = child);
    }
    const best = target === "key" ? (key ?? node) : node;
    return { offset: best?.offset ?? 0, length: best?.length ?? 0 };
  };
}

function readTolerantly(text: string): Document {
  if (isTooDeep(text)) return unreadable(tooDeep());
  const { tree, errors } = parse(text);
  const first = errors[0];
  if (first !== undefined) return unreadable(jsonSyntaxError(first, text));
  if (tree === undefined) return unreadable(emptyFile());
  const value: unknown = getNodeValue(tree);
  return { kind: "read", value, findings: findDuplicateKeys(tree) };
}

function parse(text: string): { tree: Node | undefined; errors: readonly ParseError[] } {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  return { tree, errors };
}

/** The last property of that name, because the last one wins; or the element of a list. */
function childOf(node: Node | undefined, step: string | number): { node: Node; key: Node | undefined } | undefined {
  if (node?.type === "array" && typeof step === "number") {
    const element = node.children?.[step];
    return element && { node: element, key: undefined };
  }
  if (node?.type !== "object") return undefined;
  const property = node.children?.findLast((child) => child.children?.[0]?.value === step);
  const value = property?.children?.[1];
  return value && { node: value, key: property.children?.[0] };
}

function findDuplicateKeys(tree: Node | undefined): readonly Finding[] {
  const findings: Finding[] = [];
  const open: Node[] = tree === undefined ? [] : [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of node.children ?? []) open.push(child);
    if (node.type !== "object") continue;
    const seen = new Set<unknown>();
    for (const property of node.children ?? []) {
      const key = property.children?.[0];
      if (key !== undefined && seen.has(key.value)) findings.push(duplicateKey(key));
      seen.add(key?.value);
    }
  }
  return findings;
}

function duplicateKey(key: Node): Finding {
  const message = `the key ${JSON.stringify(key.value)} is given twice in this object: the last one wins`;
  return warningAt("duplicate-key", textAt(key.offset, key.length), message, "Keep one of them.");
}

/** The tolerant parser recurses, so depth is counted from the tokens first. */
function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const first = text[scanner.getTokenOffset()];
    if (first === "{" || first === "[") depth += 1;
    if (first === "}" || first === "]") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
