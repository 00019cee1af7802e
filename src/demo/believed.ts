// What Fulcrum believes to be in Lever, read from its own database for the comparison at the end.

import { sql } from 'kysely';
import { defaultTimelinePolicy } from '../core/sync/timeline-policy.ts';
import type { Db } from '../db/connect.ts';
import type { Believed, BelievedRecord } from './compare.ts';

/** `policy` decides which kinds of touches belong on a timeline. */
export async function readBelieved(
  db: Db,
  workspaceId: string,
  policy = defaultTimelinePolicy,
): Promise<Believed> {
  const shown = Object.entries(policy.treatments)
    .filter(([, treatment]) => treatment !== 'off')
    .map(([kind]) => kind);
  const records = await sql<BelievedRecord>`
    select r.id as record_id, r.opportunity_id, r.contact_id, r.posting_id,
      coalesce((select b.value from base_values b where b.workspace_id = r.workspace_id and b.record_id = r.id
        and b.field = 'emails'), '[]'::jsonb) as emails,
      coalesce((select b.value -> 'ours' from base_values b where b.workspace_id = r.workspace_id
        and b.record_id = r.id and b.field = 'tags'), '[]'::jsonb) as tags,
      coalesce((select jsonb_agg(i.payload -> 'note' ->> 'value') from intents i
        where i.workspace_id = r.workspace_id and i.subject_id = r.id and i.kind = 'write_note'
        and i.state = 'confirmed' and i.outcome ->> 'noteId' is not null), '[]'::jsonb) as note_texts
    from records r
    where r.workspace_id = ${workspaceId} and r.opportunity_id is not null and r.gone is null`.execute(
    db,
  );
  const gone = await sql<{ id: string }>`
    select opportunity_id as id from records
    where workspace_id = ${workspaceId} and gone is not null and opportunity_id is not null`.execute(
    db,
  );
  const missingRecords = await sql<{ id: string }>`
    select r.id from records r
    where r.workspace_id = ${workspaceId} and r.opportunity_id is null and r.gone is null
      and not exists (select 1 from intents i where i.workspace_id = r.workspace_id and i.subject_id = r.id
        and i.state = 'parked')`.execute(db);
  const missingTouches = await sql<{ id: string }>`
    select t.id from touches t
    where t.workspace_id = ${workspaceId} and t.kind = any(${shown}::text[])
      and exists (select 1 from records r where r.workspace_id = t.workspace_id and r.person_id = t.person_id
        and r.opportunity_id is not null and r.gone is null
        and (t.job_id is null or exists (select 1 from candidacies c where c.workspace_id = t.workspace_id
          and c.person_id = t.person_id and c.job_id = t.job_id and c.record_id = r.id)))
      and not exists (select 1 from timeline_lines l where l.workspace_id = t.workspace_id and l.touch_id = t.id)`.execute(
    db,
  );
  return {
    records: records.rows,
    goneOpportunityIds: gone.rows.map((row) => row.id),
    missingRecordIds: missingRecords.rows.map((row) => row.id),
    missingTouchIds: missingTouches.rows.map((row) => row.id),
  };
}
