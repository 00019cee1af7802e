// The processes that work: an epoch each, a lease that is renewed, and the takeover of those that are gone.

import { sql } from 'kysely';
import type { Db, Trx } from '../db/connect.ts';
import type { ClaimedWork } from './work.ts';

export interface Registration {
  epoch: number;
  /** A predecessor ended without saying so. */
  wasUnclean: boolean;
  takenOver: TakenOver;
}

export interface TakenOver {
  epochs: number[];
  /** Effects whose outcome is unknown now, and will be looked for. */
  ambiguousCount: number;
}

/**
 * Enters a process and takes over from dead ones.
 * `isAlone`: the caller holds the lock on the database folder, so nobody else can be alive, whatever their lease says.
 */
export async function registerWorker(
  db: Db,
  worker: { name: string; now: Date; leaseMs: number; quiesceMs: number; isAlone: boolean },
): Promise<Registration> {
  return await db.transaction().execute(async (trx) => {
    const { epoch } = await trx
      .insertInto('workers')
      .values({
        name: worker.name,
        startedAt: worker.now,
        seenAt: worker.now,
        leaseUntil: leaseFrom(worker.now, worker.leaseMs),
      })
      .returning('epoch')
      .executeTakeFirstOrThrow();
    const takenOver = await takeOver(trx, { ...worker, epoch });
    return { epoch, takenOver, wasUnclean: takenOver.epochs.length > 0 };
  });
}

/** Renews the lease, of the worker and of the work it is at. False where somebody took over: stop using the epoch. */
export async function renewLease(
  db: Db,
  renewal: { epoch: number; now: Date; leaseMs: number; atWork: readonly ClaimedWork[] },
): Promise<boolean> {
  const leaseUntil = leaseFrom(renewal.now, renewal.leaseMs);
  const renewed = await db
    .updateTable('workers')
    .set({ seenAt: renewal.now, leaseUntil })
    .where('epoch', '=', renewal.epoch)
    .where('stoppedAt', 'is', null)
    .executeTakeFirst();
  if (renewed.numUpdatedRows === 0n) return false;
  const { atWork } = renewal;
  if (atWork.length === 0) return true;
  await sql`
    update work set lease_until = ${leaseUntil}
    from unnest(${atWork.map((work) => work.workspaceId)}::uuid[],
      ${atWork.map((work) => work.kind)}::text[],
      ${atWork.map((work) => work.subjectId)}::uuid[]) as held(workspace_id, kind, subject_id)
    where work.workspace_id = held.workspace_id and work.kind = held.kind
      and work.subject_id = held.subject_id and work.leased_by = ${renewal.epoch}`.execute(db);
  return true;
}

/** Takes over from every worker whose lease ran out. Safe to call from several at once. */
export async function takeOverDead(
  db: Db,
  by: { epoch: number; now: Date; quiesceMs: number },
): Promise<TakenOver> {
  return await db
    .transaction()
    .execute(async (trx) => await takeOver(trx, { ...by, isAlone: false }));
}

/** Leaves: work goes back to the queue, and what is still under way counts as of unknown outcome. */
export async function retireWorker(
  db: Db,
  worker: { epoch: number; now: Date; quiesceMs: number },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('workers')
      .set({ stoppedAt: worker.now })
      .where('epoch', '=', worker.epoch)
      .where('stoppedAt', 'is', null)
      .execute();
    await freeWhatTheyHeld(trx, { ...worker, epochs: [worker.epoch] });
  });
}

/** Locks the worker's row against a takeover until the transaction ends. False where it may not arm anything more. */
export async function holdEpoch(
  trx: Trx,
  worker: { epoch: number; until: Date },
): Promise<boolean> {
  const row = await trx
    .selectFrom('workers')
    .select('epoch')
    .where('epoch', '=', worker.epoch)
    .where('stoppedAt', 'is', null)
    .where('leaseUntil', '>', worker.until)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

async function takeOver(
  trx: Trx,
  by: { epoch: number; now: Date; quiesceMs: number; isAlone: boolean },
): Promise<TakenOver> {
  const dead = await trx
    .updateTable('workers')
    .set({ stoppedAt: by.now })
    .where('stoppedAt', 'is', null)
    .where('epoch', '<>', by.epoch)
    .$if(!by.isAlone, (query) => query.where('leaseUntil', '<', by.now))
    .returning('epoch')
    .execute();
  const epochs = dead.map((row) => row.epoch);
  if (epochs.length === 0) return { epochs, ambiguousCount: 0 };
  const ambiguousCount = await freeWhatTheyHeld(trx, { ...by, epochs });
  return { epochs, ambiguousCount };
}

// A process that only seems dead may still send what it armed, so the quiet time starts now and not when it armed.
async function freeWhatTheyHeld(
  trx: Trx,
  of: { epochs: number[]; now: Date; quiesceMs: number },
): Promise<number> {
  const quietUntil = new Date(of.now.getTime() + of.quiesceMs);
  const moved = await trx
    .updateTable('intents')
    .set({
      // What may be repeated needs no look, but it too waits until the old request is surely over.
      state: sql`case when is_repeatable then 'planned' else 'ambiguous' end`,
      dueAt: quietUntil,
      probeCount: 0,
      failure: 'unknownOutcome',
      failureText: 'The process that sent it ended before the answer.',
    })
    .where('state', '=', 'armed')
    .where('epoch', 'in', of.epochs)
    .returning('isRepeatable')
    .execute();
  await trx
    .updateTable('work')
    .set({ leasedBy: null, leaseUntil: null })
    .where('leasedBy', 'in', of.epochs)
    .execute();
  return moved.filter((intent) => !intent.isRepeatable).length;
}

function leaseFrom(now: Date, leaseMs: number): Date {
  return new Date(now.getTime() + leaseMs);
}
