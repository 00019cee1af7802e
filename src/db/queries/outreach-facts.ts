// What is known of a person when a message to them is decided on.

import { sql } from 'kysely';
import type { CanonicalPerson } from '../../core/people/person.ts';
import type { Conn } from '../connect.ts';

export interface PersonToWrite {
  canonical: CanonicalPerson;
  isErased: boolean;
  mergedInto: string | null;
}

export async function findPersonToWrite(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<PersonToWrite | undefined> {
  const found = await conn
    .selectFrom('persons')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.personId)
    .select(['canonical', 'isErased', 'mergedInto'])
    .executeTakeFirst();
  return found === undefined
    ? undefined
    : { ...found, canonical: found.canonical as CanonicalPerson };
}

export interface KnownPoint {
  kind: 'email' | 'phone' | 'profile_url';
  value: string;
  shownAs: string;
  label: string | null;
  status: 'verified' | 'unverified' | 'invalid';
  verifiedAt: Date | null;
}

/** One row per value: invalid where anybody says so, else verified where anybody verified it, the newest time. */
export async function listKnownPoints(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<KnownPoint[]> {
  const found = await sql<KnownPoint>`
    select kind, value, min(shown_as) as shown_as, min(label) as label,
      case when bool_or(status = 'invalid') then 'invalid'
        when bool_or(status = 'verified') then 'verified' else 'unverified' end as status,
      max(verified_at) filter (where status = 'verified') as verified_at
    from contact_points
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId}
    group by kind, value order by kind, value limit 200
  `.execute(conn);
  return found.rows;
}

export interface KnownVerification {
  addressHash: Uint8Array;
  verdict: 'deliverable' | 'undeliverable' | 'catch_all' | 'unknown';
  checks: { isDisposable?: boolean; hasNullMx?: boolean };
  verifiedAt: Date;
}

/** The newest per address. */
export async function listVerifications(
  conn: Conn,
  key: { workspaceId: string; hashes: readonly Uint8Array[] },
): Promise<KnownVerification[]> {
  if (key.hashes.length === 0) return [];
  const found = await sql<KnownVerification>`
    select distinct on (address_hash) address_hash, verdict, checks, verified_at from contact_verifications
    where workspace_id = ${key.workspaceId} and address_hash = any(${[...key.hashes]}::bytea[])
    order by address_hash, verified_at desc
  `.execute(conn);
  return found.rows;
}

export interface PastFacts {
  lastTouchAt: Date | null;
  lastTouchBy: string | null;
  notInterestedAt: Date | null;
  elsewhere: { source: string; sequence: string; startedAt: Date } | null;
}

/** What others and we did to the person before, and what they said. */
export async function findPastOutreach(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<PastFacts> {
  const touch = await sql<{ at: Date; by: string | null }>`
    select occurred_at as at, coalesce(payload->>'sender', source) as by from touches
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and kind in ('sent', 'task_done')
    order by occurred_at desc limit 1
  `.execute(conn);
  const declined = await sql<{ at: Date | null }>`
    select max(occurred_at) as at from touches
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and kind = 'replied'
      and payload->>'interest' = 'not_interested'
  `.execute(conn);
  const elsewhere = await sql<{ source: string; sequence: string; startedAt: Date }>`
    select source, sequence, started_at from enrollments
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and not is_ours
      and state in ('active', 'paused')
    order by started_at desc limit 1
  `.execute(conn);
  return {
    lastTouchAt: touch.rows[0]?.at ?? null,
    lastTouchBy: touch.rows[0]?.by ?? null,
    notInterestedAt: declined.rows[0]?.at ?? null,
    elsewhere: elsewhere.rows[0] ?? null,
  };
}

export async function wasNoticeGiven(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<boolean> {
  const found = await sql<{ is: boolean }>`
    select exists (select from notice_deliveries
      where workspace_id = ${key.workspaceId} and person_id = ${key.personId}) as is
  `.execute(conn);
  return found.rows[0]?.is === true;
}

/** The job's name and that of its posting in Lever. */
export async function findJobNames(
  conn: Conn,
  key: { workspaceId: string; jobId: string | null },
): Promise<{ jobName: string | null; postingName: string | null }> {
  if (key.jobId === null) return { jobName: null, postingName: null };
  const found = await sql<{ jobName: string | null; postingName: string | null }>`
    select j.name as job_name, c.text as posting_name from jobs j
    left join lever_catalog c on c.workspace_id = j.workspace_id and c.kind = 'posting' and c.id = j.posting_id
    where j.workspace_id = ${key.workspaceId} and j.id = ${key.jobId}
  `.execute(conn);
  return found.rows[0] ?? { jobName: null, postingName: null };
}
