// What became of the wish to mark a candidate in Lever as erased.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

/** Whether a human dismissed this kind of effect on the record. */
export async function wasDismissed(
  conn: Conn,
  key: { workspaceId: string; recordId: string; kind: string },
): Promise<boolean> {
  const found = await sql<{ is: boolean }>`
    select exists (select from intents
      where workspace_id = ${key.workspaceId} and subject_kind = 'record' and subject_id = ${key.recordId}
        and kind = ${key.kind} and state = 'dismissed') as is`.execute(conn);
  return found.rows[0]?.is ?? false;
}

/** Gives up on what is still wanted of an erasure; returns on how many candidates. */
export async function giveUpMarks(
  trx: Trx,
  given: { workspaceId: string; erasureId: string; because: string; now: Date },
): Promise<number> {
  const done = await sql`
    update erasure_marks set state = 'impossible', because = ${given.because}, changed_at = ${given.now}
    where workspace_id = ${given.workspaceId} and erasure_id = ${given.erasureId} and state = 'wanted'`.execute(
    trx,
  );
  return Number(done.numAffectedRows ?? 0);
}
