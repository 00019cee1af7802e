// Tracking: whether it is on, for which sequences, and the hits on pictures and links.

import { sql } from 'kysely';
import type { Hit, HitReading, HitVerdict } from '../../core/mail/open-verdict.ts';
import type { Conn, Trx } from '../connect.ts';

export interface TrackingSettings {
  isOn: boolean;
  domain: string;
}

export async function findTracking(
  conn: Conn,
  workspaceId: string,
): Promise<TrackingSettings | undefined> {
  return await conn
    .selectFrom('trackingSettings')
    .where('workspaceId', '=', workspaceId)
    .select(['isOn', 'domain'])
    .executeTakeFirst();
}

export async function saveTracking(
  trx: Trx,
  row: TrackingSettings & { workspaceId: string; changedBy: string; changedAt: Date },
): Promise<void> {
  const { workspaceId: _workspace, ...set } = row;
  await trx
    .insertInto('trackingSettings')
    .values(row)
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(set))
    .execute();
}

export interface SequenceKey {
  workspaceId: string;
  sequenceId: string;
}

export interface TrackedSequence {
  opens: boolean;
  clicks: boolean;
}

export async function findTrackedSequence(
  conn: Conn,
  key: SequenceKey,
): Promise<TrackedSequence | undefined> {
  return await conn
    .selectFrom('trackedSequences')
    .where('workspaceId', '=', key.workspaceId)
    .where('sequenceId', '=', key.sequenceId)
    .select(['opens', 'clicks'])
    .executeTakeFirst();
}

export async function saveTrackedSequence(
  trx: Trx,
  row: SequenceKey & TrackedSequence & { changedBy: string; changedAt: Date },
): Promise<void> {
  const { workspaceId: _workspace, sequenceId: _sequence, ...set } = row;
  await trx
    .insertInto('trackedSequences')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'sequenceId']).doUpdateSet(set))
    .execute();
}

export interface MessageKey {
  workspaceId: string;
  messageId: string;
}

export type KeptHit = Omit<Hit, 'sentAt'> & HitReading & { id: string };

/** Of one message, oldest first. */
export async function listHits(conn: Conn, key: MessageKey): Promise<KeptHit[]> {
  return await conn
    .selectFrom('trackingHits')
    .where('workspaceId', '=', key.workspaceId)
    .where('messageId', '=', key.messageId)
    .select([
      'id',
      'kind',
      'link',
      'method',
      'userAgent',
      'isTrap',
      'hasBeacon',
      'at',
      'verdict',
      'because',
    ])
    .orderBy('at')
    .orderBy('id')
    .execute();
}

export async function addHit(trx: Trx, row: MessageKey & KeptHit): Promise<void> {
  await trx.insertInto('trackingHits').values(row).execute();
}

export async function setHit(
  trx: Trx,
  change: { workspaceId: string; id: string; hasBeacon: boolean } & HitReading,
): Promise<void> {
  const { workspaceId, id, ...set } = change;
  await trx
    .updateTable('trackingHits')
    .set(set)
    .where('workspaceId', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

export interface HitCount {
  kind: 'open' | 'click';
  verdict: HitVerdict;
  messageCount: number;
}

/** Messages of a sequence by the best that can be said of their openings and of their clicks: each counts once for each. */
export async function countHits(conn: Conn, key: SequenceKey): Promise<HitCount[]> {
  const found = await sql<HitCount>`
    with best as (
      select distinct on (h.message_id, h.kind) h.message_id, h.kind, h.verdict
      from messages m join tracking_hits h on h.workspace_id = m.workspace_id and h.message_id = m.id
      where m.workspace_id = ${key.workspaceId} and m.sequence_id = ${key.sequenceId}
      order by h.message_id, h.kind,
        array_position(array['human', 'unknown', 'proxy', 'machine', 'scanner'], h.verdict)
    )
    select kind, verdict, count(*)::int as message_count from best group by 1, 2 order by 1, 2
  `.execute(conn);
  return found.rows;
}
