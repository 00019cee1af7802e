// Control calls that act as a person in the web interface would.
import { z } from 'zod';
import type { Account, Actor } from '../account.ts';
import { changeOpportunity } from '../account.ts';
import { setArchived } from '../acts/archive.ts';
import { editContact, opportunitiesOf } from '../acts/contacts.ts';
import { addLabels, removeLabels } from '../acts/labels.ts';
import { contactOf, getContact, getOpportunity } from '../acts/lookups.ts';
import { moveStage } from '../acts/move-stage.ts';
import { addComment, addNote, deleteNote, getNote } from '../acts/notes.ts';
import { anonymise, deleteOpportunity, mergeContacts } from '../acts/remove.ts';
import { renamePosting, setPostingState } from '../acts/postings.ts';
import { setUserActive } from '../acts/users.ts';
import { badRequest } from '../wire/refusal.ts';
import { PHONE_TYPES, POSTING_STATES } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';

const id = z.string().min(1);
const by = z.string().optional().describe('User id; the first super admin when left out');
const onOne = z.object({ opportunity: id, by });
const phone = z.object({ type: z.enum(PHONE_TYPES).default('other'), value: z.string() });
const consent = z.object({ allowed: z.boolean(), expiresAt: z.number().nullable().default(null) });

function human(account: Account, user: string | undefined): Actor {
  const first = [...account.world.users.values()].find((each) => each.accessRole === 'super admin');
  return { user: user ?? first?.id ?? null, api: false };
}

/** Human acts; each replies with the id it worked on. */
export function actCalls({ door }: Backstage) {
  const { account } = door;
  const row = (opportunity: string) => getOpportunity(account, opportunity);
  return {
    moveStage: call('Moves a candidate to a stage', onOne.extend({ stage: id }), (wish) => ({
      changed: moveStage(
        account,
        { row: row(wish.opportunity), stage: wish.stage },
        human(account, wish.by),
      ),
    })),
    archive: call('Archives with a reason id', onOne.extend({ reason: id }), (wish) => {
      const { opportunity, reason } = wish;
      setArchived(account, { row: row(opportunity), reason }, human(account, wish.by));
      return { opportunity };
    }),
    unarchive: call('Takes a candidate out of the archive', onOne, ({ opportunity, by: user }) => {
      setArchived(account, { row: row(opportunity), reason: null }, human(account, user));
      return { opportunity };
    }),
    hire: call('Archives with the reason of type hired', onOne, ({ opportunity, by: user }) => {
      const reason = account.world.archiveReasons.find((each) => each.type === 'hired');
      if (!reason) throw badRequest('The account has no hired reason');
      setArchived(account, { row: row(opportunity), reason: reason.id }, human(account, user));
      return { opportunity };
    }),
    editContact: call(
      'Edits a person; fields left out stay',
      z.object({
        contact: id,
        by,
        name: z.string().optional(),
        headline: z.string().optional(),
        location: z.string().optional(),
        emails: z.array(z.string()).optional(),
        phones: z.array(phone).optional(),
        links: z.array(z.string()).optional(),
      }),
      ({ contact: contactId, by: user, ...fields }) => {
        const contact = getContact(account, contactId);
        const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
        const edit = Object.fromEntries(sent);
        return { changed: editContact(account, { contact, edit }, human(account, user)) };
      },
    ),
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
    addTag: call('Adds a tag', onOne.extend({ tag: id }), ({ opportunity, tag }) => ({
      changed: addLabels(account, { row: row(opportunity), kind: 'tags', texts: [tag] }),
    })),
    removeTag: call('Removes a tag', onOne.extend({ tag: id }), ({ opportunity, tag }) => ({
      changed: removeLabels(account, { row: row(opportunity), kind: 'tags', texts: [tag] }),
    })),
    setOwner: call('Gives a candidate another owner', onOne.extend({ owner: id }), (wish) => {
      changeOpportunity(account, row(wish.opportunity), { owner: wish.owner });
      return { opportunity: wish.opportunity };
    }),
    snooze: call(
      'Snoozes until a time, or wakes with null',
      onOne.extend({ until: z.number().nullable() }),
      ({ opportunity, until }) => {
        changeOpportunity(account, row(opportunity), { snoozedUntil: until });
        return { opportunity };
      },
    ),
    mergeContacts: call(
      'Merges one person into another; cannot be undone',
      z.object({ survivor: id, merged: id, by }),
      (wish) => {
        if (wish.survivor === wish.merged) throw badRequest('Two different contacts are needed');
        const survivor = getContact(account, wish.survivor);
        const merged = getContact(account, wish.merged);
        mergeContacts(account, { survivor, merged }, human(account, wish.by));
        return { contact: survivor.id };
      },
    ),
    deleteOpportunity: call('Deletes a candidacy', onOne, ({ opportunity, by: user }) => {
      deleteOpportunity(account, row(opportunity), human(account, user));
      return { opportunity };
    }),
    anonymise: call('Anonymises a candidacy, and the person with the last one', onOne, (wish) => {
      anonymise(account, row(wish.opportunity), human(account, wish.by));
      return { opportunity: wish.opportunity };
    }),
    setDataProtection: call(
      'Sets what data protection allows; null for no policy. `silent` moves no updatedAt, like passing time',
      z.object({
        contact: id,
        store: consent.nullable().default(null),
        mayContact: consent.nullable().default(null),
        silent: z.boolean().default(false),
        by,
      }),
      (wish) => {
        const contact = getContact(account, wish.contact);
        const open = { allowed: true, expiresAt: null };
        const dataProtection =
          wish.store || wish.mayContact
            ? { store: wish.store ?? open, contact: wish.mayContact ?? open }
            : null;
        if (wish.silent) contact.dataProtection = dataProtection;
        else editContact(account, { contact, edit: { dataProtection } }, human(account, wish.by));
        return { contact: contact.id, opportunities: opportunitiesOf(account, contact.id).length };
      },
    ),
    setUserActive: call(
      'Deactivates or reactivates a user',
      z.object({ user: id, active: z.boolean() }),
      ({ user: userId, active }) => {
        const user = account.world.users.get(userId);
        if (!user) throw badRequest(`users ${userId} was not found`);
        setUserActive(account, { user, active });
        return { user: userId };
      },
    ),
    setPostingState: call(
      'Publishes, closes or otherwise moves a posting',
      z.object({ posting: id, state: z.enum(POSTING_STATES) }),
      (wish) => setPostingState(account, wish),
    ),
    renamePosting: call(
      'Renames a posting: its candidates change their tag and updatedAt',
      z.object({ posting: id, text: z.string().min(1) }),
      (wish) => renamePosting(account, wish),
    ),
    contactOf: call('The person behind a candidacy', z.object({ opportunity: id }), (wish) =>
      contactOf(account, row(wish.opportunity)),
    ),
  };
}
