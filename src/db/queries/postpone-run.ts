// Moves what a run does next to a later time, whatever form it waits in.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

/** True where something was moved. Nothing is ever moved to an earlier time. */
export async function postponeRun(
  trx: Trx,
  change: { workspaceId: string; enrollmentId: string; until: Date; now: Date },
): Promise<boolean> {
  const { workspaceId, enrollmentId, until, now } = change;
  const waiting = await sql`
    update enrollments set next_at = ${until}, epoch = epoch + 1
    where workspace_id = ${workspaceId} and id = ${enrollmentId} and next_at < ${until}
  `.execute(trx);
  const paused = await sql`
    update enrollments
    set remaining_ms = greatest(coalesce(remaining_ms, 0), extract(epoch from ${until}::timestamptz - ${now}::timestamptz) * 1000)::bigint
    where workspace_id = ${workspaceId} and id = ${enrollmentId} and state = 'paused'
  `.execute(trx);
  const open = await sql`
    update messages set due_at = ${until}, because = 'they are away'
    where workspace_id = ${workspaceId} and enrollment_id = ${enrollmentId} and due_at < ${until}
      and state in ('planned', 'prepared', 'refused_transient')
  `.execute(trx);
  if (Number(open.numAffectedRows ?? 0) > 0)
    await sql`update enrollments set epoch = epoch + 1 where workspace_id = ${workspaceId} and id = ${enrollmentId}`.execute(
      trx,
    );
  return [waiting, paused, open].some((each) => Number(each.numAffectedRows ?? 0) > 0);
}
