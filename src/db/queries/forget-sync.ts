// Takes everything personal of a person out of what the sync keeps: conflict values, the journal, forms and the base.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';
import { buryMirrored } from './mirror.ts';

/** Part of erasure, in its transaction. Rows without values stay where they prove what was done. Safe to repeat. */
export async function forgetInSync(
  trx: Trx,
  input: { workspaceId: string; personId: string; now: Date },
): Promise<void> {
  const { workspaceId, personId, now } = input;
  const contacts = await sql<{ contactId: string }>`
    select distinct contact_id from records
    where workspace_id = ${workspaceId} and person_id = ${personId} and contact_id is not null`.execute(
    trx,
  );
  const contactIds = contacts.rows.map((row) => row.contactId);
  await buryMirrored(trx, { workspaceId, contactIds, because: 'erased', now });
  await sql`
    delete from conflicts where workspace_id = ${workspaceId}
      and record_id in (select id from records where workspace_id = ${workspaceId} and person_id = ${personId})`.execute(
    trx,
  );
  await sql`
    update field_writes set before = null, after = null
    where workspace_id = ${workspaceId}
      and record_id in (select id from records where workspace_id = ${workspaceId} and person_id = ${personId})`.execute(
    trx,
  );
  await sql`
    delete from base_values where workspace_id = ${workspaceId}
      and record_id in (select id from records where workspace_id = ${workspaceId} and person_id = ${personId})`.execute(
    trx,
  );
  await sql`
    update records set forms = null, forms_read_at = null, contact = null, contact_read_at = null, opportunity = null
    where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(trx);
}
