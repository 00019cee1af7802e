// What of our outreach follows a person into a merge and back. Sealed parts stay sealed for whom they were written to,
// which each row says; that is also who gets it back.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

const tables = [
  'messages',
  'tasks',
  'consents',
  'legal_bases',
  'suppressions',
  'notice_deliveries',
] as const;

export interface OutreachMove {
  workspaceId: string;
  fromId: string;
  toId: string;
}

/** Everything; and what the run that the merge stopped had on its way is taken back. */
export async function moveOutreach(trx: Trx, move: OutreachMove): Promise<void> {
  const { workspaceId, fromId, toId } = move;
  await sql`
    update messages m set state = 'cancelled', because = e.because, due_at = null, settled_at = e.changed_at
    from enrollments e
    where m.workspace_id = ${workspaceId} and m.person_id = ${fromId} and e.workspace_id = m.workspace_id
      and e.id = m.enrollment_id and e.state = 'stopped'
      and m.state in ('planned', 'prepared', 'refused_transient', 'blocked')
  `.execute(trx);
  for (const table of tables) {
    await sql`
      update ${sql.table(table)} set person_id = ${toId}
      where workspace_id = ${workspaceId} and person_id = ${fromId}
    `.execute(trx);
  }
}

/** What was made for `toId` and went to `fromId` with a merge. */
export async function moveOutreachBack(trx: Trx, move: OutreachMove): Promise<void> {
  const { workspaceId, fromId, toId } = move;
  for (const table of tables) {
    await sql`
      update ${sql.table(table)} set person_id = ${toId}
      where workspace_id = ${workspaceId} and person_id = ${fromId} and first_person_id = ${toId}
    `.execute(trx);
  }
}
