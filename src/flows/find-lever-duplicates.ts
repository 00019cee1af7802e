// Duplicates that stand in Lever already: found from the mirror and from our own merges, reported with links. Lever
// merges cannot be undone, so merging there is for a human.

import { namesAgree, parseName } from '../core/people/name.ts';
import { listDoubleRecords, listSharedLeverKeys } from '../db/queries/match-report.ts';
import type { DoubleRecord } from '../db/queries/match-report.ts';
import type { Deps } from './deps.ts';
import { leverLink } from './lever-links.ts';

export interface LeverDuplicateReport {
  /** Contacts that share keys and whose names agree. */
  contacts: {
    contactIds: [string, string];
    links: [string, string];
    because: string[];
  }[];
  /** Same keys, other names: a shared address more likely than one human. */
  doubtful: number;
  /** One person with several opportunities for one posting. */
  opportunities: (DoubleRecord & { links: string[] })[];
}

const limit = 1_000;
const holdersMax = 5;
const words: Readonly<Record<string, string>> = {
  email: 'same email address',
  phone: 'same phone number',
  profile_url: 'same profile address',
};

export async function findLeverDuplicates(
  deps: Deps,
  workspaceId: string,
): Promise<LeverDuplicateReport> {
  const shared = await listSharedLeverKeys(deps.db, { workspaceId, limit, holdersMax });
  const likely = shared.filter(
    (pair) => namesAgree(parseName(pair.name), parseName(pair.otherName)) !== 'different',
  );
  const double = await listDoubleRecords(deps.db, { workspaceId, limit });
  return {
    contacts: likely.map((pair) => ({
      contactIds: [pair.contactId, pair.otherContactId],
      links: [leverLink(pair.opportunityId), leverLink(pair.otherOpportunityId)],
      because: pair.sharedKinds.map((kind) => words[kind] ?? kind),
    })),
    doubtful: shared.length - likely.length,
    opportunities: double.map((one) => ({ ...one, links: one.opportunityIds.map(leverLink) })),
  };
}
