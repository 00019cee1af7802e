// Control calls that write on the timeline as a colleague would.
import { z } from 'zod';
import { getOpportunity } from '../acts/lookups.ts';
import { addComment, getNote, addNote, deleteNote } from '../acts/notes.ts';
import { call, type Backstage } from './call.ts';
import { human, id, onOne } from './human.ts';

/** Notes and replies by hand. */
export function noteCalls({ door }: Backstage) {
  const { account } = door;
  const row = (opportunity: string) => getOpportunity(account, opportunity);
  return {
    addNote: call('Writes a note', onOne.extend({ value: z.string().min(1) }), (wish) => {
      const note = addNote(
        account,
        { row: row(wish.opportunity), value: wish.value },
        human(account, wish.by),
      );
      return { note: note.id };
    }),
    comment: call(
      "Adds a comment to a note, the API's own included",
      onOne.extend({ note: id, value: z.string().min(1) }),
      (wish) => {
        const note = getNote(account, wish.opportunity, wish.note);
        const text = { row: row(wish.opportunity), value: wish.value };
        addComment(account, { wish: text, note }, human(account, wish.by));
        return { note: note.id };
      },
    ),
    deleteNote: call('Deletes any note', onOne.extend({ note: id }), (wish) => {
      const note = getNote(account, wish.opportunity, wish.note);
      deleteNote(account, { row: row(wish.opportunity), note }, human(account, wish.by));
      return { note: note.id };
    }),
  };
}
