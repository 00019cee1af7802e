// Control calls that edit, merge, anonymise and delete people.
import { z } from 'zod';
import { editContact, opportunitiesOf } from '../acts/contacts.ts';
import { contactOf, getContact, getOpportunity } from '../acts/lookups.ts';
import { anonymise, deleteOpportunity, mergeContacts } from '../acts/remove.ts';
import { badRequest } from '../wire/refusal.ts';
import { PHONE_TYPES } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';
import { by, human, id, onOne } from './human.ts';

const phone = z.object({ type: z.enum(PHONE_TYPES).default('other'), value: z.string() });
const consent = z.object({ allowed: z.boolean(), expiresAt: z.number().nullable().default(null) });

/** Acts on people. */
export function peopleCalls({ door }: Backstage) {
  const { account } = door;
  const row = (opportunity: string) => getOpportunity(account, opportunity);
  return {
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
    contactOf: call('The person behind a candidacy', z.object({ opportunity: id }), (wish) =>
      contactOf(account, row(wish.opportunity)),
    ),
  };
}
