// One page of one class: which rows are due by the days of their country and held by nobody. The night and its preview
// ask the same.

import { daysFor, fewestDays } from '../core/governance/retention-rules.ts';
import type { RetentionRules } from '../core/governance/retention-rules.ts';
import type { CanonicalPerson } from '../core/people/person.ts';
import { regionOfPhone } from '../core/people/phone-country.ts';
import { placeKey } from '../core/people/place.ts';
import type { Conn } from '../db/connect.ts';
import { listPlaces } from '../db/queries/retention-profiles.ts';
import type { DueRow } from '../db/queries/retention-rows.ts';
import type { HeldPeople } from './held-people.ts';
import type { Cleaner } from './retention-cleaners.ts';

const dayMs = 24 * 60 * 60_000;

export interface RetentionPage {
  due: DueRow[];
  heldCount: number;
  /** Where the next page begins; null: this was the last. */
  nextKey: string | null;
}

/** Null where nobody decided on the class. */
export async function readRetentionPage(
  conn: Conn,
  cleaner: Cleaner,
  given: {
    workspaceId: string;
    rules: RetentionRules;
    held: HeldPeople;
    now: Date;
    afterKey: string | null;
  },
): Promise<RetentionPage | null> {
  const { workspaceId, rules, held, now, afterKey } = given;
  const fewest = fewestDays(rules, cleaner.class);
  if (fewest === null) return null;
  const before = new Date(now.getTime() - fewest * dayMs);
  const page = { workspaceId, before, afterKey, limit: cleaner.pageRows };
  const rows = await cleaner.find(conn, page);
  const personIds = rows.flatMap(({ personId }) => (personId === null ? [] : [personId]));
  const people =
    rules.countries === undefined
      ? new Map<string, CanonicalPerson>()
      : await listPlaces(conn, { workspaceId, personIds });
  const old = rows.filter(({ personId, at }) => {
    const country = countryOf(personId === null ? undefined : people.get(personId));
    const days = daysFor(rules, { class: cleaner.class, country });
    return days !== null && now.getTime() - at.getTime() > days * dayMs;
  });
  const due = old.filter(({ personId }) => !held.holds(personId));
  return {
    due,
    heldCount: old.length - due.length,
    nextKey: rows.length < cleaner.pageRows ? null : (rows.at(-1)?.key ?? null),
  };
}

/** Where they say they live; else the country of their number. */
function countryOf(person: CanonicalPerson | undefined): string | null {
  if (person === undefined) return null;
  const placed = person.location === null ? null : placeKey(person.location.value);
  if (placed !== null && placed.country !== null) return placed.country;
  const [phone] = person.phones;
  return phone === undefined ? null : regionOfPhone(phone.value);
}
