// What was sent to the owner, and the sealed address of their chat room.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export interface AlertMessage {
  id: string;
  channel: 'email' | 'webhook';
  sort: 'alert' | 'digest' | 'test';
  subject: string;
  body: string;
  state: 'waiting' | 'sent' | 'failed';
  attempts: number;
  createdAt: Date;
  finishedAt: Date | null;
  lastError: string | null;
}

const columns = [
  'id',
  'channel',
  'sort',
  'subject',
  'body',
  'state',
  'attempts',
  'createdAt',
  'finishedAt',
  'lastError',
] as const;

export async function addAlertMessage(
  trx: Trx,
  message: Pick<AlertMessage, 'id' | 'channel' | 'sort' | 'subject' | 'body' | 'createdAt'> & {
    workspaceId: string;
  },
): Promise<void> {
  await trx
    .insertInto('alertMessages')
    .values({ ...message, state: 'waiting' })
    .execute();
}

export async function findAlertMessage(
  conn: Conn,
  which: { workspaceId: string; id: string },
): Promise<AlertMessage | undefined> {
  return await conn
    .selectFrom('alertMessages')
    .select(columns)
    .where('workspaceId', '=', which.workspaceId)
    .where('id', '=', which.id)
    .executeTakeFirst();
}

export async function noteAlertAttempt(
  conn: Conn,
  attempt: {
    workspaceId: string;
    id: string;
    state: AlertMessage['state'];
    error: string | null;
    now: Date;
  },
): Promise<void> {
  const { workspaceId, id, state, error, now } = attempt;
  await conn
    .updateTable('alertMessages')
    .set({
      state,
      attempts: sql`attempts + 1`,
      lastError: error,
      finishedAt: state === 'waiting' ? null : now,
    })
    .where('workspaceId', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** Newest first. */
export async function listAlertMessages(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number },
): Promise<AlertMessage[]> {
  let query = conn
    .selectFrom('alertMessages')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

export async function findAlertWebhook(
  conn: Conn,
  workspaceId: string,
): Promise<Uint8Array | null> {
  const row = await conn
    .selectFrom('alertChannels')
    .select('sealedWebhookUrl')
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  return row?.sealedWebhookUrl ?? null;
}

export async function saveAlertWebhook(
  trx: Trx,
  saved: { workspaceId: string; sealedWebhookUrl: Uint8Array | null },
): Promise<void> {
  const { sealedWebhookUrl } = saved;
  await trx
    .insertInto('alertChannels')
    .values(saved)
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet({ sealedWebhookUrl }))
    .execute();
}
