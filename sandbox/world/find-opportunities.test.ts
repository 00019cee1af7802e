// Filters over the indexes against a plain scan.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { buildWorld } from './build.ts';
import { findOpportunities, type OpportunityFilter, type Range } from './find-opportunities.ts';
import { compareOrder } from './opportunity-index.ts';
import { ORIGINS, type Opportunity } from './rows.ts';
import type { World } from './world.ts';

const NOW = 1_790_000_000_000;
const DAY_MS = 86_400_000;
const random = createRandom('filters');

/** Passes or not, without any index. */
function passes(row: Opportunity, filter: OpportunityFilter): boolean {
  const { sets, times, archivedPostings } = filter;
  const within = (at: number | null | undefined, range: Range | undefined): boolean =>
    range === undefined ||
    (at !== null &&
      at !== undefined &&
      at >= (range.start ?? -Infinity) &&
      at <= (range.end ?? Infinity));
  const among = (value: string | null | undefined, wanted: string[] | undefined): boolean =>
    wanted === undefined || (value !== null && value !== undefined && wanted.includes(value));
  const updatedAt =
    row.unsettled && NOW < row.unsettled.until ? row.unsettled.updatedAt : row.updatedAt;
  const fold = (text: string): string => (filter.foldTags ? text.toLowerCase() : text);
  return (
    (filter.confidentiality === 'all' ||
      row.confidential === (filter.confidentiality === 'confidential')) &&
    (filter.archived === null || (row.archived !== null) === filter.archived) &&
    (filter.snoozed === null ||
      (row.snoozedUntil !== null && row.snoozedUntil > NOW) === filter.snoozed) &&
    (!sets.tag || row.tags.some((tag) => sets.tag?.some((each) => fold(each) === fold(tag)))) &&
    (!sets.source || row.sources.some((source) => sets.source?.includes(source))) &&
    among(row.stage, sets.stage) &&
    among(row.posting, sets.posting) &&
    (!sets.posting || filter.postingArchivedToo || row.archived === null) &&
    (archivedPostings === null ||
      (row.archived !== null && among(row.posting, archivedPostings))) &&
    among(row.archived?.reason, sets.reason) &&
    among(row.contact, sets.contact) &&
    among(row.origin, sets.origin) &&
    among(row.opportunityLocation, sets.location) &&
    within(row.createdAt, times.created) &&
    within(updatedAt, times.updated) &&
    within(row.lastAdvancedAt, times.advanced) &&
    within(row.archived?.archivedAt, times.archived)
  );
}

const oneIn = (count: number): boolean => random.int(count) === 0;

/** Wide and narrow ranges, rare and common values, one filter or many, and values nobody has. */
function aFilter(rows: readonly Opportunity[]): OpportunityFilter {
  const row = random.pick(rows);
  const other = random.pick(rows);
  const filter: OpportunityFilter = {
    sets: {},
    times: {},
    archivedPostings: oneIn(12) ? [row.posting ?? 'none'] : null,
    postingArchivedToo: oneIn(2),
    foldTags: oneIn(4),
    confidentiality: oneIn(3) ? 'non-confidential' : oneIn(6) ? 'confidential' : 'all',
    archived: oneIn(3) ? oneIn(2) : null,
    snoozed: oneIn(8) ? oneIn(2) : null,
  };
  const { sets } = filter;
  if (oneIn(3)) sets.tag = [...row.tags.slice(0, 2), ...other.tags.slice(0, 1)];
  if (sets.tag && filter.foldTags) sets.tag = sets.tag.map((each) => each.toUpperCase());
  if (oneIn(3)) sets.stage = oneIn(9) ? ['no such stage'] : [row.stage, other.stage];
  if (oneIn(5)) sets.posting = [row.posting ?? 'none', ...(oneIn(2) ? [other.posting ?? ''] : [])];
  if (oneIn(4)) sets.origin = oneIn(2) ? [row.origin] : ORIGINS.slice(0, 4);
  if (oneIn(4)) sets.source = row.sources;
  if (oneIn(6)) sets.location = [row.opportunityLocation ?? 'Nowhere', 'Berlin'];
  if (oneIn(8)) sets.reason = [row.archived?.reason ?? 'none'];
  if (oneIn(20)) sets.contact = [row.contact, other.contact];
  const range = (from: number, to: number): Range => {
    const [start, end] = from < to ? [from, to] : [to, from];
    return { start: oneIn(4) ? null : start, end: oneIn(4) ? null : end };
  };
  if (oneIn(3)) filter.times.created = range(row.createdAt, other.createdAt);
  if (oneIn(3)) filter.times.updated = range(row.updatedAt ?? NOW, other.updatedAt ?? NOW);
  if (oneIn(4)) filter.times.archived = range(0, row.archived?.archivedAt ?? NOW);
  if (oneIn(3)) filter.times.advanced = range(other.lastAdvancedAt, row.lastAdvancedAt);
  return filter;
}

function compareAll(world: World, rounds: number): void {
  const rows = [...world.opportunities.values()].sort(compareOrder);
  for (let round = 0; round < rounds; round += 1) {
    const filter = aFilter(rows);
    const wanted = rows.filter((row) => passes(row, filter)).map((row) => row.id);
    const got: string[] = [];
    const limit = random.pick([1_000, 333, 100]);
    let from: Opportunity | null = null;
    for (let page = 0; page < 100; page += 1) {
      const found = findOpportunities(world, filter, { limit, from, now: NOW, asOf: null });
      got.push(...found.rows.map((row) => row.id));
      from = found.next;
      if (from === null) break;
    }
    assert.deepEqual(got, wanted, JSON.stringify(filter));
  }
}

test('any filters, paged to the end, give what a plain scan gives, in list order', () => {
  compareAll(buildWorld({ size: 6_000, seed: 'find', now: NOW }), 200);
});

test('the same holds after rows were changed, added, deleted and given the place of deleted ones', () => {
  const world = buildWorld({ size: 4_000, seed: 'churn', now: NOW });
  const rows = [...world.opportunities.values()];
  for (let at = 0; at < 3_000; at += 1) {
    const row = random.pick(rows);
    const stage = random.pick(world.stages);
    const isThere = world.opportunities.has(row.id);
    if (isThere && oneIn(3)) {
      world.index.remove(row);
      world.opportunities.delete(row.id);
    } else if (!isThere) {
      const again = { ...row, unsettled: { updatedAt: NOW - 10, until: NOW + random.int(2_000) } };
      again.updatedAt = again.unsettled.until;
      world.opportunities.set(row.id, again);
      world.index.add(again);
      rows[rows.indexOf(row)] = again;
    } else {
      world.index.change(row, {
        stage: stage.id,
        rank: stage.rank,
        lastAdvancedAt: NOW - random.int(900) * DAY_MS,
        updatedAt: NOW - random.int(90) * DAY_MS,
        unsettled: null,
        archived: oneIn(2) ? null : { reason: 'some', archivedAt: NOW - random.int(90) * DAY_MS },
        snoozedUntil: oneIn(4) ? NOW + (random.int(3) - 1) * DAY_MS : null,
        tags: [...row.tags.slice(1), 'Churned'],
        confidential: oneIn(9),
      });
    }
  }
  compareAll(world, 200);
});
