// Whose a contact in Lever is, and what a person decided about a record.

import type { Conn } from '../connect.ts';

/** Another living person of the workspace whose record stands on this contact, or null. Relies on records_by_contact. */
export async function findContactOwner(
  conn: Conn,
  key: { workspaceId: string; contactId: string; exceptPersonId: string },
): Promise<string | null> {
  const row = await conn
    .selectFrom('records as r')
    .innerJoin('persons as p', (join) =>
      join.onRef('p.workspaceId', '=', 'r.workspaceId').onRef('p.id', '=', 'r.personId'),
    )
    .where('r.workspaceId', '=', key.workspaceId)
    .where('r.contactId', '=', key.contactId)
    .where('r.opportunityId', 'is not', null)
    .where('r.personId', '<>', key.exceptPersonId)
    .where('p.mergedInto', 'is', null)
    .where('p.isErased', '=', false)
    .select('r.personId')
    .orderBy('r.createdAt')
    .limit(1)
    .executeTakeFirst();
  return row?.personId ?? null;
}

/** True where a person dismissed the creation of this record: it is not tried again by itself. */
export async function hasDismissedCreation(
  conn: Conn,
  key: { workspaceId: string; recordId: string },
): Promise<boolean> {
  const row = await conn
    .selectFrom('intents')
    .where('workspaceId', '=', key.workspaceId)
    .where('subjectKind', '=', 'record')
    .where('subjectId', '=', key.recordId)
    .where('kind', '=', 'create_opportunity')
    .where('state', '=', 'dismissed')
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
