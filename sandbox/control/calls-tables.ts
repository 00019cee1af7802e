// Control calls that list tables and count what is there, twice or at all.
import { z } from 'zod';
import type { Contact } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';

const NOTHING = z.object({});

/** Tables and totals. */
export function tableCalls({ door }: Backstage) {
  const { account } = door;
  return {
    totals: call('How much of everything there is', NOTHING, () => {
      const { world } = account;
      const sum = (table: Map<string, unknown[]>) =>
        [...table.values()].reduce((total, list) => total + list.length, 0);
      return {
        contacts: world.contacts.size,
        opportunities: world.opportunities.size,
        applications: world.applications.size,
        notes: [...world.notes.values()].flat().filter((note) => note.deletedAt === null).length,
        forms: sum(world.forms),
        files: sum(world.files),
        webhooks: world.webhooks.size,
        deleted: world.deleted.length,
        users: world.users.size,
        postings: world.postings.size,
      };
    }),
    contacts: call(
      'People',
      z.object({ limit: z.coerce.number().int().min(1).max(200_000).default(1_000) }),
      ({ limit }): Contact[] => [...account.world.contacts.values()].slice(0, limit),
    ),
    users: call('Users, deactivated ones included', NOTHING, () => [
      ...account.world.users.values(),
    ]),
    postings: call('Postings, all states', NOTHING, () => [...account.world.postings.values()]),
    stages: call('Stages in order', NOTHING, () => account.world.stages),
    archiveReasons: call('Archive reasons', NOTHING, () => account.world.archiveReasons),
    formTemplates: call('Form templates', NOTHING, () => [...account.world.formTemplates.values()]),
    duplicates: call('What exists more than once although it should not', NOTHING, () =>
      duplicates(door),
    ),
  };
}

/** Groups of two and more that share what ought to be unique. */
function duplicates({ account }: Backstage['door']) {
  const { world } = account;
  const groups = (entries: Iterable<[string, string]>): Record<string, string[]> => {
    const byKey = new Map<string, string[]>();
    for (const [key, id] of entries) byKey.set(key, [...(byKey.get(key) ?? []), id]);
    return Object.fromEntries([...byKey].filter(([, ids]) => ids.length > 1));
  };
  const rows = [...world.opportunities.values()];
  const notes = [...world.notes.values()].flat().filter((note) => note.deletedAt === null);
  return {
    samePersonAndPosting: groups(rows.map((row) => [`${row.contact} ${row.posting}`, row.id])),
    samePersonAndCreatedAt: groups(rows.map((row) => [`${row.contact} ${row.createdAt}`, row.id])),
    sameEmail: Object.fromEntries(
      [...world.contactsByEmail]
        .filter(([, contacts]) => contacts.length > 1)
        .map(([email, contacts]) => [email, contacts.map((each) => each.id)]),
    ),
    sameLink: groups(
      [...world.contacts.values()].flatMap((each) =>
        each.links.map((link): [string, string] => [link, each.id]),
      ),
    ),
    sameNote: groups(
      notes.map((note) => [
        `${note.opportunity} ${note.createdAt} ${note.entries[0]?.value}`,
        note.id,
      ]),
    ),
  };
}
