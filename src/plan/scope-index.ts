import { compileScope, overlapOf } from "./scope.ts";
import type { CompiledScope } from "./scope.ts";
import type { Scope } from "./workstream.ts";

/** Another scope in the index, and a path that both allow. */
interface Clash {
  readonly id: string;
  readonly witness: string;
}

/** Scopes by id, kept so that those that overlap a given one are found without comparing it with all of them. */
export interface ScopeIndex {
  /** Replaces the scope that the id had. */
  add(id: string, scope: Scope): void;
  remove(id: string): void;
  /** The smallest id whose scope shares a path with `scope`, apart from the id `except`. */
  firstOverlap(scope: Scope, except?: string): Clash | undefined;
  /** All of them, in the order of the ids. */
  overlaps(scope: Scope): Clash[];
}

/**
 * A tree of path segments. Each pattern hangs at the node of its literal beginning; two patterns can share a path only
 * where one's node is on the way from the root to the other's.
 */
export function createScopeIndex(): ScopeIndex {
  const root = createNode();
  const scopes = new Map<string, CompiledScope>();
  return { add, remove, firstOverlap, overlaps };

  function add(id: string, scope: Scope): void {
    remove(id);
    const compiled = compileScope(scope);
    scopes.set(id, compiled);
    for (const { part } of compiled) insert(root, part.prefix, id);
  }

  function remove(id: string): void {
    for (const { part } of scopes.get(id) ?? []) erase(root, part.prefix, id);
    scopes.delete(id);
  }

  function firstOverlap(scope: Scope, except?: string): Clash | undefined {
    for (const clash of clashes(scope)) if (clash.id !== except) return clash;
    return undefined;
  }

  function overlaps(scope: Scope): Clash[] {
    return [...clashes(scope)];
  }

  function* clashes(scope: Scope): Generator<Clash> {
    const compiled = compileScope(scope);
    for (const id of [...candidates(root, compiled)].toSorted()) {
      const found = overlapOf(compiled, scopes.get(id) ?? []);
      if (found !== undefined) yield { id, witness: found.witness };
    }
  }
}

interface Node {
  readonly children: Map<string, Node>;
  readonly ids: Set<string>;
}

function createNode(): Node {
  return { children: new Map(), ids: new Set() };
}

function insert(root: Node, prefix: readonly string[], id: string): void {
  let node = root;
  for (const segment of prefix) {
    const child = node.children.get(segment) ?? createNode();
    node.children.set(segment, child);
    node = child;
  }
  node.ids.add(id);
}

/** Also removes the branches that hold nothing any more. */
function erase(node: Node, prefix: readonly string[], id: string, depth = 0): void {
  const segment = prefix[depth];
  if (segment === undefined) {
    node.ids.delete(id);
    return;
  }
  const child = node.children.get(segment);
  if (child === undefined) return;
  erase(child, prefix, id, depth + 1);
  if (child.ids.size === 0 && child.children.size === 0) node.children.delete(segment);
}

function candidates(root: Node, scope: CompiledScope): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { part } of scope) {
    let node: Node | undefined = root;
    for (const segment of part.prefix) {
      for (const id of node.ids) found.add(id);
      node = node.children.get(segment);
      if (node === undefined) break;
    }
    if (node !== undefined) collect(node, found);
  }
  return found;
}

function collect(node: Node, found: Set<string>): void {
  for (const id of node.ids) found.add(id);
  for (const child of node.children.values()) collect(child, found);
}
