/** Values by the literal beginning of a pattern, as path segments. */
export interface PrefixTree<Value> {
  add(prefix: readonly string[], value: Value): void;
  remove(prefix: readonly string[], value: Value): void;
  /**
   * The values whose beginning begins with this one, or this one with theirs: patterns with other beginnings share no path
   * with it. Each as often as it was added.
   */
  related(prefix: readonly string[]): readonly Value[];
  /** The same; undefined: they are more than `most`. */
  fewRelated(prefix: readonly string[], most: number): readonly Value[] | undefined;
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
    related: (prefix) => fewRelated(prefix, Infinity) ?? [],
    fewRelated,
  };

  function fewRelated(prefix: readonly string[], most: number): readonly Value[] | undefined {
    const found: Value[] = [];
    let node: Node<Value> | undefined = root;
    for (const segment of prefix) {
      if (!take(node.values, found, most)) return undefined;
      node = node.children?.get(segment);
      if (node === undefined) return found;
    }
    return collect(node, found, most) ? found : undefined;
  }
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

/** All below a node; false: they are more than `most`. */
function collect<Value>({ values, children }: Node<Value>, found: Value[], most: number): boolean {
  if (!take(values, found, most)) return false;
  if (children !== undefined) for (const child of children.values()) if (!collect(child, found, most)) return false;
  return true;
}

function take<Value>(values: readonly Value[], found: Value[], most: number): boolean {
  if (found.length + values.length > most) return false;
  for (const value of values) found.push(value);
  return true;
}
