// The numbers that text messages go out from.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export interface SmsNumber {
  id: string;
  number: string;
  baseUrl: string;
  accountId: string;
  sealedSecret: Uint8Array;
  /** The registered campaign; without one nothing goes to the US. */
  campaignId: string | null;
  /** As registered for 10DLC. */
  brandId: string | null;
  useCase: string | null;
  /** What people were told when they agreed to be texted. */
  consentText: string | null;
  /** The provider itself answers STOP, START and HELP. */
  providerAnswers: boolean;
  dayCap: number;
  state: 'on' | 'paused' | 'off';
  because: string | null;
  epoch: number;
  nextFreeAt: Date;
}

const columns = [
  'id',
  'number',
  'baseUrl',
  'accountId',
  'sealedSecret',
  'campaignId',
  'brandId',
  'useCase',
  'consentText',
  'providerAnswers',
  'dayCap',
  'state',
  'because',
  'epoch',
  'nextFreeAt',
] as const;

/** The one that is on and has waited longest. */
export async function findFreeNumber(
  conn: Conn,
  workspaceId: string,
): Promise<SmsNumber | undefined> {
  return await conn
    .selectFrom('smsNumbers')
    .where('workspaceId', '=', workspaceId)
    .where('state', '=', 'on')
    .select(columns)
    .orderBy('nextFreeAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** Messages of one number wait for each other on this row. */
export async function lockNumber(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<SmsNumber | undefined> {
  return await trx
    .selectFrom('smsNumbers')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .select(columns)
    .forUpdate()
    .executeTakeFirst();
}

export async function findNumber(
  conn: Conn,
  key: { workspaceId: string; id: string },
): Promise<SmsNumber | undefined> {
  return await conn
    .selectFrom('smsNumbers')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .select(columns)
    .executeTakeFirst();
}

/** By number, in pages. */
export async function listNumbers(
  conn: Conn,
  page: { workspaceId: string; after: string | null; limit: number },
): Promise<SmsNumber[]> {
  let query = conn
    .selectFrom('smsNumbers')
    .where('workspaceId', '=', page.workspaceId)
    .select(columns)
    .orderBy('number')
    .limit(page.limit);
  if (page.after !== null) query = query.where('number', '>', page.after);
  return await query.execute();
}

export type SmsNumberSettings = Partial<
  Pick<
    SmsNumber,
    'campaignId' | 'brandId' | 'useCase' | 'consentText' | 'providerAnswers' | 'dayCap'
  >
>;

/** False where there is no such number. */
export async function updateNumber(
  trx: Trx,
  change: { workspaceId: string; id: string; set: SmsNumberSettings; now: Date },
): Promise<boolean> {
  const changed = await trx
    .updateTable('smsNumbers')
    .set({ ...change.set, changedAt: change.now })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.id)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) > 0;
}

export async function addNumber(
  trx: Trx,
  row: Omit<SmsNumber, 'state' | 'because' | 'epoch' | 'nextFreeAt'> & {
    workspaceId: string;
    now: Date;
  },
): Promise<void> {
  const { now, ...rest } = row;
  await trx
    .insertInto('smsNumbers')
    .values({ ...rest, state: 'on', nextFreeAt: now, createdAt: now, changedAt: now })
    .execute();
}

export async function setNumberState(
  trx: Trx,
  change: {
    workspaceId: string;
    id: string;
    state: 'on' | 'paused' | 'off';
    because: string | null;
    now: Date;
  },
): Promise<boolean> {
  const changed = await trx
    .updateTable('smsNumbers')
    .set({
      state: change.state,
      because: change.because,
      epoch: sql`epoch + 1`,
      changedAt: change.now,
    })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.id)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) > 0;
}

export async function setNumberFree(
  trx: Trx,
  change: { workspaceId: string; id: string; nextFreeAt: Date },
): Promise<void> {
  await trx
    .updateTable('smsNumbers')
    .set({ nextFreeAt: change.nextFreeAt })
    .where('workspaceId', '=', change.workspaceId)
    .where('id', '=', change.id)
    .execute();
}

/** As `noteData` of a mail: the last look before the request goes out. */
export async function noteSmsRequest(
  trx: Trx,
  key: { workspaceId: string; id: string; fence: number; now: Date },
): Promise<boolean> {
  const { workspaceId, id } = key;
  const held = await sql<{ isOk: boolean }>`
    select true as is_ok from messages m
    join enrollments e on e.workspace_id = m.workspace_id and e.id = m.enrollment_id
    join sequences s on s.workspace_id = m.workspace_id and s.id = m.sequence_id
    join sms_numbers b on b.workspace_id = m.workspace_id and b.id = m.sms_number_id
    join outreach_settings o on o.workspace_id = m.workspace_id
    where m.workspace_id = ${workspaceId} and m.id = ${id}
      and e.epoch = m.enrollment_epoch and e.state = 'active' and s.epoch = m.sequence_epoch and s.state = 'active'
      and b.epoch = m.mailbox_epoch and b.state = 'on' and o.epoch = m.workspace_epoch and o.stopped_at is null
    for share of e, s, b, o
  `.execute(trx);
  if (held.rows.length === 0) return false;
  const noted = await sql`
    update messages set data_at = ${key.now}
    where workspace_id = ${workspaceId} and id = ${id} and state = 'submitting' and fence = ${key.fence}
      and deadline_at > ${key.now}
  `.execute(trx);
  return Number(noted.numAffectedRows ?? 0) > 0;
}
