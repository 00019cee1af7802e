// GET and PUT /contacts/:id. There is no list, create, search, delete or merge.
import { editContact, withMore, type ContactEdit } from '../acts/contacts.ts';
import { getContact } from '../acts/lookups.ts';
import { isEmail, optionalString, optionalStrings } from '../wire/fields.ts';
import { badRequest, notFound } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import type { Contact } from '../world/rows.ts';
import { versionAt } from '../world/world.ts';
import { phonesIn } from './phones.ts';
import { presentContact, presentWrittenContact } from './present-opportunity.ts';
import { bodyOf } from './shared.ts';

export const contactRoutes: Route[] = [
  {
    method: 'GET',
    path: '/contacts/:contact',
    noun: 'contact',
    access: 'read',
    run: (call) => {
      const id = call.param('contact');
      const { world } = call.account;
      const at = call.asOf;
      const contact =
        at === null
          ? getContact(call.account, id)
          : versionAt(world, world.contacts.get(id), { id, at });
      if (!contact) throw notFound('contacts', id);
      return data(presentContact(contact));
    },
  },
  {
    method: 'PUT',
    path: '/contacts/:contact',
    noun: 'contact',
    access: 'write',
    run: (call) => {
      const edit = editOf(call);
      const contact = getContact(call.account, call.param('contact'));
      const wanted = arraysAsSwitched(call, contact, edit);
      editContact(call.account, { contact, edit: wanted }, { user: null, api: true });
      return data(presentWrittenContact(contact));
    },
  },
];

/** Only the top-level fields that were sent: the update is partial. */
function editOf(call: Call): ContactEdit {
  const body = bodyOf(call);
  const edit: ContactEdit = {};
  for (const name of ['name', 'headline', 'location'] as const) {
    const value = optionalString(body, name);
    if (value !== undefined) edit[name] = value;
  }
  const emails = optionalStrings(body, 'emails');
  for (const email of emails ?? [])
    if (!isEmail(email)) throw badRequest('Email address is not valid');
  if (emails) edit.emails = [...new Set(emails.map((each) => each.trim()))];
  const phones = phonesIn(body);
  if (phones) edit.phones = phones;
  return edit;
}

function arraysAsSwitched(call: Call, contact: Contact, edit: ContactEdit): ContactEdit {
  if (call.account.switches.contactArrays === 'replace') return edit;
  const more = { emails: edit.emails ?? [], phones: edit.phones ?? [], links: [] };
  const joined = withMore(call.account, contact, more);
  return {
    ...edit,
    ...(edit.emails ? { emails: joined.emails ?? [] } : {}),
    ...(edit.phones ? { phones: joined.phones ?? [] } : {}),
  };
}
