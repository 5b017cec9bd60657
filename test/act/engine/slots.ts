/** Lets so many pieces of work run at the same time; the others wait in their order. */
export interface Slots {
  /** After `close` it does not run the work at all. */
  use(work: () => Promise<void>): Promise<void>;
  /** Resolves when nothing runs any more; what waits is dropped. */
  close(): Promise<void>;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<void>>();
  let closed = false;
  return {
    async use(work) {
      if (running.size >= count) await new Promise<void>((resolve) => waiting.push(resolve));
      if (closed) return;
      const done = work();
      running.add(done);
      try {
        await done;
      } finally {
        running.delete(done);
        waiting.shift()?.();
      }
    },
    async close() {
      closed = true;
      for (const go of waiting.splice(0)) go();
      await Promise.allSettled(running);
    },
  };
}
