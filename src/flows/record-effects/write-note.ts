// Writes touches to the timeline: a new note, or an entry added to the sequence's rolling note.

import { PortFailure } from '../../ports/failure.ts';
import { isToldIn, type NoteToWrite } from '../../core/sync/plan-timeline.ts';
import {
  listTouches,
  markNoteLost,
  storeTimelineLines,
  storeTimelineNote,
} from '../../db/queries/timeline.ts';
import { readPages } from '../read-pages.ts';
import { effectEntry, type EffectContext, type RecordEffect } from './effect.ts';

/** More notes than this on one opportunity are not looked through. */
const probePagesMax = 20;

export interface WrittenNote {
  /** Null: the thread is gone from Lever, so the next plan starts another one. */
  noteId: string | null;
  /** The text as found by a probe; null where we have just sent it. */
  foundValue: string | null;
}

export interface WriteNotePayload {
  note: NoteToWrite;
}

export const writeNote: RecordEffect<WriteNotePayload, WrittenNote> = {
  async send(context, { note }) {
    const { value, createdAt, noteId } = note;
    try {
      const written = await context.deps.lever.createNote(context.access, opportunityOf(context), {
        value,
        createdAt,
        performAs: context.performAs,
        ...(noteId === null ? {} : { noteId }),
      });
      return { noteId: written.noteId, foundValue: null };
    } catch (cause) {
      if (noteId !== null && isNotFound(cause) && (await isNoteGone(context, noteId))) {
        return { noteId: null, foundValue: null };
      }
      throw cause;
    }
  },

  async probe(context, { note }) {
    const { lever } = context.deps;
    const pages = readPages(
      (page) =>
        context.limited(() => lever.listNotes(context.access, opportunityOf(context), page)),
      probePagesMax,
    );
    const standing: WrittenNote[] = [];
    for await (const rows of pages) {
      for (const row of rows.filter((one) => one.deletedAt === null)) {
        const entry = row.entries.find((one) => hasRef(one.value, note.ref));
        if (entry !== undefined) return { noteId: row.id, foundValue: entry.value };
        const foundValue = row.entries.map((one) => one.value).join('\n');
        standing.push({ noteId: row.id, foundValue });
      }
    }
    return await findByLine(context, note, standing);
  },

  async settle(trx, context, { payload: { note }, outcome, intentId }) {
    const key = { workspaceId: context.workspaceId, recordId: context.recordId };
    const now = context.deps.clock.now();
    if (outcome.noteId === null) {
      await markNoteLost(trx, { ...key, sequence: note.sequence, position: note.position });
      return [
        effectEntry(context, {
          action: 'timeline.note_lost',
          detail: { intentId, noteId: note.noteId },
        }),
      ];
    }
    if (note.noteId === null) {
      await storeTimelineNote(trx, {
        ...key,
        sequence: note.sequence,
        position: note.position,
        noteId: outcome.noteId,
        now,
      });
    }
    const touchIds = await toldTouches(context, note, outcome.foundValue);
    await storeTimelineLines(trx, { ...key, touchIds, intentId, now });
    return [
      effectEntry(context, {
        action: note.noteId === null ? 'timeline.note_created' : 'timeline.note_extended',
        detail: { intentId, noteId: outcome.noteId, touchIds },
      }),
    ];

    async function toldTouches(
      context: EffectContext,
      note: NoteToWrite,
      foundValue: string | null,
    ): Promise<string[]> {
      if (foundValue === null || foundValue === note.value) return note.touchIds;
      // Found from before a restore, when the lines were bundled otherwise: only what it tells is told. Its reference
      // is the name of the first, whose line may carry another time by now.
      const named = hasRef(foundValue, note.ref) ? note.touchIds[0] : undefined;
      const touches = await listTouches(trx, {
        workspaceId: context.workspaceId,
        touchIds: note.touchIds,
      });
      return touches
        .filter((touch) => touch.id === named || isToldIn(foundValue, touch))
        .map((touch) => touch.id);
    }
  },
};

/** After a restore touches may come in another order, so that a flush begins with another one and has another reference. */
async function findByLine(
  context: EffectContext,
  note: NoteToWrite,
  standing: readonly WrittenNote[],
): Promise<WrittenNote | null> {
  const touches = await listTouches(context.deps.db, {
    workspaceId: context.workspaceId,
    touchIds: note.touchIds,
  });
  // Opens and clicks share one line with a count, which says nothing of this one.
  const telling = touches.filter(({ kind }) => kind !== 'opened' && kind !== 'clicked');
  const isTold = ({ foundValue }: WrittenNote): boolean =>
    foundValue !== null && telling.some((touch) => isToldIn(foundValue, touch));
  return standing.find(isTold) ?? null;
}

function opportunityOf(context: EffectContext): string {
  if (context.opportunityId === null) throw new Error('A note needs an opportunity.');
  return context.opportunityId;
}

/** The reference stands alone on the last line; Lever may have changed white space around it. */
function hasRef(value: string, ref: string): boolean {
  return value.trimEnd().endsWith(`ref ${ref}`);
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof PortFailure && cause.kind === 'rejected' && cause.status === 404;
}

async function isNoteGone(context: EffectContext, noteId: string): Promise<boolean> {
  const { deps, access } = context;
  const opportunityId = opportunityOf(context);
  const opportunity = await context.limited(() => deps.lever.getOpportunity(access, opportunityId));
  if (opportunity === null) return false;
  const note = await context.limited(() => deps.lever.getNote(access, opportunityId, noteId));
  return note === null || note.deletedAt !== null;
}
