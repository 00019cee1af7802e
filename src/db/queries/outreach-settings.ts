// The switch that stops all outreach of a workspace, its own caps, and the key of its hashes.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export interface OutreachSettings {
  epoch: number;
  stoppedAt: Date | null;
  stoppedBecause: string | null;
  dayCap: number | null;
  userDayCap: number | null;
  sealedHashKey: Uint8Array;
  /** Until then every message is looked for in Sent before it goes. */
  lookFirstUntil: Date | null;
  /** Until then nothing goes. */
  quietUntil: Date | null;
}

const columns = [
  'epoch',
  'stoppedAt',
  'stoppedBecause',
  'dayCap',
  'userDayCap',
  'sealedHashKey',
  'lookFirstUntil',
  'quietUntil',
] as const;

export async function findOutreachSettings(
  conn: Conn,
  workspaceId: string,
): Promise<OutreachSettings | undefined> {
  return await conn
    .selectFrom('outreachSettings')
    .where('workspaceId', '=', workspaceId)
    .select(columns)
    .executeTakeFirst();
}

/** Adds the row unless there is one; two at once leave the first one's key. */
export async function addOutreachSettings(
  conn: Conn,
  row: { workspaceId: string; sealedHashKey: Uint8Array; now: Date },
): Promise<void> {
  await conn
    .insertInto('outreachSettings')
    .values({ workspaceId: row.workspaceId, sealedHashKey: row.sealedHashKey, changedAt: row.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Sends that draw on a cap of the whole workspace wait for each other; others only for the switch. */
export async function lockOutreachSettings(
  trx: Trx,
  workspaceId: string,
): Promise<OutreachSettings | undefined> {
  const found = await trx
    .selectFrom('outreachSettings')
    .where('workspaceId', '=', workspaceId)
    .select(columns)
    .forShare()
    .executeTakeFirst();
  if (found === undefined || (found.dayCap === null && found.userDayCap === null)) return found;
  // Not the row itself: two who share it already could not both raise their lock.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`outreach caps ${workspaceId}`}, 0))`.execute(
    trx,
  );
  return found;
}

/** Stops everything (with a reason) or lets it go on (null), and raises the epoch. */
export async function setOutreachSwitch(
  trx: Trx,
  change: { workspaceId: string; stoppedBecause: string | null; now: Date },
): Promise<void> {
  const { workspaceId, stoppedBecause, now } = change;
  await trx
    .updateTable('outreachSettings')
    .set({
      stoppedAt: stoppedBecause === null ? null : now,
      stoppedBecause,
      epoch: sql`epoch + 1`,
      changedAt: now,
    })
    .where('workspaceId', '=', workspaceId)
    .execute();
}

export async function setOutreachCaps(
  trx: Trx,
  change: { workspaceId: string; dayCap: number | null; userDayCap: number | null; now: Date },
): Promise<void> {
  await trx
    .updateTable('outreachSettings')
    .set({ dayCap: change.dayCap, userDayCap: change.userDayCap, changedAt: change.now })
    .where('workspaceId', '=', change.workspaceId)
    .execute();
}

/** Everything that is on its way out is decided again. */
export async function raiseOutreachEpoch(trx: Trx, workspaceId: string): Promise<void> {
  await sql`update outreach_settings set epoch = epoch + 1 where workspace_id = ${workspaceId}`.execute(
    trx,
  );
}
