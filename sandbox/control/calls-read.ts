// Control calls that look into the world directly: no rate limit, no index lag, no hidden rows.
import { z } from 'zod';
import type { Contact, Opportunity } from '../world/rows.ts';
import { getOpportunity } from '../acts/lookups.ts';
import { timelineOf } from './timeline.ts';
import { call, type Backstage } from './call.ts';

const NOTHING = z.object({});

export function readCalls({ door }: Backstage) {
  const { account } = door;
  const whole = (row: Opportunity) => ({
    ...row,
    person: account.world.contacts.get(row.contact) ?? null,
    notes: (account.world.notes.get(row.id) ?? []).filter((note) => note.deletedAt === null),
    forms: account.world.forms.get(row.id) ?? [],
    files: (account.world.files.get(row.id) ?? []).map((file) => ({ ...file, content: undefined })),
  });
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
    opportunities: call(
      'Candidacies with person, notes, forms and files',
      z.object({
        email: z.string().optional(),
        contact: z.string().optional(),
        posting: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(200_000).default(1_000),
      }),
      ({ email, contact, posting, limit }) => {
        const found = [];
        for (const row of account.world.opportunities.values()) {
          if (contact !== undefined && row.contact !== contact) continue;
          if (posting !== undefined && row.posting !== posting) continue;
          if (email !== undefined) {
            const emails = account.world.contacts.get(row.contact)?.emails ?? [];
            if (!emails.some((each) => each.toLowerCase() === email.toLowerCase())) continue;
          }
          found.push(whole(row));
          if (found.length === limit) break;
        }
        return found;
      },
    ),
    opportunity: call('One candidacy, or null', z.object({ id: z.string() }), ({ id }) => {
      const row = account.world.opportunities.get(id);
      return row ? whole(row) : null;
    }),
    candidates: call(
      'Candidates for a list: newest activity first',
      z.object({
        search: z.string().default(''),
        stage: z.string().default(''),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      ({ search, stage, limit }) => {
        const text = search.trim().toLowerCase();
        const found = [];
        for (const row of account.world.opportunities.values()) {
          if (stage !== '' && row.stage !== stage) continue;
          const person = account.world.contacts.get(row.contact);
          const words = `${person?.name} ${person?.emails.join(' ')} ${row.id}`.toLowerCase();
          if (text === '' || words.includes(text)) found.push(row);
        }
        found.sort((a, b) => b.lastInteractionAt - a.lastInteractionAt);
        return found.slice(0, limit).map((row) => ({
          id: row.id,
          name: row.isAnonymized ? '' : (account.world.contacts.get(row.contact)?.name ?? ''),
          headline: account.world.contacts.get(row.contact)?.headline ?? '',
          stage: row.stage,
          posting: row.posting ? (account.world.postings.get(row.posting)?.text ?? null) : null,
          isArchived: row.archived !== null,
          lastInteractionAt: row.lastInteractionAt,
        }));
      },
    ),
    timeline: call(
      'What a hiring manager reads on a candidate, newest first',
      z.object({ opportunity: z.string() }),
      ({ opportunity }) => timelineOf(account, getOpportunity(account, opportunity)),
    ),
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
