// What a merge by hand would come to, before anybody says yes: who stays, what it would bring, which values change.

import { assert } from '../core/assert.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import { applyCorrections } from '../core/people/corrections.ts';
import type { CanonicalPerson } from '../core/people/person.ts';
import type { Conn } from '../db/connect.ts';
import { listCorrections } from '../db/queries/corrections.ts';
import { countMergeFootprint, listOrigins, loadPairSides } from '../db/queries/pair-sides.ts';
import type { MergeFootprint, PairSide } from '../db/queries/pair-sides.ts';
import { loadMembers } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import { compareSides, showField, showSide } from './describe-reviews.ts';
import type { ShownField, ShownSide } from './describe-reviews.ts';
import { leverLink } from './lever-links.ts';
import { chooseSurvivor } from './merge-by-hand.ts';
import { membersConsideredMax } from './merge-persons.ts';

export interface MergePreview {
  survivorId: string;
  mergedId: string;
  /** The survivor first. */
  sides: [ShownSide, ShownSide];
  fields: ShownField[];
  /** Values of the survivor that would be others. */
  changes: { field: string; before: string | null; after: string | null }[];
  moves: Pick<MergeFootprint, 'profiles' | 'touches' | 'enrollments' | 'holds'>;
  /** Opportunities of one posting on both sides: they stay two in Lever, linked here. */
  linked: { postingId: string; opportunityIds: string[]; links: string[] }[];
  /** Somebody said before that these two are different: merging takes that back. */
  isToldApart: boolean;
}

/** Reads only. Throws InputError where the two cannot be merged. */
export async function previewMerge(
  conn: Conn,
  pair: { workspaceId: string; personIds: readonly [string, string] },
): Promise<MergePreview> {
  const { workspaceId, personIds } = pair;
  const loaded = await loadPairSides(conn, pair);
  const { survivorId, mergedId } = await chooseSurvivor(conn, { ...pair, locked: loaded });
  const survivor = sideOf(loaded, survivorId);
  const merged = sideOf(loaded, mergedId);
  const { fields } = compareSides(survivor, merged);
  const profileIds = fields.flatMap(({ values }) => values.flat().map(({ from }) => from));
  const listed = await listOrigins(conn, { workspaceId, profileIds: [...new Set(profileIds)] });
  const origins = new Map(listed.map((origin) => [origin.profileId, origin]));
  const together = await canonicalTogether(conn, { workspaceId, personIds });
  const footprint = await countMergeFootprint(conn, { workspaceId, survivorId, mergedId });
  const { doublePostings, isToldApart, ...moves } = footprint;
  return {
    survivorId,
    mergedId,
    sides: [showSide(survivor), showSide(merged)],
    fields: fields.map((field) => showField(field, origins)),
    changes: changesOf(survivor.canonical, together),
    moves,
    linked: doublePostings.map((double) => ({
      ...double,
      links: double.opportunityIds.map(leverLink),
    })),
    isToldApart,
  };
}

function sideOf(sides: readonly PairSide[], personId: string): PairSide {
  const side = sides.find((one) => one.personId === personId);
  assert(side !== undefined, 'both sides were loaded');
  return side;
}

async function canonicalTogether(
  conn: Conn,
  pair: { workspaceId: string; personIds: readonly string[] },
): Promise<CanonicalPerson> {
  const defaultRegion = await findDefaultRegion(conn, pair.workspaceId);
  const members = await loadMembers(conn, { ...pair, limit: membersConsideredMax });
  return applyCorrections(
    canonicalPerson(members, defaultRegion),
    await listCorrections(conn, pair),
  );
}

function changesOf(before: CanonicalPerson, after: CanonicalPerson): MergePreview['changes'] {
  const [was, is] = [flat(before), flat(after)];
  return Object.keys(is)
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ field, before: was[field] ?? null, after: is[field] ?? null }));
}

function flat(person: CanonicalPerson): Record<string, string | null> {
  const listed = (values: readonly string[]): string | null =>
    values.length === 0 ? null : values.join(', ');
  return {
    name: person.name?.value ?? null,
    headline: person.headline?.value ?? null,
    title: person.title?.value ?? null,
    employer: person.employer?.value ?? null,
    location: person.location?.value ?? null,
    emails: listed(person.emails.map(({ shownAs, status }) => `${shownAs} (${status})`)),
    phones: listed(person.phones.map(({ shownAs, status }) => `${shownAs} (${status})`)),
    profileUrls: listed(person.profileUrls.map(({ value }) => value)),
    skills: listed(person.skills),
    tags: listed(person.tags),
    sources: listed(person.sources),
    hasOptedOut: person.hasOptedOut ? 'yes' : null,
  };
}
