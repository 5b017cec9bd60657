/** Something to wait on that others can ring. */
export interface Alarm {
  readonly ring: () => void;
  /** Resolves after `ms`, or when it rings; at once where it rang since the last wait. The answer: whether it rang. */
  readonly wait: (ms: number) => Promise<boolean>;
}

export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const rang = rung;
      rung = false;
      wake = undefined;
      return rang;
    },
  };
}
