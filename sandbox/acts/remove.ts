// What only people can do in the web interface: delete, anonymise and merge candidates.
import { candidateIds, changeOpportunity, type Account, type Actor } from '../account.ts';
import type { Contact, Opportunity } from '../world/rows.ts';
import { remember } from '../world/world.ts';
import { editContact, indexEmails, opportunitiesOf, unindexEmails, withMore } from './contacts.ts';
import { contactOf } from './lookups.ts';

/** Deletes one opportunity; the person goes with the last one. */
export function deleteOpportunity(account: Account, row: Opportunity, actor: Actor): void {
  const { world } = account;
  const now = account.clock.now();
  const contact = contactOf(account, row);
  remember(world, row.id, row, now);
  const deletedBy = actor.user ?? '';
  world.deleted.push({ row: { ...row }, contact: { ...contact }, deletedBy, deletedAt: now });
  world.index.remove(row);
  world.opportunities.delete(row.id);
  if (row.application) {
    const application = world.applications.get(row.application);
    world.applications.delete(row.application);
    if (application) {
      world.extras.deletedApplications.push({ ...application, deletedAt: now, deletedBy });
    }
  }
  for (const table of [world.notes, world.forms, world.files, world.fileActions])
    table.delete(row.id);
  if (opportunitiesOf(account, contact.id).length === 0) {
    remember(world, contact.id, contact, now);
    unindexEmails(account, contact);
    world.contacts.delete(contact.id);
  }
  account.emit({
    event: 'candidateDeleted',
    data: { ...candidateIds(row), deletedBy },
    origin: null,
    api: actor.api,
  });
}

/** Removes personal data from one opportunity; the person follows when it was the last one. */
export function anonymise(account: Account, row: Opportunity, actor: Actor): void {
  changeOpportunity(account, row, { isAnonymized: true });
  for (const table of [account.world.notes, account.world.forms, account.world.files])
    table.delete(row.id);
  const contact = contactOf(account, row);
  if (!opportunitiesOf(account, contact.id).every((each) => each.isAnonymized)) return;
  const blank = { name: '', headline: '', location: '', emails: [], phones: [], links: [] };
  editContact(account, { contact, edit: blank }, actor);
  contact.isAnonymized = true;
}

/** Merges one person into another: opportunities move, the survivor's values win, lists are joined. */
export function mergeContacts(
  account: Account,
  { survivor, merged }: { survivor: Contact; merged: Contact },
  actor: Actor,
): void {
  const { world } = account;
  const now = account.clock.now();
  for (const row of opportunitiesOf(account, merged.id)) {
    changeOpportunity(account, row, { contact: survivor.id });
  }
  remember(world, merged.id, merged, now);
  unindexEmails(account, merged);
  world.contacts.delete(merged.id);
  world.mergedContacts.set(merged.id, survivor.id);
  const joined = withMore(account, survivor, merged);
  const changed = editContact(
    account,
    {
      contact: survivor,
      edit: {
        ...joined,
        headline: survivor.headline || merged.headline,
        location: survivor.location || merged.location,
      },
    },
    actor,
  );
  if (!changed) indexEmails(account, survivor);
}
