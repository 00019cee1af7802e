// Writes of the timeline: rolling notes, and which touch stands where.

import type { Conn, Trx } from '../connect.ts';
import { touchColumns, toTimelineTouch } from './records.ts';
import type { TimelineTouch } from '../../core/sync/timeline-text.ts';

interface NoteKey {
  workspaceId: string;
  recordId: string;
  sequence: string;
  position: number;
}

/** Keeps a note we have just made; safe to repeat. */
export async function storeTimelineNote(
  trx: Trx,
  input: NoteKey & { noteId: string; now: Date },
): Promise<void> {
  const { workspaceId, recordId, sequence, position, noteId, now } = input;
  await trx
    .insertInto('timelineNotes')
    .values({ workspaceId, recordId, sequence, position, noteId, createdAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The note is gone from Lever: the next line starts another. */
export async function markNoteLost(trx: Trx, key: NoteKey): Promise<void> {
  await trx
    .updateTable('timelineNotes')
    .set({ isLost: true })
    .where('workspaceId', '=', key.workspaceId)
    .where('recordId', '=', key.recordId)
    .where('sequence', '=', key.sequence)
    .where('position', '=', key.position)
    .execute();
}

/** These touches stand on the record's timeline; safe to repeat. */
export async function storeTimelineLines(
  trx: Trx,
  input: {
    workspaceId: string;
    recordId: string;
    touchIds: readonly string[];
    intentId: string;
    now: Date;
  },
): Promise<void> {
  if (input.touchIds.length === 0) return;
  const { workspaceId, recordId, intentId, now } = input;
  await trx
    .insertInto('timelineLines')
    .values(
      input.touchIds.map((touchId) => ({
        workspaceId,
        recordId,
        touchId,
        intentId,
        writtenAt: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Touches by id, oldest first. */
export async function listTouches(
  conn: Conn,
  key: { workspaceId: string; touchIds: readonly string[] },
): Promise<TimelineTouch[]> {
  if (key.touchIds.length === 0) return [];
  const rows = await conn
    .selectFrom('touches as t')
    .where('t.workspaceId', '=', key.workspaceId)
    .where('t.id', 'in', [...key.touchIds])
    .select(touchColumns)
    .orderBy('t.occurredAt')
    .execute();
  return rows.map(toTimelineTouch);
}
