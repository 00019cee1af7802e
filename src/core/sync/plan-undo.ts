// Taking writes back: what Lever's API lets be undone, in which order, and what it does not, said plainly.

import type { JournalLine } from './journal.ts';
import type { RemoteContact, RemoteOpportunity, RemotePhone } from './remote.ts';
import { sameValue } from './merge.ts';

export interface WriteToUndo extends JournalLine {
  id: string;
  intentId: string;
  recordId: string;
  writtenAtMs: number;
}

/** Writes that are undone together, newest first: those of one intent on one place. */
export interface UndoStep {
  recordId: string;
  place: UndoPlace;
  writes: WriteToUndo[];
}

export const undoPlaces = ['set', 'contact', 'note', 'stage', 'opportunity'] as const;
export type UndoPlace = (typeof undoPlaces)[number];

export interface UndoPlan {
  steps: UndoStep[];
  impossible: { write: WriteToUndo; because: string }[];
}

/** Sorts the writes into steps. What stands there now is looked at when a step is done, not before. */
export function planUndo(writes: readonly WriteToUndo[], archiveReasonId: string | null): UndoPlan {
  const plan: UndoPlan = { steps: [], impossible: [] };
  const stepByKey = new Map<string, UndoStep>();
  const newestFirst = writes.toSorted(
    (one, two) =>
      two.writtenAtMs - one.writtenAtMs ||
      Number(one.kind === 'created') - Number(two.kind === 'created'),
  );
  for (const write of newestFirst) {
    const found = placeOf(write, archiveReasonId);
    if ('because' in found) {
      plan.impossible.push({ write, because: found.because });
      continue;
    }
    const { place } = found;
    const key = `${write.intentId} ${place} ${place === 'set' ? write.field : ''}`;
    const known = stepByKey.get(key);
    if (known !== undefined) {
      known.writes.push(write);
      continue;
    }
    const step: UndoStep = { recordId: write.recordId, place, writes: [write] };
    stepByKey.set(key, step);
    plan.steps.push(step);
  }
  return plan;
}

function placeOf(
  write: WriteToUndo,
  archiveReasonId: string | null,
): { place: UndoPlace } | { because: string } {
  switch (write.kind) {
    case 'added':
    case 'removed':
      return { place: write.field.startsWith('contact.') ? 'contact' : 'set' };
    case 'set':
      return { place: 'contact' };
    case 'moved':
      return { place: 'stage' };
    case 'noted': {
      const { isComment } = write.after as { isComment?: boolean };
      return isComment === true
        ? { because: 'Lever deletes whole notes only; this comment goes with the note it is in.' }
        : { place: 'note' };
    }
    case 'created':
      return archiveReasonId === null
        ? {
            because:
              'Lever deletes no candidate over the API; choose an archive reason to archive it.',
          }
        : { place: 'opportunity' };
    case 'formed':
      return {
        because: 'A profile form in Lever cannot be changed or deleted; it stays as a snapshot.',
      };
    case 'filed':
      return { because: 'The resume stays in Lever; delete the file there by hand.' };
  }
}

/** One call that undoes a step, or why it is not to be made. */
export type UndoCall =
  | { call: 'remove_set' | 'add_set'; field: 'tags' | 'sources' | 'links'; values: string[] }
  | { call: 'update_contact'; change: ContactChange; skipped: string[] }
  | { call: 'delete_note'; noteId: string }
  | { call: 'set_stage'; stageId: string }
  | { call: 'archive'; reasonId: string }
  | { call: 'none'; because: string };

export interface ContactChange {
  name?: string;
  headline?: string;
  location?: string;
  emails?: string[];
  phones?: RemotePhone[];
}

/** Tags, sources and links: our items go, and items we took away come back. */
export function undoSetCall(step: UndoStep, opportunity: RemoteOpportunity): UndoCall {
  const [write] = step.writes;
  const field = write?.field;
  if (write === undefined || (field !== 'tags' && field !== 'sources' && field !== 'links'))
    return { call: 'none', because: 'This list is not known.' };
  if (write.kind === 'added') {
    const values = (write.after as string[]).filter((value) => opportunity[field].includes(value));
    if (values.length === 0) return { call: 'none', because: 'They are gone from Lever already.' };
    return { call: 'remove_set', field, values };
  }
  const values = (write.before as string[]).filter((value) => !opportunity[field].includes(value));
  if (values.length === 0) return { call: 'none', because: 'They stand in Lever again already.' };
  return { call: 'add_set', field, values };
}

/** Values go back to what they were, where nobody touched them since. */
export function undoContactCall(
  step: UndoStep,
  contact: RemoteContact,
  keys: { emailKey: (value: string) => string; phoneKey: (value: string) => string },
): UndoCall {
  const change: ContactChange = {};
  const skipped: string[] = [];
  for (const write of step.writes) {
    const field = write.field.slice('contact.'.length);
    if (field === 'emails') {
      const ours = new Set((write.after as string[]).map(keys.emailKey));
      const left = contact.emails.filter((email) => !ours.has(keys.emailKey(email)));
      if (left.length < contact.emails.length) change.emails = left;
    } else if (field === 'phones') {
      const ours = new Set((write.after as string[]).map(keys.phoneKey));
      const left = contact.phones.filter((phone) => !ours.has(keys.phoneKey(phone.value)));
      if (left.length < contact.phones.length) change.phones = left;
    } else if (field === 'name' || field === 'headline' || field === 'location') {
      if (sameValue(contact[field], write.after as string)) change[field] = write.before as string;
      else skipped.push(write.field);
    }
  }
  if (Object.keys(change).length > 0) return { call: 'update_contact', change, skipped };
  const because =
    skipped.length > 0 ? 'It was changed in Lever since.' : 'It is gone from Lever already.';
  return { call: 'none', because };
}

/** Back to where the candidate was, while it stands where we put it. */
export function undoStageCall(step: UndoStep, currentStageId: string | null): UndoCall {
  const [write] = step.writes;
  if (write === undefined || typeof write.before !== 'string')
    return { call: 'none', because: 'The stage before is not known.' };
  if (currentStageId !== write.after)
    return { call: 'none', because: 'The candidate was moved in Lever since.' };
  return { call: 'set_stage', stageId: write.before };
}

/** A note of ours goes, unless a human wrote into it. */
export function undoNoteCall(
  step: UndoStep,
  note: { entryCount: number; isDeleted: boolean } | null,
  ourEntryCount: number,
): UndoCall {
  const [write] = step.writes;
  const { noteId } = (write?.after ?? {}) as { noteId?: string };
  if (noteId === undefined || note === null || note.isDeleted)
    return { call: 'none', because: 'The note is gone from Lever already.' };
  if (note.entryCount > ourEntryCount)
    return { call: 'none', because: 'Somebody else wrote into this note, so it stays.' };
  return { call: 'delete_note', noteId };
}
