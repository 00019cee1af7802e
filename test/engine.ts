// What the tests of the engine share: deps, a workspace, work and intents with defaults, and a turn without a worker.

import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { systemChance } from '../src/adapters/ids/system-ids.ts';
import type { Db } from '../src/db/connect.ts';
import { waitsDefault, type EngineDeps, type Point, type Turn } from '../src/engine/deps.ts';
import type { Intent, NewIntent } from '../src/engine/intents.ts';
import { planIntent } from '../src/engine/intents.ts';
import { lanes } from '../src/engine/lanes.ts';
import type { WorkWish } from '../src/engine/work.ts';
import { registerWorker } from '../src/engine/workers.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Ids } from '../src/ports/ids.ts';
import type { Log } from '../src/ports/log.ts';

export const startAt = new Date('2026-03-02T10:00:00.000Z');

/** Milliseconds after the start of every engine test. */
export function at(ms: number): Date {
  return new Date(startAt.getTime() + ms);
}

export function engineDeps(db: Db, clock: Clock): EngineDeps {
  return { db, clock, ids: countedIds(), chance: { next: () => 0.5 }, log: silentLog };
}

/** Deps as in a process of its own: the machine's clock, ids that no other number makes. */
export function machineDeps(db: Db, number: number): EngineDeps {
  let count = number * 1_000_000;
  const ids = { next: () => numberedId(++count) };
  return { db, ids, clock: systemClock(), chance: systemChance(), log: silentLog };
}

/** A clock that stands where the test puts it; sleeping moves it on at once. */
export function handClock(): Clock & { set(ms: number): void } {
  let now = startAt;
  return {
    now: () => now,
    async sleep(ms, signal) {
      // A wait for an answer is ended by the answer, which here is always sooner.
      if (signal !== undefined && ms >= waitsDefault.transportTimeoutMs) {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        return;
      }
      now = new Date(now.getTime() + ms);
    },
    set(ms) {
      now = at(ms);
    },
  };
}

/** UUIDs 1, 2, 3 … */
export function countedIds(): Ids {
  let count = 0;
  return { next: () => numberedId(++count) };
}

export function numberedId(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const silentLog: Log = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silentLog,
};

/** Makes the workspace that everything below belongs to by default. */
export async function makeWorkspace(db: Db, number = 1): Promise<string> {
  const id = `${'a'.repeat(8)}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
  await db
    .insertInto('workspaces')
    .values({ id, slug: `w${number}`, name: 'Test', createdAt: startAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return id;
}

export function aWish(workspaceId: string, more: Partial<WorkWish> = {}): WorkWish {
  return {
    workspaceId,
    kind: 'record',
    subjectId: numberedId(1),
    queueKey: 'key',
    lane: lanes.interactive,
    dueAt: startAt,
    because: 'test',
    ...more,
  };
}

export async function anIntent(
  deps: EngineDeps,
  workspaceId: string,
  more: Partial<NewIntent> = {},
): Promise<Intent> {
  const subjectId = more.subjectId ?? numberedId(1);
  return await deps.db.transaction().execute(
    async (trx) =>
      await planIntent(trx, deps, {
        workspaceId,
        subjectKind: 'record',
        subjectId,
        queueKey: 'key',
        lane: lanes.interactive,
        kind: 'create',
        payload: { text: 'payload' },
        marker: `create ${subjectId}`,
        isRepeatable: false,
        cause: 'test',
        ...more,
      }),
  );
}

/** A turn of a freshly registered worker, with what it was told. */
export async function aTurn(
  deps: EngineDeps,
  onPoint: (point: Point) => void | Promise<void> = () => undefined,
): Promise<Turn & { unauthorized: string[]; stop(): void }> {
  const now = deps.clock.now();
  const leaseMs = 60_000_000;
  const { epoch } = await registerWorker(deps.db, {
    name: 'test',
    now,
    leaseMs,
    quiesceMs: waitsDefault.quiesceMs,
    isAlone: false,
  });
  const stop = new AbortController();
  const unauthorized: string[] = [];
  return {
    epoch,
    signal: stop.signal,
    waits: waitsDefault,
    unauthorized,
    enter: () => undefined,
    async onUnauthorized(queueKey) {
      unauthorized.push(queueKey);
    },
    async onPoint(point) {
      await onPoint(point);
    },
    stop: () => stop.abort(),
  };
}
