// Rows that are old enough to go, class by class: found in pages, and emptied or deleted by the same keys.

import { sql } from 'kysely';
import type { RetentionClass } from '../../core/governance/retention-rules.ts';
import type { Conn, Trx } from '../connect.ts';

/** One kind of row of a class. Expressions are over columns of `t`. */
export interface RowRule {
  class: RetentionClass;
  /** Shown to people. */
  name: string;
  table: string;
  /** A text that is the row's own and can be ordered by. */
  key: string;
  /** Since when it is kept. */
  at: string;
  where: string;
  /** Null: nobody can say whose it is, so that any legal hold keeps it. */
  person: string | null;
  /** What is put in place of the values; 'delete' takes the row. */
  does: Readonly<Record<string, string>> | 'delete';
}

const id = 't.id::text';
const bareTouch = `jsonb_strip_nulls(jsonb_build_object('source', t.source, 'sourceEventId', t.source_event_id,
  'person', '{}'::jsonb, 'channel', t.channel, 'kind', t.kind, 'occurredAt', t.occurred_at,
  'interest', t.payload->'interest', 'isHardBounce', t.payload->'isHardBounce'))`;

export const rowRules: readonly RowRule[] = [
  {
    class: 'messageBodies',
    name: 'texts of messages we sent',
    table: 'messages',
    key: id,
    at: 't.settled_at',
    where: `t.sealed is not null and t.state not in ('planned', 'prepared', 'submitting', 'refused_transient')`,
    person: 't.person_id',
    does: { sealed: 'null' },
  },
  {
    class: 'messageBodies',
    name: 'texts of messages we received',
    table: 'inbound_messages',
    key: id,
    at: 't.received_at',
    where: `(t.sealed is not null or t.sealed_raw is not null) and t.state = 'done'`,
    person: 't.person_id',
    does: { sealed: 'null', sealed_raw: 'null' },
  },
  {
    class: 'messageBodies',
    name: 'texts that sources reported',
    table: 'touches',
    key: id,
    at: 't.occurred_at',
    where: `(t.payload->'excerpt' is not null or t.payload->'subject' is not null)`,
    person: 't.person_id',
    does: { payload: `t.payload - 'excerpt' - 'subject'` },
  },
  {
    class: 'messageBodies',
    name: 'prepared texts of finished tasks',
    table: 'tasks',
    key: id,
    at: 't.finished_at',
    where: 't.sealed is not null',
    person: 't.person_id',
    does: { sealed: 'null' },
  },
  {
    class: 'touches',
    name: 'what touches say of a person',
    table: 'touches',
    key: id,
    at: 't.occurred_at',
    where: `t.payload->'person' <> '{}'::jsonb`,
    person: 't.person_id',
    does: { payload: bareTouch },
  },
  {
    class: 'logs',
    name: 'webhooks we sent',
    table: 'webhook_deliveries',
    key: id,
    at: 't.created_at',
    where: `t.state in ('delivered', 'dismissed')`,
    person: 't.person_id',
    does: 'delete',
  },
  {
    class: 'logs',
    name: 'webhooks from Lever',
    table: 'hook_receipts',
    key: `t.token || ' ' || t.event`,
    at: 't.handled_at',
    where: 'true',
    person: null,
    does: 'delete',
  },
  {
    class: 'logs',
    name: 'values of finished calls to Lever',
    table: 'intents',
    key: id,
    at: 't.finished_at',
    where: `t.payload <> '{}'::jsonb`,
    person: `(select coalesce(
      (select r.person_id from records r where r.workspace_id = t.workspace_id and r.id = t.subject_id),
      (select m.person_id from messages m where m.workspace_id = t.workspace_id and m.id = t.subject_id)))`,
    does: { payload: `'{}'::jsonb`, outcome: 'null', failure_text: 'null', next_action: 'null' },
  },
  {
    class: 'logs',
    name: 'rows that an import refused',
    table: 'import_errors',
    key: `t.import_id || ' ' || lpad(t.row_number::text, 15, '0')`,
    at: `(select i.finished_at from imports i where i.workspace_id = t.workspace_id and i.id = t.import_id)`,
    where: 'true',
    person: null,
    does: 'delete',
  },
  {
    class: 'logs',
    name: 'programs that opened a message',
    table: 'tracking_hits',
    key: id,
    at: 't.at',
    where: `t.user_agent <> '' or t.link <> ''`,
    person: `(select m.person_id from messages m where m.workspace_id = t.workspace_id and m.id = t.message_id)`,
    does: { user_agent: `''`, link: `''` },
  },
  {
    class: 'logs',
    name: 'checks of addresses',
    table: 'contact_verifications',
    key: id,
    at: 't.verified_at',
    where: 'true',
    person: null,
    does: 'delete',
  },
];

export interface DueRow {
  key: string;
  personId: string | null;
  at: Date;
}

export interface DuePage {
  workspaceId: string;
  before: Date;
  afterKey: string | null;
  limit: number;
}

/** In the order of their keys. */
export async function listDueRows(conn: Conn, rule: RowRule, page: DuePage): Promise<DueRow[]> {
  const key = sql.raw(rule.key);
  const from = page.afterKey === null ? sql`` : sql`and ${key} > ${page.afterKey}`;
  const found = await sql<DueRow>`
    select ${key} as key, ${sql.raw(rule.person ?? 'null::uuid')} as person_id, ${sql.raw(rule.at)} as at
    from ${sql.table(rule.table)} as t
    where t.workspace_id = ${page.workspaceId} and ${sql.raw(rule.at)} < ${page.before}
      and (${sql.raw(rule.where)}) ${from}
    order by 1 limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** Returns how many rows lost something. Safe to repeat. */
export async function cleanRows(
  trx: Trx,
  rule: RowRule,
  of: { workspaceId: string; keys: readonly string[] },
): Promise<number> {
  if (of.keys.length === 0) return 0;
  const where = sql`t.workspace_id = ${of.workspaceId}
    and ${sql.raw(rule.key)} = any(${[...of.keys]}::text[]) and (${sql.raw(rule.where)})`;
  const table = sql.table(rule.table);
  if (rule.does === 'delete') {
    const done = await sql`delete from ${table} as t where ${where}`.execute(trx);
    return Number(done.numAffectedRows ?? 0);
  }
  const set = Object.entries(rule.does).map(
    ([column, value]) => sql`${sql.ref(column)} = ${sql.raw(value)}`,
  );
  const done = await sql`update ${table} as t set ${sql.join(set)} where ${where}`.execute(trx);
  return Number(done.numAffectedRows ?? 0);
}
