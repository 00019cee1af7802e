// Searches Lever for a record's counterpart before anything is created.

import { appendAudit } from '../db/queries/audit.ts';
import { listContactsOfPerson } from '../db/queries/mirror.ts';
import { listTakenOpportunities, markLookedUp } from '../db/queries/record-changes.ts';
import { chooseOpportunity, type OpportunityChoice } from '../core/sync/choose-opportunity.ts';
import type { RecordFacts } from '../core/sync/plan-record.ts';
import type { LeverOpportunity, OpportunityFilter } from '../ports/lever.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import { readPages } from './read-pages.ts';
import { effectEntry, type EffectContext } from './record-effects/effect.ts';

/** Addresses tried at most, best first: each is a call. */
const emailsMax = 3;
/** One person with more opportunities than this is not looked through further. */
const pagesMax = 5;

/** Stores what was found; an opportunity that fits becomes the record's counterpart. Safe to repeat. */
export async function lookUpRecord(context: EffectContext, facts: RecordFacts): Promise<void> {
  const found = new Map<string, LeverOpportunity>();
  const mirrored = await mirroredContact(context, facts);
  for (const filter of [...mirrored, ...searches(facts)]) {
    for (const row of await search(context, filter)) found.set(row.id, row);
    if (found.size > 0) break;
  }
  const rows = [...found.values()].filter((row) => !row.isAnonymized);
  const { deps, workspaceId, recordId } = context;
  await deps.db.transaction().execute(async (trx) => {
    const takenIds = await listTakenOpportunities(trx, {
      workspaceId,
      opportunityIds: rows.map((row) => row.id),
      exceptRecordId: recordId,
    });
    const choice = chooseOpportunity(rows, { postingId: facts.postingId, takenIds });
    await markLookedUp(trx, {
      workspaceId,
      recordId,
      opportunityId: choice.opportunity?.id ?? null,
      contactId: choice.contactId,
      now: deps.clock.now(),
    });
    const opportunity = choice.opportunity === null ? undefined : found.get(choice.opportunity.id);
    const applied =
      opportunity === undefined
        ? []
        : await applyOpportunity(trx, deps, { workspaceId, opportunity });
    await appendAudit(trx, deps, [lookUpEntry(context, choice), ...applied]);
  });
}

/**
 * Lever can be asked for an email only; the mirror also knows profile addresses. One contact is a hint to look at,
 * several are none: which of them is meant is for a person to say.
 */
async function mirroredContact(
  context: EffectContext,
  facts: RecordFacts,
): Promise<OpportunityFilter[]> {
  if (facts.contactId !== null) return [];
  const { deps, workspaceId, personId } = context;
  const [contactId, ...others] = await listContactsOfPerson(deps.db, { workspaceId, personId });
  return contactId === undefined || others.length > 0 ? [] : [{ contactId }];
}

function searches(facts: RecordFacts): OpportunityFilter[] {
  if (facts.contactId !== null) return [{ contactId: facts.contactId }];
  return facts.wanted.emails.slice(0, emailsMax).map((email) => ({ email }));
}

async function search(
  context: EffectContext,
  filter: OpportunityFilter,
): Promise<LeverOpportunity[]> {
  const { deps, access } = context;
  const pages = readPages(
    (page) => context.limited(() => deps.lever.listOpportunities(access, filter, page)),
    pagesMax,
  );
  const found: LeverOpportunity[] = [];
  for await (const rows of pages) found.push(...rows);
  return found;
}

function lookUpEntry(context: EffectContext, choice: OpportunityChoice) {
  const { opportunity, contactId, otherContactIds } = choice;
  return effectEntry(context, {
    action: opportunity === null ? 'record.not_found' : 'record.found',
    detail: {
      opportunityId: opportunity?.id ?? null,
      contactId,
      ...(otherContactIds.length === 0 ? {} : { duplicateContactIds: otherContactIds }),
    },
  });
}
