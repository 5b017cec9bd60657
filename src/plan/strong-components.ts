/**
 * The strongly connected components of a directed graph (Tarjan's algorithm with a stack of its own: the recursive one of
 * graphology-components overflows on a chain of some ten thousand nodes).
 */
export function strongComponents(
  nodes: readonly string[],
  successorsOf: (node: string) => readonly string[],
): string[][] {
  const components: string[][] = [];
  const order = new Map<string, number>();
  /** The oldest node that is known to be reachable and not yet in a component, by its order. */
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();

  for (const root of nodes) {
    if (order.has(root)) continue;
    const path: Frame[] = [];
    enter(root, path);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const successor = frame.successors[frame.next];
      frame.next += 1;
      if (successor === undefined) {
        path.pop();
        leave(frame.node, path.at(-1)?.node);
      } else if (!order.has(successor)) {
        enter(successor, path);
      } else if (isOpen.has(successor)) {
        lower(frame.node, order.get(successor));
      }
    }
  }
  return components;

  function enter(node: string, path: Frame[]): void {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    open.push(node);
    isOpen.add(node);
    path.push({ node, successors: successorsOf(node), next: 0 });
  }

  function leave(node: string, parent: string | undefined): void {
    if (lowest.get(node) === order.get(node)) components.push(close(node));
    else if (parent !== undefined) lower(parent, lowest.get(node));
  }

  function lower(node: string, candidate = Infinity): void {
    lowest.set(node, Math.min(lowest.get(node) ?? Infinity, candidate));
  }

  function close(node: string): string[] {
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) isOpen.delete(member);
    return component;
  }
}

/** A node on the path being explored, and which of its successors comes next. */
interface Frame {
  readonly node: string;
  readonly successors: readonly string[];
  next: number;
}
