/** Facts that never change, such as what is behind an object's name. It forgets the oldest beyond its limit. */
export interface Cache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

/** A cache for each owner, gone with it. */
export function cachePer<V>(limit: number): (owner: object) => Cache<V> {
  const caches = new WeakMap<object, Cache<V>>();
  return (owner) => {
    const cache = caches.get(owner) ?? createCache<V>(limit);
    caches.set(owner, cache);
    return cache;
  };
}

export function createCache<V>(limit: number): Cache<V> {
  const values = new Map<string, V>();
  function set(key: string, value: V): void {
    values.set(key, value);
    const oldest = values.size > limit ? values.keys().next().value : undefined;
    if (oldest !== undefined) values.delete(oldest);
  }
  return { get: (key) => values.get(key), set };
}
