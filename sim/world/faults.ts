// Strikes faults where a point asks, from a stream of chance per fault, and counts how often each was asked and struck.

import type { Streams } from '../engine/chance.ts';
import type { FaultName } from './fault-names.ts';

export interface Faults {
  /** Whether the fault strikes here and now. */
  strikes(name: FaultName): boolean;
  /** A number in [0, 1) for the shape of the fault. */
  shape(name: FaultName): number;
  /** From now on nothing strikes. */
  stop(): void;
  readonly isOver: boolean;
  readonly fired: ReadonlyMap<string, number>;
  /** Counts something that is no drawn fault, such as a disaster. */
  count(name: string): void;
}

/** `weights` are the faults of this seed. */
export function newFaults(streams: Streams, weights: Partial<Record<FaultName, number>>): Faults {
  const fired = new Map<string, number>();
  let isOver = false;
  const count = (name: string): void => void fired.set(name, (fired.get(name) ?? 0) + 1);
  return {
    strikes(name) {
      const weight = weights[name];
      if (weight === undefined || isOver) return false;
      if (streams.of(`fault ${name}`).next() >= weight) return false;
      count(name);
      return true;
    },
    shape: (name) => streams.of(`shape ${name}`).next(),
    stop() {
      isOver = true;
    },
    get isOver() {
      return isOver;
    },
    fired,
    count,
  };
}
