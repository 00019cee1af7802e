// What can happen to a person: created, edited, given more addresses, merged away, anonymised.
import { changeOpportunity, type Account, type Actor } from '../account.ts';
import { badRequest } from '../wire/refusal.ts';
import type { Contact, Phone } from '../world/rows.ts';
import { remember } from '../world/world.ts';

/** How e-mails are compared. */
export function canonicalEmail(account: Account, email: string): string {
  const text = email.trim().toLowerCase();
  if (account.switches.emailCanonical === 'lower') return text;
  return text.replace(/\+[^@]*@/, '@');
}

/** The contact that an e-mail belongs to; which of several is a switch. */
export function contactByEmails(account: Account, emails: readonly string[]): Contact | null {
  for (const email of emails) {
    const found = account.world.contactsByEmail.get(canonicalEmail(account, email));
    const usable = found?.filter((each) => !each.isAnonymized) ?? [];
    const chosen = account.switches.emailOnSeveralContacts === 'oldest' ? usable[0] : usable.at(-1);
    if (chosen) return chosen;
  }
  return null;
}

/** Adds a contact with its e-mail index. */
export function addContact(
  account: Account,
  values: Pick<Contact, 'name' | 'headline' | 'location' | 'emails' | 'phones' | 'links'>,
  actor: Actor,
): Contact {
  const now = account.clock.now();
  const contact: Contact = {
    id: account.ids.uuid(),
    ...values,
    isAnonymized: false,
    dataProtection: null,
    createdAt: now,
    updatedAt: now,
  };
  remember(account.world, contact.id, null, now);
  account.world.contacts.set(contact.id, contact);
  indexEmails(account, contact);
  account.emit({
    event: 'contactCreated',
    data: { contactId: contact.id, createdAt: now, accountId: account.world.accountId },
    origin: null,
    api: actor.api,
  });
  return contact;
}

/** Puts a contact under each of its e-mails. */
export function indexEmails(account: Account, contact: Contact): void {
  const { contactsByEmail } = account.world;
  for (const key of new Set(contact.emails.map((email) => canonicalEmail(account, email)))) {
    const list = contactsByEmail.get(key);
    if (!list) contactsByEmail.set(key, [contact]);
    else if (!list.includes(contact)) {
      list.push(contact);
      list.sort((a, b) => a.createdAt - b.createdAt);
    }
  }
}

/** Builds the e-mail index anew, after loading a world or changing how e-mails are compared. */
export function reindexEmails(account: Account): void {
  account.world.contactsByEmail.clear();
  for (const contact of account.world.contacts.values()) indexEmails(account, contact);
}

/** Takes a contact out of the e-mail index. */
export function unindexEmails(account: Account, contact: Contact): void {
  const { contactsByEmail } = account.world;
  for (const key of new Set(contact.emails.map((email) => canonicalEmail(account, email)))) {
    const left = contactsByEmail.get(key)?.filter((each) => each !== contact) ?? [];
    if (left.length === 0) contactsByEmail.delete(key);
    else contactsByEmail.set(key, left);
  }
}

export type ContactEdit = Partial<
  Pick<Contact, 'name' | 'headline' | 'location' | 'emails' | 'phones' | 'links' | 'dataProtection'>
>;

/** Edits a person; every opportunity of theirs moves its `updatedAt`. Equal values change nothing. */
export function editContact(
  account: Account,
  { contact, edit }: { contact: Contact; edit: ContactEdit },
  actor: Actor,
): boolean {
  if (contact.isAnonymized) throw badRequest('An anonymized contact cannot be updated');
  const changed = Object.entries(edit).some(
    ([name, value]) =>
      value !== undefined &&
      JSON.stringify(contact[name as keyof Contact]) !== JSON.stringify(value),
  );
  if (!changed) return false;
  const now = account.clock.now();
  remember(account.world, contact.id, contact, now);
  unindexEmails(account, contact);
  Object.assign(contact, edit, { updatedAt: now });
  indexEmails(account, contact);
  for (const row of opportunitiesOf(account, contact.id)) changeOpportunity(account, row, {});
  account.emit({
    event: 'contactUpdated',
    data: { contactId: contact.id, updatedAt: now, accountId: account.world.accountId },
    origin: null,
    api: actor.api,
  });
  return true;
}

/** All opportunities of a person. */
export function opportunitiesOf(account: Account, contactId: string) {
  return [...account.world.index.rows('contact', contactId)];
}

/** Adds what the person does not have yet, by canonical e-mail, by digits of a phone, by text of a link. */
export function withMore(
  account: Account,
  contact: Contact,
  more: { emails: readonly string[]; phones: readonly Phone[]; links: readonly string[] },
): ContactEdit {
  const digits = (phone: Phone): string => phone.value.replace(/\D/g, '') || phone.value;
  return {
    emails: union(contact.emails, more.emails, (email) => canonicalEmail(account, email)),
    phones: union(contact.phones, more.phones, digits),
    links: union(contact.links, more.links, (link) => link),
  };
}

/** The first list and whatever the second adds to it. */
export function union<T>(
  present: readonly T[],
  more: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  const known = new Set(present.map(keyOf));
  const result = present.slice();
  for (const item of more) {
    const key = keyOf(item);
    if (known.has(key)) continue;
    known.add(key);
    result.push(item);
  }
  return result;
}
