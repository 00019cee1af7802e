// Reads and writes of records: a person's counterparts in Lever and everything planning needs to know of one.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { CanonicalPerson } from '../../core/people/person.ts';
import type { ReceivedTouch } from '../../core/people/received.ts';
import type { RecordBase, RecordFacts } from '../../core/sync/plan-record.ts';
import type { TimelineNote } from '../../core/sync/plan-timeline.ts';
import type { RemoteContact, RemoteOpportunity } from '../../core/sync/remote.ts';
import type { TimelineTouch } from '../../core/sync/timeline-text.ts';

/** A plan sees at most this many unwritten touches; the rest come with the next plan. */
const pendingTouchesMax = 500;

export interface LoadedRecord {
  id: string;
  personId: string;
  postingId: string;
  opportunityId: string | null;
  contactId: string | null;
  isOurs: boolean;
  lookedUpAt: Date | null;
  opportunity: RemoteOpportunity | null;
  opportunityReadAt: Date | null;
  contact: RemoteContact | null;
  contactReadAt: Date | null;
  contactWrittenAt: Date | null;
  forms: RecordFacts['forms'];
  formsReadAt: Date | null;
  gone: string | null;
  person: CanonicalPerson;
  personChangedAt: Date;
  isErased: boolean;
  defaultRegion: string;
}

/** The record with its person, or undefined where either is not there. */
export async function findRecord(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<LoadedRecord | undefined> {
  const row = await conn
    .selectFrom('records as r')
    .innerJoin('persons as p', (join) =>
      join.onRef('p.workspaceId', '=', 'r.workspaceId').onRef('p.id', '=', 'r.personId'),
    )
    .innerJoin('workspaces as w', 'w.id', 'r.workspaceId')
    .where('r.workspaceId', '=', key.workspaceId)
    .where('r.id', '=', key.recordId)
    .select([
      'r.id',
      'r.personId',
      'r.postingId',
      'r.opportunityId',
      'r.contactId',
      'r.isOurs',
      'r.lookedUpAt',
      'r.opportunity',
      'r.opportunityReadAt',
      'r.contact',
      'r.contactReadAt',
      'r.contactWrittenAt',
      'r.forms',
      'r.formsReadAt',
      'r.gone',
      'p.canonical as person',
      'p.changedAt as personChangedAt',
      'p.isErased',
      'w.defaultRegion',
    ])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    ...row,
    opportunity: row.opportunity as RemoteOpportunity | null,
    contact: row.contact as RemoteContact | null,
    forms: row.forms as RecordFacts['forms'],
    person: await withoutBounced(
      conn,
      { ...key, personId: row.personId },
      row.person as CanonicalPerson,
    ),
  };
}

/** An address that bounced for good since is not one to write to Lever, whatever its profiles said of it. */
async function withoutBounced(
  conn: Conn,
  key: { workspaceId: string; personId: string },
  person: CanonicalPerson,
): Promise<CanonicalPerson> {
  const bounced = await sql<{ value: string }>`
    select value from contact_points
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and kind = 'email'
    group by value having bool_and(status = 'invalid')`.execute(conn);
  if (bounced.rows.length === 0) return person;
  const values = new Set(bounced.rows.map((one) => one.value));
  return {
    ...person,
    emails: person.emails.map((email) =>
      values.has(email.value) ? { ...email, status: 'invalid' } : email,
    ),
  };
}

export interface RecordAnchor {
  jobId: string;
  /** The profile that first led to the record: names its effects, over any restore. */
  source: string;
  sourceEventId: string;
  foundAt: Date;
  triggeredAt: Date | null;
  jobName: string | null;
  ownerEmail: string | null;
}

/**
 * The candidacies of a record, the one that came first at the head. One that only a touch told of hangs on the
 * person's earliest profile; relies on memberships_by_person.
 */
