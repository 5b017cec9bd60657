/** Values by the literal beginning of a pattern, as path segments. */
export interface PrefixTree<Value> {
  add(prefix: readonly string[], value: Value): void;
  remove(prefix: readonly string[], value: Value): void;
  /**
   * The values whose beginning begins with this one, or this one with theirs: patterns with other beginnings share no path
   * with it. Each as often as it was added.
   */
  related(prefix: readonly string[]): readonly Value[];
}

export function createPrefixTree<Value>(): PrefixTree<Value> {
  const root = createNode<Value>();
  return {
    add(prefix, value) {
      let node = root;
      for (const segment of prefix) node = childOf(node, segment);
      node.values.push(value);
    },
    remove: (prefix, value) => remove(root, prefix, value),
    related(prefix) {
      const found: Value[] = [];
      let node: Node<Value> | undefined = root;
      for (const segment of prefix) {
        for (const value of node.values) found.push(value);
        node = node.children?.get(segment);
        if (node === undefined) return found;
      }
      collect(node, found);
      return found;
    },
  };
}

interface Node<Value> {
  /** Most nodes have none. */
  children: Map<string, Node<Value>> | undefined;
  readonly values: Value[];
}

function createNode<Value>(): Node<Value> {
  return { children: undefined, values: [] };
}

function childOf<Value>(node: Node<Value>, segment: string): Node<Value> {
  node.children ??= new Map();
  const known = node.children.get(segment);
  if (known !== undefined) return known;
  const child = createNode<Value>();
  node.children.set(segment, child);
  return child;
}

/** Also removes the branches that hold nothing any more. */
function remove<Value>(node: Node<Value>, prefix: readonly string[], value: Value, depth = 0): void {
  const segment = prefix[depth];
  if (segment === undefined) {
    const at = node.values.indexOf(value);
    if (at !== -1) node.values.splice(at, 1);
    return;
  }
  const child = node.children?.get(segment);
  if (child === undefined) return;
  remove(child, prefix, value, depth + 1);
  if (child.values.length === 0 && !child.children?.size) node.children?.delete(segment);
}

function collect<Value>(node: Node<Value>, found: Value[]): void {
  for (const value of node.values) found.push(value);
  if (node.children !== undefined) for (const child of node.children.values()) collect(child, found);
}
