// Jobs: requisitions on the sourcing side, with their posting in Lever and their trigger.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Trigger } from '../../core/sync/trigger.ts';

export interface Job {
  id: string;
  source: string;
  externalId: string;
  name: string;
  postingId: string;
  trigger: Trigger;
  ownerEmail: string | null;
}

const jobColumns = [
  'id',
  'source',
  'externalId',
  'name',
  'postingId',
  'trigger',
  'ownerEmail',
] as const;

/** One job by our id. */
export async function findJob(
  conn: Conn,
  key: { workspaceId: string; jobId: string },
): Promise<Job | undefined> {
  const row = await conn
    .selectFrom('jobs')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.jobId)
    .select(jobColumns)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, trigger: row.trigger };
}

/** One job by the source's id. */
export async function findJobByExternalId(
  conn: Conn,
  key: { workspaceId: string; source: string; externalId: string },
): Promise<Job | undefined> {
  const row = await conn
    .selectFrom('jobs')
    .where('workspaceId', '=', key.workspaceId)
    .where('source', '=', key.source)
    .where('externalId', '=', key.externalId)
    .select(jobColumns)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, trigger: row.trigger };
}

/** Writes a job whole; the same (source, external id) again changes it. */
export async function storeJob(
  trx: Trx,
  input: { workspaceId: string; job: Job; now: Date },
): Promise<void> {
  const { workspaceId, job, now } = input;
  await trx
    .insertInto('jobs')
    .values({ workspaceId, ...job, createdAt: now, changedAt: now })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'id']).doUpdateSet({
        name: job.name,
        postingId: job.postingId,
        trigger: job.trigger,
        ownerEmail: job.ownerEmail,
        changedAt: now,
      }),
    )
    .execute();
}

/** People considered for the job, in slices by person id. */
export async function listCandidates(
  conn: Conn,
  key: { workspaceId: string; jobId: string; afterPersonId: string | null; limit: number },
): Promise<string[]> {
  const rows = await sql<{ personId: string }>`
    select person_id from candidacies
    where workspace_id = ${key.workspaceId} and job_id = ${key.jobId}
      and (${key.afterPersonId}::uuid is null or person_id > ${key.afterPersonId}::uuid)
    order by person_id limit ${key.limit}`.execute(conn);
  return rows.rows.map((row) => row.personId);
}

/** How many people of the job are in Lever or on their way. */
export async function countTriggered(
  conn: Conn,
  key: { workspaceId: string; jobId: string },
): Promise<number> {
  const row = await conn
    .selectFrom('candidacies')
    .where('workspaceId', '=', key.workspaceId)
    .where('jobId', '=', key.jobId)
    .where('triggeredAt', 'is not', null)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}
