// Colleagues of a person who are in the same sequence.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

/** By the employer as written in the canonical person; at most two hundred. */
export async function listRunsAtEmployer(
  conn: Conn,
  key: { workspaceId: string; personId: string; sequenceId: string },
): Promise<string[]> {
  const found = await sql<{ personId: string }>`
    select e.person_id from enrollments e
    join persons p on p.workspace_id = e.workspace_id and p.id = e.person_id
    where e.workspace_id = ${key.workspaceId} and e.sequence_id = ${key.sequenceId} and e.is_ours
      and e.state in ('active', 'paused') and e.person_id <> ${key.personId}
      and lower(p.canonical #>> '{employer,value}') = (
        select lower(canonical #>> '{employer,value}') from persons
        where workspace_id = ${key.workspaceId} and id = ${key.personId})
    limit 200
  `.execute(conn);
  return found.rows.map((row) => row.personId);
}
