// Why outreach to a person is held.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export const holdCauses = ['status', 'opt_out', 'bounce', 'erasure', 'manual'] as const;
export type HoldCause = (typeof holdCauses)[number];

export interface Hold {
  id: string;
  personId: string;
  effect: 'pause' | 'stop';
  cause: HoldCause;
  because: string;
  recordId: string | null;
  placedAt: Date;
}

const columns = ['id', 'personId', 'effect', 'cause', 'because', 'recordId', 'placedAt'] as const;

/** Holds in force, oldest first; served by holds_in_force. */
export async function listHoldsInForce(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<Hold[]> {
  return await conn
    .selectFrom('holds')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .where('liftedAt', 'is', null)
    .select(columns)
    .orderBy('placedAt')
    .orderBy('id')
    .execute();
}

/** Holds in force of several persons, for a merge. */
export async function listHoldsOfBoth(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<Hold[]> {
  return await conn
    .selectFrom('holds')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', 'in', key.personIds)
    .where('liftedAt', 'is', null)
    .select(columns)
    .orderBy('placedAt')
    .orderBy('id')
    .execute();
}

/** Whether the person was ever held for exactly this reason, lifted or not. */
export async function wasHeldBecause(
  conn: Conn,
  key: { workspaceId: string; personId: string; because: string },
): Promise<boolean> {
  const row = await conn
    .selectFrom('holds')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .where('because', '=', key.because)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A hold in force; undefined where there is none with this id, or it is lifted. */
export async function findHold(
  conn: Conn,
  key: { workspaceId: string; holdId: string },
): Promise<Hold | undefined> {
  return await conn
    .selectFrom('holds')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.holdId)
    .where('liftedAt', 'is', null)
    .select(columns)
    .executeTakeFirst();
}

export async function addHold(trx: Trx, hold: Hold & { workspaceId: string }): Promise<void> {
  await trx.insertInto('holds').values(hold).execute();
}

/** A pause becomes a stop; never the other way. */
export async function raiseHold(
  trx: Trx,
  hold: { workspaceId: string; id: string; because: string },
): Promise<void> {
  await trx
    .updateTable('holds')
    .set({ effect: 'stop', because: hold.because })
    .where('workspaceId', '=', hold.workspaceId)
    .where('id', '=', hold.id)
    .execute();
}

export async function liftHoldRow(
  trx: Trx,
  input: { workspaceId: string; holdId: string; liftedBy: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('holds')
    .set({ liftedAt: input.now, liftedBy: input.liftedBy })
    .where('workspaceId', '=', input.workspaceId)
    .where('id', '=', input.holdId)
    .execute();
}

/**
 * Makes decisions about one person's outreach wait for each other. It is the weakest lock that excludes itself,
 * so rows that only point to the person can still be added meanwhile.
 */
export async function lockPersonForOutreach(
  trx: Trx,
  key: { workspaceId: string; personId: string },
): Promise<void> {
  await sql`
    select 1 from persons where workspace_id = ${key.workspaceId} and id = ${key.personId}
    for no key update`.execute(trx);
}