export async function listRecordAnchors(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<RecordAnchor[]> {
  const rows = await sql<RecordAnchor>`
    select j.id as job_id, f.source, f.source_event_id, f.found_at, c.triggered_at, j.name as job_name, j.owner_email
    from candidacies c
    join jobs j on j.workspace_id = c.workspace_id and j.id = c.job_id
    join profiles f on f.workspace_id = c.workspace_id and f.id = coalesce(c.first_profile_id, (
      select p.id
      from memberships m
      join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
      where m.workspace_id = c.workspace_id and m.person_id = c.person_id
      order by p.found_at, p.source, p.source_event_id limit 1))
    where c.workspace_id = ${key.workspaceId} and c.record_id = ${key.recordId}
    order by f.found_at, f.source, f.source_event_id
    limit 100`.execute(conn);
  return rows.rows;
}

export const touchColumns = [
  't.id',
  't.source',
  't.sourceEventId',
  't.channel',
  't.kind',
  't.sequence',
  't.step',
  't.payload',
  't.occurredAt',
] as const;

interface TouchRow {
  id: string;
  source: string;
  sourceEventId: string;
  channel: string;
  kind: string;
  sequence: string;
  step: number | null;
  payload: unknown;
  occurredAt: Date;
}

/** A row of `touches` as the timeline reads it. */
export function toTimelineTouch(row: TouchRow): TimelineTouch {
  const payload = row.payload as ReceivedTouch;
  return {
    id: row.id,
    source: row.source,
    sourceEventId: row.sourceEventId,
    channel: row.channel as TimelineTouch['channel'],
    kind: row.kind as TimelineTouch['kind'],
    sequence: row.sequence,
    step: row.step,
    subject: payload.subject ?? null,
    sender: payload.sender ?? null,
    excerpt: payload.excerpt ?? null,
    isHardBounce: payload.isHardBounce ?? false,
    occurredAtMs: row.occurredAt.getTime(),
  };
}

/** Touches of the record's person that are not on its timeline, oldest first; those of other postings left out. */
export async function listUnwrittenTouches(
  conn: Conn,
  key: { workspaceId: string; recordId: string; personId: string },
): Promise<TimelineTouch[]> {
  const rows = await conn
    .selectFrom('touches as t')
    .where('t.workspaceId', '=', key.workspaceId)
    .where('t.personId', '=', key.personId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('timelineLines as l')
            .select('l.touchId')
            .whereRef('l.workspaceId', '=', 't.workspaceId')
            .whereRef('l.touchId', '=', 't.id')
            .where('l.recordId', '=', key.recordId),
        ),
      ),
    )
    .where((eb) =>
      eb.or([
        eb('t.jobId', 'is', null),
        eb.exists(
          eb
            .selectFrom('candidacies as c')
            .select('c.jobId')
            .whereRef('c.workspaceId', '=', 't.workspaceId')
            .whereRef('c.jobId', '=', 't.jobId')
            .where('c.personId', '=', key.personId)
            .where('c.recordId', '=', key.recordId),
        ),
      ]),
    )
    .select(touchColumns)
    .orderBy('t.occurredAt')
    .orderBy('t.sourceEventId')
    .limit(pendingTouchesMax)
    .execute();
  return rows.map(toTimelineTouch);
}

/** Rolling notes of the record, by sequence and position. */
export async function listTimelineNotes(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<TimelineNote[]> {
  return await conn
    .selectFrom('timelineNotes')
    .where('workspaceId', '=', key.workspaceId)
    .where('recordId', '=', key.recordId)
    .select(['sequence', 'position', 'noteId', 'isLost'])
    .orderBy('sequence')
    .orderBy('position')
    .execute();
}

/** Where nothing was ever agreed on. */
export const emptyBase: RecordBase = {
  tags: { ours: [], seen: [] },
  sources: { ours: [], seen: [] },
  links: { ours: [], seen: [] },
  emails: [],
  phones: [],
  scalars: {},
  decided: {},
  resumeHash: null,
  stageId: null,
  forms: {},
  formCounts: {},
};

/** What both sides last agreed on, per field. */
export async function getRecordBase(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<RecordBase> {
  const rows = await conn
    .selectFrom('baseValues')
    .where('workspaceId', '=', key.workspaceId)
    .where('recordId', '=', key.recordId)
    .select(['field', 'value'])
    .execute();
  const known = rows.filter((row) => row.field in emptyBase);
  return {
    ...emptyBase,
    ...Object.fromEntries(known.map((row) => [row.field, row.value])),
  };
}

/** Stores the named fields of the base; the others stay as they are. */
export async function storeBase(
  trx: Trx,
  input: {
    workspaceId: string;
    recordId: string;
    values: Partial<RecordBase>;
    agreedAt: Date;
    intentId: string | null;
  },
): Promise<void> {
  for (const [field, value] of Object.entries(input.values)) {
    await sql`
      insert into base_values (workspace_id, record_id, field, value, agreed_at, intent_id)
      values (${input.workspaceId}, ${input.recordId}, ${field}, ${JSON.stringify(value)}::jsonb, ${input.agreedAt}, ${input.intentId})
      on conflict (workspace_id, record_id, field)
      do update set value = excluded.value, agreed_at = excluded.agreed_at, intent_id = excluded.intent_id`.execute(
      trx,
    );
  }
}
