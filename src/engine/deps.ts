// What the engine is given, and what it gives to a handler for the length of one turn.

import type { Db } from '../db/connect.ts';
import type { Clock } from '../ports/clock.ts';
import type { PortFailure } from '../ports/failure.ts';
import type { Chance, Ids } from '../ports/ids.ts';
import type { Log } from '../ports/log.ts';

export interface EngineDeps {
  db: Db;
  clock: Clock;
  ids: Ids;
  chance: Chance;
  log: Log;
  /** Present inside a worker's turn. */
  turn?: Turn;
}

/** The places where a crash matters: a test can stop the process exactly there. */
export const points = [
  'before-arm',
  'armed',
  'sent',
  'reply-received',
  'before-confirm',
  'confirmed',
] as const;
export type Point = (typeof points)[number];

/** One run of a handler in a worker. Handlers pass it on inside their deps and do not look into it. */
export interface Turn {
  /** Fences everything that is armed in this turn. */
  readonly epoch: number;
  /** Aborted when the worker stops: waiting ends, what is on the wire is finished. */
  readonly signal: AbortSignal;
  readonly waits: EffectWaits;
  /** `waiting`: not on the wire, so it counts against the few that may queue for a slot. */
  enter(phase: 'waiting' | 'wire'): void;
  onUnauthorized(queueKey: string, failure: PortFailure): Promise<void>;
  onPoint(point: Point): Promise<void>;
}

export interface EffectWaits {
  /** After this a call without an answer counts as unknown. Must be well under the lease. */
  transportTimeoutMs: number;
  /** From a lost answer to the first look, and from the first look to the second. */
  quiesceMs: number;
  quiesceAgainMs: number;
}

export const waitsDefault: EffectWaits = {
  transportTimeoutMs: 20_000,
  // Two looks with a wait before each: an effect may be applied late, and a look at once would miss it.
  quiesceMs: 30_000,
  quiesceAgainMs: 60_000,
};
