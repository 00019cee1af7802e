// Legal holds: of whom, or of the whole workspace, nothing may be deleted.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export interface LegalHold {
  id: string;
  personId: string | null;
  because: string;
  placedBy: string;
  placedAt: Date;
  releasedAt: Date | null;
  releasedBy: string | null;
  releasedBecause: string | null;
}

const columns = [
  'id',
  'personId',
  'because',
  'placedBy',
  'placedAt',
  'releasedAt',
  'releasedBy',
  'releasedBecause',
] as const;

export async function addLegalHold(
  trx: Trx,
  hold: Pick<LegalHold, 'id' | 'personId' | 'because' | 'placedBy' | 'placedAt'> & {
    workspaceId: string;
  },
): Promise<void> {
  await trx.insertInto('legalHolds').values(hold).execute();
}

/** The holds in force on any of these people, and on everybody. */
export async function listLegalHoldsOn(
  conn: Conn,
  key: { workspaceId: string; personIds: readonly string[] },
): Promise<LegalHold[]> {
  return await conn
    .selectFrom('legalHolds')
    .select(columns)
    .where('workspaceId', '=', key.workspaceId)
    .where('releasedAt', 'is', null)
    .where((is) =>
      key.personIds.length === 0
        ? is('personId', 'is', null)
        : is.or([is('personId', 'is', null), is('personId', 'in', [...key.personIds])]),
    )
    .execute();
}

/** Everybody whom a hold in force names, with whoever they became part of and whoever became part of them. */
export async function listHeldPersonIds(
  conn: Conn,
  workspaceId: string,
): Promise<{ personIds: string[]; isEverybody: boolean }> {
  const found = await sql<{ id: string | null }>`
    with recursive named as (
      select person_id as id from legal_holds where workspace_id = ${workspaceId} and released_at is null),
    up as (
      select id from named where id is not null
      union
      select p.merged_into from up join persons p on p.workspace_id = ${workspaceId} and p.id = up.id
      where p.merged_into is not null),
    down as (
      select id from up
      union
      select p.id from down join persons p on p.workspace_id = ${workspaceId} and p.merged_into = down.id)
    select id from down
    union all
    select null::uuid where exists (select from named where id is null)`.execute(conn);
  const personIds = found.rows.flatMap(({ id }) => (id === null ? [] : [id]));
  return { personIds, isEverybody: personIds.length < found.rows.length };
}

/** Newest first. */
export async function listLegalHolds(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number; isInForce: boolean },
): Promise<LegalHold[]> {
  let query = conn
    .selectFrom('legalHolds')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.isInForce) query = query.where('releasedAt', 'is', null);
  return await query.execute();
}

/** The hold that was released; undefined where none with this id is in force. */
export async function releaseLegalHold(
  trx: Trx,
  release: { workspaceId: string; id: string; by: string; because: string; now: Date },
): Promise<LegalHold | undefined> {
  return await trx
    .updateTable('legalHolds')
    .set({
      releasedAt: release.now,
      releasedBy: release.by,
      releasedBecause: release.because,
    })
    .where('workspaceId', '=', release.workspaceId)
    .where('id', '=', release.id)
    .where('releasedAt', 'is', null)
    .returning(columns)
    .executeTakeFirst();
}
