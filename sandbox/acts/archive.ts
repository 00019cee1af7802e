// Archiving, unarchiving and hiring. "Hired" is an archive reason; the stage stays what it was.
import { candidateIds, changeOpportunity, type Account, type Actor } from '../account.ts';
import { badRequest } from '../wire/refusal.ts';
import type { Archived, Opportunity } from '../world/rows.ts';
import { opportunitiesOf } from './contacts.ts';
import { reasonById } from './lookups.ts';

export type ArchiveWish = {
  row: Opportunity;
  /** Null takes the candidate out of the archive. */
  reason: string | null;
  requisition?: string | null;
  cleanInterviews?: boolean;
};

/** Archives or unarchives; everything is checked before anything changes. */
export function setArchived(account: Account, wish: ArchiveWish, actor: Actor): void {
  const { row } = wish;
  if (wish.reason === null) {
    unarchive(account, row, actor);
    return;
  }
  const reason = reasonById(account, wish.reason);
  const hired = reason.type === 'hired';
  const requisition = wish.requisition
    ? hireAgainst(account, { row, id: wish.requisition, hired })
    : null;
  const now = account.clock.now();
  const before = row.archived;
  const after: Archived = { reason: reason.id, archivedAt: now };
  const application = row.application ? account.world.applications.get(row.application) : undefined;
  if (application) {
    // Archiving again moves the opportunity's time and leaves the application's first one.
    application.archived = {
      reason: reason.id,
      archivedAt: application.archived?.archivedAt ?? now,
    };
    if (requisition) {
      application.requisitionForHire = {
        id: requisition.id,
        requisitionCode: String(requisition['requisitionCode']),
        hiringManagerOnHire: (requisition['hiringManager'] as string | null) ?? null,
      };
    }
  }
  if (requisition) requisition['headcountHired'] = Number(requisition['headcountHired'] ?? 0) + 1;
  if (wish.cleanInterviews === true) dropPendingInterviews(account, row);
  changeOpportunity(account, row, {
    archived: after,
    lastInteractionAt: now,
    ...(before === null ? { lastAdvancedAt: now } : {}),
  });
  tell(account, { row, before, after }, actor);
  if (hired && before?.reason !== reason.id) {
    account.emit({
      event: 'candidateHired',
      data: candidateIds(row),
      origin: row.origin,
      api: actor.api,
    });
  }
}

function unarchive(account: Account, row: Opportunity, actor: Actor): void {
  const before = row.archived;
  if (before === null) return;
  const application = row.application ? account.world.applications.get(row.application) : undefined;
  if (application) application.archived = null;
  const touched = account.switches.unarchiveTouches
    ? { lastInteractionAt: account.clock.now() }
    : {};
  changeOpportunity(account, row, { archived: null, ...touched });
  tell(account, { row, before, after: null }, actor);
}

function tell(
  account: Account,
  { row, before, after }: { row: Opportunity; before: Archived | null; after: Archived | null },
  actor: Actor,
): void {
  const reasonOnly = before !== null && after !== null;
  if (reasonOnly && (before.reason === after.reason || !account.switches.reasonChangeEvent)) return;
  const hire =
    account.world.archiveReasons.find((each) => each.id === after?.reason)?.type === 'hired';
  if (hire && !account.switches.hireSendsArchiveChange) return;
  account.emit({
    event: 'candidateArchiveChange',
    data: { ...candidateIds(row), fromArchived: before, toArchived: after },
    origin: row.origin,
    api: actor.api,
  });
}

function hireAgainst(
  account: Account,
  { row, id, hired }: { row: Opportunity; id: string; hired: boolean },
) {
  if (!hired) throw badRequest('requisitionId needs an archive reason of type hired');
  const requisition = account.world.extras.requisitions.get(id);
  if (!requisition) throw badRequest(`requisitions ${id} was not found`);
  if (requisition['status'] === 'closed') throw badRequest('The requisition is closed');
  const active = opportunitiesOf(account, row.contact).filter(
    (each) => each.application !== null && each.archived === null,
  );
  if (active.length > 1) throw badRequest('The candidate has several active applications');
  const unsigned = (account.world.extras.offers.get(row.id) ?? []).some((offer) =>
    ['sent', 'sent-manually', 'opened'].includes(String(offer['status'])),
  );
  if (unsigned) throw badRequest('The candidate has an extended offer that is not signed');
  return requisition;
}

function dropPendingInterviews(account: Account, row: Opportunity): void {
  const now = account.clock.now();
  const { interviews, panels } = account.world.extras;
  const left = (interviews.get(row.id) ?? []).filter((each) => Number(each['date']) <= now);
  interviews.set(row.id, left);
  const kept = new Set(left.map((each) => each['panel']));
  const panelsLeft = (panels.get(row.id) ?? []).filter((panel) => kept.has(panel.id));
  panels.set(row.id, panelsLeft);
}
