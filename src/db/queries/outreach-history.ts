// How far outreach to a person has come, out of all touches.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface OutreachHistory {
  isEnrolled: boolean;
  isContacted: boolean;
  hasReplied: boolean;
}

/** Relies on touches_by_person. */
export async function findOutreachHistory(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<OutreachHistory> {
  const result = await sql<OutreachHistory>`
    select coalesce(bool_or(kind = 'enrolled'), false) as is_enrolled,
      coalesce(bool_or(kind = 'sent'), false) as is_contacted,
      coalesce(bool_or(kind = 'replied'), false) as has_replied
    from touches
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId}`.execute(conn);
  return result.rows[0] ?? { isEnrolled: false, isContacted: false, hasReplied: false };
}
