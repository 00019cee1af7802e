// Reads the contact behind a record: before its lists are written back, and after, to see whether they stand.

import { appendAudit } from '../db/queries/audit.ts';
import { storeContactRead } from '../db/queries/record-changes.ts';
import type { RecordFacts } from '../core/sync/plan-record.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LeverContact } from '../ports/lever.ts';
import { applyOpportunity } from './apply-lever-change.ts';
import { effectEntry, type EffectContext } from './record-effects/effect.ts';

/** Stores the contact. A contact that is gone is resolved afresh from the opportunity, which keeps its id over a merge. */
export async function readRecordContact(context: EffectContext, facts: RecordFacts): Promise<void> {
  const { deps, access, workspaceId, recordId } = context;
  const known = context.contactId;
  const contact =
    known === null ? null : await context.limited(() => deps.lever.getContact(access, known));
  if (contact === null) {
    await resolveContact(context);
    return;
  }
  await deps.db.transaction().execute(async (trx) => {
    await storeContactRead(trx, { workspaceId, recordId, contact, now: deps.clock.now() });
    const lost = valuesNotKept(facts, contact);
    if (lost.length === 0) return;
    await appendAudit(trx, deps, [
      effectEntry(context, {
        action: 'contact.values_not_kept',
        detail: { contactId: contact.id, count: lost.length },
        personal: { values: lost },
      }),
    ]);
  });
}

async function resolveContact(context: EffectContext): Promise<void> {
  const { deps, access, workspaceId, opportunityId } = context;
  const opportunity =
    opportunityId === null
      ? null
      : await context.limited(() => deps.lever.getOpportunity(access, opportunityId));
  if (opportunity === null || opportunity.contact === context.contactId) {
    throw new PortFailure({
      kind: 'unreachable',
      message:
        'Lever does not show the contact of this candidate. It is tried again; the next poll tells whether it was deleted.',
      detail: 'contact not found',
    });
  }
  await deps.db.transaction().execute(async (trx) => {
    await appendAudit(trx, deps, await applyOpportunity(trx, deps, { workspaceId, opportunity }));
  });
}

/** After a write: what we sent and do not find. A human or Lever took it away; it is not written again. */
function valuesNotKept(facts: RecordFacts, contact: LeverContact): string[] {
  if (facts.contactWrittenAtMs === null) return [];
  const emails = new Set(contact.emails.map(facts.emailKey));
  const phones = new Set(contact.phones.map((phone) => facts.phoneKey(phone.value)));
  return [
    ...facts.base.emails.filter((email) => !emails.has(facts.emailKey(email))),
    ...facts.base.phones.filter((phone) => !phones.has(facts.phoneKey(phone))),
  ];
}
