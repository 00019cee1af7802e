// How the sync is: what came in last, what waits and for how long, what needs a person.

import {
  countSync,
  listBacklog,
  listHookHealth,
  listParkedReasons,
  readWritesPerRecord,
  type HookHealth,
  type ParkedReason,
  type SyncCounts,
} from '../db/queries/health.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { findSweep, type Sweep } from '../db/queries/mirror.ts';
import { lanes } from '../engine/lanes.ts';
import { findRateUse } from '../engine/limiter.ts';
import type { Deps } from './deps.ts';

export interface LaneHealth {
  name: string;
  dueCount: number;
  /** How long the oldest has been due. */
  waitingSeconds: number;
  /** Until this lane and all before it are empty, at the present rate. */
  secondsToFinish: number;
}

export interface Health {
  connection: { state: string; because: string | null } | null;
  hooks: HookHealth[];
  /** Since the last complete poll; null where there was none. */
  pollAgeSeconds: number | null;
  rate: { ratePerSecond: number; callCount: number; refusedCount: number; isHeld: boolean } | null;
  lanes: LaneHealth[];
  parked: ParkedReason[];
  counts: SyncCounts;
  sweep: Sweep | null;
}

/** Before a record is written it is looked for. */
const lookUpCalls = 1;
/** Before anything was written: a creation and a note. */
const writesPerRecordDefault = 2;

/** Reads only; makes no call. */
export async function readHealth(deps: Deps, input: { workspaceId: string }): Promise<Health> {
  const { workspaceId } = input;
  const { db } = deps;
  const now = deps.clock.now();
  const connection = await findConnection(db, workspaceId);
  const counts = await countSync(db, workspaceId);
  const use = connection === undefined ? null : await findRateUse(db, connection.credentialKey);
  const writes = await readWritesPerRecord(db, workspaceId);
  const callsPerRecord = lookUpCalls + (writes ?? writesPerRecordDefault);
  const backlog = await listBacklog(db, { workspaceId, now });
  let callsBefore = 0;
  const laneHealth = backlog.map(({ lane, dueCount, recordCount, oldestDueAt }) => {
    // A reading is one call, or one now and the rest later.
    callsBefore += recordCount * callsPerRecord + (dueCount - recordCount);
    return {
      name: laneName(lane),
      dueCount,
      waitingSeconds: secondsSince(oldestDueAt, now) ?? 0,
      secondsToFinish: Math.ceil(callsBefore / (use?.ratePerSecond ?? 10)),
    };
  });
  return {
    connection:
      connection === undefined ? null : { state: connection.state, because: connection.because },
    hooks: await listHookHealth(db, workspaceId),
    pollAgeSeconds: secondsSince(connection?.polledAt ?? null, now),
    rate:
      use === null
        ? null
        : {
            ratePerSecond: use.ratePerSecond,
            callCount: use.callCount,
            refusedCount: use.refusedCount,
            isHeld: use.holdUntil !== null && use.holdUntil > now,
          },
    lanes: laneHealth,
    parked: await listParkedReasons(db, workspaceId),
    counts,
    sweep: (await findSweep(db, workspaceId)) ?? null,
  };
}

function laneName(number: number): string {
  return Object.entries(lanes).find(([, lane]) => lane === number)?.[0] ?? String(number);
}

function secondsSince(at: Date | null, now: Date): number | null {
  return at === null ? null : Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
}
