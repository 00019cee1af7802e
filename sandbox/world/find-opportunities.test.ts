// Filters over the indexes against a plain scan.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { buildWorld } from './build.ts';
import { findOpportunities, type OpportunityFilter, type Range } from './find-opportunities.ts';
import { compareOrder } from './opportunity-index.ts';
import type { Opportunity } from './rows.ts';

const NOW = 1_790_000_000_000;
const world = buildWorld({ size: 3_000, seed: 'find', now: NOW });
const rows = [...world.opportunities.values()].sort(compareOrder);
const random = createRandom('filters');
const blank: OpportunityFilter = {
  sets: {},
  times: {},
  archivedPostings: null,
  postingArchivedToo: true,
  foldTags: false,
  confidentiality: 'all',
  archived: null,
  snoozed: null,
};

/** The same answer without any index. */
function slowly(filter: OpportunityFilter): Opportunity[] {
  const { sets, times } = filter;
  const within = (at: number | null | undefined, range: Range | undefined): boolean =>
    range === undefined ||
    (at !== null &&
      at !== undefined &&
      at >= (range.start ?? -Infinity) &&
      at <= (range.end ?? Infinity));
  return rows.filter(
    (row) =>
      (filter.confidentiality === 'all' ||
        row.confidential === (filter.confidentiality === 'confidential')) &&
      (filter.archived === null || (row.archived !== null) === filter.archived) &&
      (!sets.tag || row.tags.some((tag) => sets.tag?.includes(tag))) &&
      (!sets.stage || sets.stage.includes(row.stage)) &&
      (!sets.posting || (row.posting !== null && sets.posting.includes(row.posting))) &&
      (!sets.origin || sets.origin.includes(row.origin)) &&
      (!sets.source || row.sources.some((source) => sets.source?.includes(source))) &&
      within(row.createdAt, times.created) &&
      within(row.updatedAt, times.updated) &&
      within(row.lastAdvancedAt, times.advanced) &&
      within(row.archived?.archivedAt, times.archived),
  );
}

function aFilter(): OpportunityFilter {
  const row = random.pick(rows);
  const other = random.pick(rows);
  const filter: OpportunityFilter = { ...blank, sets: {}, times: {} };
  if (random.int(3) === 0) filter.sets.tag = [...row.tags.slice(0, 2), ...other.tags.slice(0, 1)];
  if (random.int(3) === 0) filter.sets.stage = [row.stage, other.stage];
  if (random.int(4) === 0) filter.sets.posting = [row.posting ?? 'none'];
  if (random.int(4) === 0) filter.sets.origin = [row.origin];
  if (random.int(4) === 0) filter.sets.source = row.sources;
  if (random.int(3) === 0) filter.times.created = { start: row.createdAt, end: null };
  if (random.int(3) === 0) filter.times.updated = { start: null, end: other.updatedAt ?? NOW };
  if (random.int(4) === 0)
    filter.times.archived = { start: 0, end: row.archived?.archivedAt ?? NOW };
  if (random.int(3) === 0) {
    filter.times.advanced = { start: null, end: other.lastAdvancedAt };
    if (random.int(2) === 0) filter.times.advanced.start = other.lastAdvancedAt - 1e10;
  }
  if (random.int(3) === 0) filter.archived = random.int(2) === 0;
  if (random.int(3) === 0) filter.confidentiality = 'non-confidential';
  return filter;
}

test('any filters, paged to the end, give what a plain scan gives, in list order', () => {
  for (let round = 0; round < 300; round += 1) {
    const filter = aFilter();
    const wanted = slowly(filter).map((row) => row.id);
    const got: string[] = [];
    let from: Opportunity | null = null;
    for (let page = 0; page < 100; page += 1) {
      const found = findOpportunities(world, filter, { limit: 83, from, now: NOW, asOf: null });
      got.push(...found.rows.map((row) => row.id));
      from = found.next;
      if (from === null) break;
    }
    assert.deepEqual(got, wanted, JSON.stringify(filter));
  }
});
