// Notes: threads on an opportunity's timeline. Only those made by API can be changed or deleted by API.
import { changeOpportunity, type Account, type Actor } from '../account.ts';
import { forbidden, notFound } from '../wire/refusal.ts';
import type { Note, NoteEntry, Opportunity } from '../world/rows.ts';
import { remember } from '../world/world.ts';

export type NewNote = {
  row: Opportunity;
  value: string;
  secret?: boolean;
  score?: number | null;
  createdAt?: number | undefined;
};

/** Starts a thread. */
export function addNote(account: Account, wish: NewNote, actor: Actor): Note {
  const { row } = wish;
  const createdAt = wish.createdAt ?? account.clock.now();
  const note: Note = {
    id: account.ids.uuid(),
    opportunity: row.id,
    entries: [entryOf({ wish, createdAt, actor })],
    user: actor.user,
    secret: wish.secret ?? false,
    createdAt,
    completedAt: createdAt,
    deletedAt: null,
    byApi: actor.api,
  };
  remember(account.world, note.id, null, account.clock.now());
  const list = account.world.notes.get(row.id);
  if (list) list.push(note);
  else account.world.notes.set(row.id, [note]);
  touch(account, row);
  return note;
}

/** Adds a comment to a thread. */
export function addComment(
  account: Account,
  { wish, note }: { wish: NewNote; note: Note },
  actor: Actor,
): void {
  remember(account.world, note.id, note, account.clock.now());
  const createdAt = wish.createdAt ?? account.clock.now();
  note.entries = [...note.entries, entryOf({ wish, createdAt, actor })];
  touch(account, wish.row);
}

export type NoteReplacement = {
  values: { value: string; createdAt?: number | undefined }[];
  user?: string | null | undefined;
  secret?: boolean | undefined;
  createdAt?: number | undefined;
  completedAt?: number | undefined;
  score?: number | null | undefined;
};

/** Replaces the whole thread, comments of people included: that is what Lever documents. */
export function replaceNote(
  account: Account,
  { row, note, wish }: { row: Opportunity; note: Note; wish: NoteReplacement },
): void {
  if (!note.byApi) throw forbidden('Only notes created by API can be updated');
  const now = account.clock.now();
  remember(account.world, note.id, note, now);
  const user = wish.user === undefined ? note.user : wish.user;
  const stageOf = (at: number): string | null => note.entries[at]?.stage ?? row.stage;
  note.entries = wish.values.map((each, at) => ({
    value: each.value,
    createdAt: each.createdAt ?? note.entries[at]?.createdAt ?? now,
    user,
    score: wish.score ?? null,
    stage: stageOf(at),
  }));
  note.user = user;
  note.secret = wish.secret ?? false;
  note.createdAt = wish.createdAt ?? note.createdAt;
  note.completedAt = wish.completedAt ?? note.completedAt;
  touch(account, row);
}

/** Removes a note; people may remove any, the API only its own. */
export function deleteNote(
  account: Account,
  { row, note }: { row: Opportunity; note: Note },
  actor: Actor,
): void {
  if (actor.api && !note.byApi) throw forbidden('Only notes created by API can be deleted');
  remember(account.world, note.id, note, account.clock.now());
  note.deletedAt = account.clock.now();
  touch(account, row);
}

/** A live note of an opportunity. */
export function getNote(account: Account, opportunity: string, id: string): Note {
  const note = account.world.notes.get(opportunity)?.find((each) => each.id === id);
  if (!note || note.deletedAt !== null) throw notFound('notes', id);
  return note;
}

function entryOf({
  wish,
  createdAt,
  actor,
}: {
  wish: NewNote;
  createdAt: number;
  actor: Actor;
}): NoteEntry {
  return {
    value: wish.value,
    createdAt,
    user: actor.user,
    score: wish.score ?? null,
    stage: wish.row.stage,
  };
}

function touch(account: Account, row: Opportunity): void {
  if (!account.switches.noteTouches) return;
  changeOpportunity(account, row, { lastInteractionAt: account.clock.now() });
}
