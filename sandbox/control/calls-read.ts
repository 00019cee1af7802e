// Control calls that look at candidates directly: no rate limit, no index lag, no hidden rows.
import { z } from 'zod';
import type { Account } from '../account.ts';
import { getOpportunity } from '../acts/lookups.ts';
import type { Opportunity } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';
import { timelineOf } from './timeline.ts';

/** Candidacies, as they are. */
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
      (wish) => candidateList(account, wish),
    ),
    timeline: call(
      'What a hiring manager reads on a candidate, newest first',
      z.object({ opportunity: z.string() }),
      ({ opportunity }) => timelineOf(account, getOpportunity(account, opportunity)),
    ),
  };
}

function candidateList(
  { world }: Account,
  { search, stage, limit }: { search: string; stage: string; limit: number },
) {
  const text = search.trim().toLowerCase();
  const found = [];
  for (const row of world.opportunities.values()) {
    if (stage !== '' && row.stage !== stage) continue;
    const person = world.contacts.get(row.contact);
    const words = `${person?.name} ${person?.emails.join(' ')} ${row.id}`.toLowerCase();
    if (text === '' || words.includes(text)) found.push({ row, person });
  }
  found.sort((a, b) => b.row.lastInteractionAt - a.row.lastInteractionAt);
  return found.slice(0, limit).map(({ row, person }) => ({
    id: row.id,
    name: row.isAnonymized ? '' : (person?.name ?? ''),
    headline: person?.headline ?? '',
    stage: row.stage,
    posting: row.posting ? (world.postings.get(row.posting)?.text ?? null) : null,
    isArchived: row.archived !== null,
    lastInteractionAt: row.lastInteractionAt,
  }));
}
