// Which of the opportunities found in Lever is the counterpart of a record, if any.

import type { RemoteOpportunity } from './remote.ts';

export interface OpportunityChoice {
  /** The one to take as the record's counterpart. */
  opportunity: RemoteOpportunity | null;
  /** The person's contact in Lever, for a new opportunity to be attached to. */
  contactId: string | null;
  /** More than one contact in Lever carries the person's addresses: reported, never merged by us. */
  otherContactIds: string[];
}

/**
 * An opportunity on the record's posting is taken even where it is archived: a person who was turned down is not
 * put forward again by a machine. Without a posting the newest active one is taken, or else the newest archived one.
 * Of several contacts the one with the oldest opportunity wins, as Lever itself would choose.
 */
export function chooseOpportunity(
  found: readonly RemoteOpportunity[],
  record: { postingId: string; takenIds: readonly string[] },
): OpportunityChoice {
  const byAge = found.toSorted(
    (one, two) => one.createdAt - two.createdAt || compareText(one.id, two.id),
  );
  const contactIds = [...new Set(byAge.map((one) => one.contact))];
  const free = byAge.filter((one) => !record.takenIds.includes(one.id));
  const fitting =
    record.postingId === ''
      ? free
      : free.filter((one) => one.postingIds.includes(record.postingId));
  const newestFirst = fitting.toReversed();
  const opportunity = newestFirst.find((one) => one.archived === null) ?? newestFirst[0] ?? null;
  const contactId = opportunity?.contact ?? contactIds[0] ?? null;
  return { opportunity, contactId, otherContactIds: contactIds.filter((id) => id !== contactId) };
}

function compareText(one: string, two: string): number {
  if (one === two) return 0;
  return one < two ? -1 : 1;
}
