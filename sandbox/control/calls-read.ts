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
        archived: z.enum(['any', 'yes', 'no']).default('any'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
        offset: z.coerce.number().int().min(0).default(0),
      }),
      (wish) => candidateList(account, wish),
    ),
    changes: call('A number that grows with every write, by API or by hand', z.object({}), () => ({
      changes: door.changes,
    })),
    timeline: call(
      'What a hiring manager reads on a candidate, newest first',
      z.object({ opportunity: z.string() }),
      ({ opportunity }) => timelineOf(account, getOpportunity(account, opportunity)),
    ),
  };
}

type ListWish = {
  search: string;
  stage: string;
  archived: 'any' | 'yes' | 'no';
  limit: number;
  offset: number;
};

function candidateList({ world }: Account, wish: ListWish) {
  const words = folded(wish.search).split(/\s+/).filter(Boolean);
  const isFound = (row: Opportunity): boolean => {
    if (wish.stage !== '' && row.stage !== wish.stage) return false;
    if (wish.archived !== 'any' && (row.archived !== null) !== (wish.archived === 'yes'))
      return false;
    if (words.length === 0) return true;
    const person = world.contacts.get(row.contact);
    const known = folded(`${person?.name} ${person?.emails.join(' ')} ${row.id}`);
    return words.every((word) => known.includes(word));
  };
  const found = [...world.opportunities.values()].filter(isFound);
  found.sort((a, b) => b.lastInteractionAt - a.lastInteractionAt);
  return found.slice(wish.offset, wish.offset + wish.limit).map((row) => {
    const person = world.contacts.get(row.contact);
    return {
      id: row.id,
      name: row.isAnonymized ? '' : (person?.name ?? ''),
      headline: row.isAnonymized ? '' : (person?.headline ?? ''),
      stage: row.stage,
      posting: row.posting ? (world.postings.get(row.posting)?.text ?? null) : null,
      isArchived: row.archived !== null,
      lastInteractionAt: row.lastInteractionAt,
    };
  });
}

/** Without case and accents, so that `garcia` finds García. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
