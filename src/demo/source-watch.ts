// Listens to the source while the demo runs: how far its touches are, and whom it was told to leave alone.

import type { JsonProcess } from './json-process.ts';

export interface HeldFact {
  type: string;
  humanKey: string;
  personId?: string;
  receivedAt: string;
}

interface Counts {
  reported: number;
  repeated: number;
  withheld: number;
  held: number;
}

type Fact =
  | ({ event: 'progress' | 'done' } & Counts)
  | ({ event: 'held' } & HeldFact)
  | { event: 'failed'; because: string };

export interface SourceWatch {
  counts(): Counts;
  /** Resolves when all touches are reported; rejects where the source gave up. */
  whenDone: Promise<void>;
  /** Told of every pause and stop that arrives from now on. */
  onHeld(listener: (fact: HeldFact) => void): void;
}

/** Reads the source's lines until it ends. */
export function watchSource(source: JsonProcess): SourceWatch {
  let counts: Counts = { reported: 0, repeated: 0, withheld: 0, held: 0 };
  const listeners: ((fact: HeldFact) => void)[] = [];
  const done = Promise.withResolvers<void>();
  const read = async (): Promise<void> => {
    for (;;) {
      const next = await source.lines.next();
      if (next.done === true) return;
      const fact = next.value as Fact;
      if (fact.event === 'failed') throw new Error(`The source gave up: ${fact.because}`);
      if (fact.event === 'held') for (const listener of listeners) listener(fact);
      else counts = fact;
      if (fact.event === 'done') done.resolve();
    }
  };
  read().then(() => done.reject(new Error('The source ended before its time.')), done.reject);
  // Where nobody waits any more, its end is no news.
  done.promise.catch(() => undefined);
  return {
    counts: () => counts,
    whenDone: done.promise,
    onHeld: (listener) => void listeners.push(listener),
  };
}
