// Touches of our own outreach: whose they are is known, so they need no identifying.

import { sql } from 'kysely';
import type { TouchChannel, TouchKind } from '../../core/people/received.ts';
import type { Trx } from '../connect.ts';
import { ourSource } from './runs-of-ours.ts';

/** Once per event: asking again changes nothing. */
export async function insertOwnTouch(
  trx: Trx,
  row: {
    workspaceId: string;
    id: string;
    sourceEventId: string;
    contentHash: Uint8Array;
    personId: string;
    jobId: string | null;
    channel: TouchChannel;
    kind: TouchKind;
    sequence: string;
    step: number | null;
    /** JSON text of a ReceivedTouch. */
    payload: string;
    now: Date;
  },
): Promise<void> {
  await sql`
    insert into touches (workspace_id, id, source, source_event_id, content_hash, person_id, job_id, channel, kind,
      sequence, step, payload, occurred_at, received_at)
    values (${row.workspaceId}, ${row.id}, ${ourSource}, ${row.sourceEventId}, ${row.contentHash}, ${row.personId},
      ${row.jobId}, ${row.channel}, ${row.kind}, ${row.sequence}, ${row.step}, ${row.payload}::jsonb, ${row.now}, ${row.now})
    on conflict (workspace_id, source, source_event_id) do nothing
  `.execute(trx);
}
