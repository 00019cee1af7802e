// Where records stand in Lever, page by page.

import type { Conn } from '../connect.ts';

export interface StatusRow {
  id: string;
  personId: string;
  stageId: string | null;
  archiveReasonId: string | null;
}

/** Records that were read from Lever at least once and are still there. */
export async function listStatusPage(
  conn: Conn,
  page: { workspaceId: string; after: string | null; limit: number },
): Promise<StatusRow[]> {
  let query = conn
    .selectFrom('records')
    .where('workspaceId', '=', page.workspaceId)
    .where('opportunityReadAt', 'is not', null)
    .where('gone', 'is', null)
    .select(['id', 'personId', 'stageId', 'archiveReasonId'])
    .orderBy('id')
    .limit(page.limit);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return await query.execute();
}
