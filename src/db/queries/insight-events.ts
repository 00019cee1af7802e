// The events behind a number, one per person, in pages.

import { sql, type RawBuilder } from 'kysely';
import type { Kpi } from '../../core/insight/kpis.ts';
import type { Conn } from '../connect.ts';
import { whereAsked, type Asked } from './insight-report.ts';

export interface KpiEvent {
  personId: string;
  at: Date;
  /** What eventId names. */
  event: 'profile' | 'touch' | 'record';
  eventId: string;
  foundAt: Date | null;
  /** From the finding, where it is about waiting. */
  seconds: number | null;
  /** How many: profiles, questions, messages or replies. */
  count: number;
}

interface Source {
  at: RawBuilder<unknown>;
  event: KpiEvent['event'];
  id: RawBuilder<unknown>;
  is: RawBuilder<unknown>;
  count?: RawBuilder<unknown>;
}

const byFinding = { at: sql`found_at`, event: 'profile', id: sql`profile_id` } as const;
const byContact = { at: sql`contacted_at`, event: 'touch', id: sql`contact_touch_id` } as const;
const ofRecord = { event: 'record', id: sql`record_id` } as const;

const ofPeople: Readonly<Record<Exclude<Kpi, 'messages' | 'replies' | 'positive'>, Source>> = {
  found: { ...byFinding, is: sql`true` },
  duplicates: { ...byFinding, is: sql`profile_count > 1`, count: sql`profile_count - 1` },
  reviewed: { ...byFinding, is: sql`review_count > 0`, count: sql`review_count` },
  first_contact: { ...byContact, is: sql`wait_seconds is not null` },
  contacted: { ...byContact, is: sql`contacted_at is not null` },
  replied: {
    at: sql`replied_at`,
    event: 'touch',
    id: sql`reply_touch_id`,
    is: sql`replied_at is not null`,
  },
  interested: {
    at: sql`interested_at`,
    event: 'touch',
    id: sql`interested_touch_id`,
    is: sql`interested_at is not null`,
  },
  in_lever: { ...ofRecord, at: sql`in_lever_at`, is: sql`in_lever_at is not null` },
  interview: { ...ofRecord, at: sql`interview_at`, is: sql`interview_at is not null` },
  offer: { ...ofRecord, at: sql`offer_at`, is: sql`offer_at is not null` },
  hired: { ...ofRecord, at: sql`hired_at`, is: sql`hired_at is not null` },
  found_in_lever: {
    ...ofRecord,
    at: sql`in_lever_at`,
    is: sql`is_found_in_lever and in_lever_at is not null`,
  },
};

const ofGroups: Readonly<Record<'messages' | 'replies' | 'positive', Source>> = {
  messages: {
    at: sql`first_sent_at`,
    event: 'touch',
    id: sql`first_touch_id`,
    is: sql`true`,
    count: sql`message_count`,
  },
  replies: {
    at: sql`first_reply_at`,
    event: 'touch',
    id: sql`reply_touch_id`,
    is: sql`reply_count > 0`,
    count: sql`reply_count`,
  },
  positive: {
    at: sql`first_reply_at`,
    event: 'touch',
    id: sql`reply_touch_id`,
    is: sql`is_positive`,
    count: sql`reply_count`,
  },
};

export interface EventsAsked extends Asked {
  kpi: Kpi;
  /** Of responses. */
  sequence?: string;
  step?: number;
  variant?: string;
  channel?: string;
  skip: number;
  limit: number;
}

/** In the order of finding or sending, then of persons, so that a page stays a page. */
export async function listKpiEvents(conn: Conn, asked: EventsAsked): Promise<KpiEvent[]> {
  const { kpi } = asked;
  if (kpi === 'messages' || kpi === 'replies' || kpi === 'positive')
    return await listOfGroups(conn, asked, ofGroups[kpi]);
  const { at, event, id, is, count = sql`1` } = ofPeople[kpi];
  const found = await sql<KpiEvent>`
    select person_id, ${at} as at, ${event}::text as event, ${id} as event_id, found_at,
      ${kpi === 'first_contact' ? sql`wait_seconds` : sql`null::bigint`} as seconds, ${count} as count
    from insight_people where ${whereAsked(asked)} and ${is}
    order by day, person_id offset ${asked.skip} limit ${asked.limit}`.execute(conn);
  return found.rows;
}

async function listOfGroups(conn: Conn, asked: EventsAsked, source: Source): Promise<KpiEvent[]> {
  const { at, event, id, is, count = sql`1` } = source;
  const same = [
    ...(asked.sequence === undefined ? [] : [sql`and sequence = ${asked.sequence}`]),
    ...(asked.step === undefined ? [] : [sql`and step = ${asked.step}`]),
    ...(asked.variant === undefined ? [] : [sql`and variant = ${asked.variant}`]),
    ...(asked.channel === undefined ? [] : [sql`and channel = ${asked.channel}`]),
  ];
  const found = await sql<KpiEvent>`
    select person_id, ${at} as at, ${event}::text as event, ${id} as event_id, null::timestamptz as found_at,
      null::bigint as seconds, ${count} as count
    from (select *, (first_sent_at at time zone 'UTC')::date as day from insight_groups
      where workspace_id = ${asked.workspaceId}) as sent
    where ${whereAsked(asked)} and ${is} ${sql.join(same, sql` `)}
    order by source, sequence, step, person_id, variant, channel offset ${asked.skip} limit ${asked.limit}`.execute(
    conn,
  );
  return found.rows;
}
