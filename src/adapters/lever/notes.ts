// Notes: one note is a thread, its first entry the note itself, the rest comments.

import { z } from 'zod';
import type { Lever, LeverNote } from '../../ports/lever.ts';
import { orNull } from './call.ts';
import type { MakeCall } from './call.ts';
import { anything, idOrNull, instant, instantOrNull, one, page } from './shapes.ts';

const PAGE_SIZE = 100;

/** The calls on notes. */
export function noteCalls(
  make: MakeCall,
): Pick<Lever, 'listNotes' | 'getNote' | 'createNote' | 'deleteNote'> {
  return {
    listNotes: (access, opportunityId, next) =>
      make(
        access,
        {
          method: 'GET',
          path: pathOf(opportunityId),
          query: [
            ['limit', PAGE_SIZE],
            ['offset', next ?? undefined],
          ],
        },
        notes,
      ),
    getNote: (access, opportunityId, noteId) =>
      orNull(
        make(
          access,
          { method: 'GET', path: `${pathOf(opportunityId)}/${encodeURIComponent(noteId)}` },
          one(note),
        ),
      ),
    deleteNote: async (access, opportunityId, noteId) => {
      await orNull(
        make(
          access,
          { method: 'DELETE', path: `${pathOf(opportunityId)}/${encodeURIComponent(noteId)}` },
          anything,
        ),
      );
    },
    createNote: async (access, opportunityId, wanted) => {
      const answer = await make(
        access,
        {
          method: 'POST',
          path: pathOf(opportunityId),
          query: [
            ['perform_as', wanted.performAs],
            ['note_id', wanted.noteId],
          ],
          json: { value: wanted.value, createdAt: wanted.createdAt },
        },
        one(created),
      );
      // A comment's reply may name the comment; the thread is what later calls need.
      return { noteId: wanted.noteId ?? answer };
    },
  };
}

const entry = z
  .object({ value: z.unknown(), createdAt: instantOrNull, user: idOrNull })
  .transform((found) => ({
    value: typeof found.value === 'string' ? found.value : '',
    createdAt: found.createdAt,
    userId: found.user,
  }));

const note: z.ZodType<LeverNote> = z
  .object({
    id: z.string(),
    fields: z.array(entry).nullish(),
    createdAt: instant,
    deletedAt: instantOrNull,
  })
  .transform(({ fields, ...found }) => ({
    ...found,
    entries: (fields ?? []).map((each) => ({
      ...each,
      createdAt: each.createdAt ?? found.createdAt,
    })),
  }));

const notes = page(note);

// Documented is the id alone, recorded is the whole note with the id twice.
const created = z
  .union([
    z.object({ noteId: z.string() }).transform((answer) => answer.noteId),
    z.object({ id: z.string() }).transform((answer) => answer.id),
  ])
  .pipe(z.string().min(1));

function pathOf(opportunityId: string): string {
  return `/opportunities/${encodeURIComponent(opportunityId)}/notes`;
}
