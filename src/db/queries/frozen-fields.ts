// Fields of a record that wait for a person: nothing is written to them until somebody thaws them.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export const freezeCauses = ['flips', 'undo', 'conflict', 'by_hand'] as const;
export type FreezeCause = (typeof freezeCauses)[number];

export interface FrozenField {
  recordId: string;
  field: string;
  cause: FreezeCause;
  because: string;
  frozenAt: Date;
}

export async function listFrozenFields(
  conn: Conn,
  key: { workspaceId: string; recordId?: string; limit?: number },
): Promise<FrozenField[]> {
  let query = conn
    .selectFrom('frozenFields')
    .where('workspaceId', '=', key.workspaceId)
    .select(['recordId', 'field', 'cause', 'because', 'frozenAt'])
    .orderBy('frozenAt', 'desc')
    .limit(key.limit ?? 1000);
  if (key.recordId !== undefined) query = query.where('recordId', '=', key.recordId);
  return await query.execute();
}

/** Newest first, each with whom it belongs to. */
export async function listFrozenPage(
  conn: Conn,
  page: {
    workspaceId: string;
    recordId?: string;
    cause?: FreezeCause;
    skip: number;
    limit: number;
  },
): Promise<(FrozenField & { personId: string })[]> {
  let query = conn
    .selectFrom('frozenFields as f')
    .innerJoin('records as r', (join) =>
      join.onRef('r.workspaceId', '=', 'f.workspaceId').onRef('r.id', '=', 'f.recordId'),
    )
    .where('f.workspaceId', '=', page.workspaceId)
    .select(['f.recordId', 'r.personId', 'f.field', 'f.cause', 'f.because', 'f.frozenAt'])
    .orderBy('f.frozenAt', 'desc')
    .orderBy('f.recordId')
    .orderBy('f.field')
    .offset(page.skip)
    .limit(page.limit);
  if (page.recordId !== undefined) query = query.where('f.recordId', '=', page.recordId);
  if (page.cause !== undefined) query = query.where('f.cause', '=', page.cause);
  return await query.execute();
}

/** Freezes a field; one that is frozen already keeps its first reason. True where it is new. */
export async function freezeField(
  trx: Trx,
  input: FrozenField & { workspaceId: string },
): Promise<boolean> {
  const added = await sql`
    insert into frozen_fields (workspace_id, record_id, field, cause, because, frozen_at)
    values (${input.workspaceId}, ${input.recordId}, ${input.field}, ${input.cause}, ${input.because},
      ${input.frozenAt}::timestamptz)
    on conflict do nothing returning field`.execute(trx);
  return added.rows.length > 0;
}

/** True where the field was frozen. */
export async function thawField(
  trx: Trx,
  key: { workspaceId: string; recordId: string; field: string },
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('frozenFields')
    .where('workspaceId', '=', key.workspaceId)
    .where('recordId', '=', key.recordId)
    .where('field', '=', key.field)
    .returning('field')
    .executeTakeFirst();
  return gone !== undefined;
}
