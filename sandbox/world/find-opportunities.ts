// Answers the filters of the opportunity list, choosing between an index and a walk in list order.
import { columnTests, slackOf } from './filter-columns.ts';
import {
  compareOrder,
  TIMES,
  timeOf,
  timeProbe,
  type OrderKey,
  type SetName,
  type TimeName,
} from './opportunity-index.ts';
import type { Opportunity } from './rows.ts';
import { versionAt, type World } from './world.ts';

export type Range = { start: number | null; end: number | null };
export type OpportunityFilter = {
  sets: Partial<Record<SetName, string[]>>;
  times: Partial<Record<TimeName, Range>>;
  archivedPostings: string[] | null;
  /** Whether `posting` also finds archived applications. */
  postingArchivedToo: boolean;
  foldTags: boolean;
  confidentiality: 'non-confidential' | 'confidential' | 'all';
  archived: boolean | null;
  snoozed: boolean | null;
};
export type PageWish = {
  limit: number;
  from: OrderKey | null;
  now: number;
  /** Answer as the account stood at this time; null for now. */
  asOf: number | null;
};

type Test = (row: Opportunity) => boolean;

/** One page in list order and the first row of the next one. */
export function findOpportunities(
  world: World,
  filter: OpportunityFilter,
  page: PageWish,
): { rows: Opportunity[]; next: Opportunity | null } {
  const tests = testsOf(filter, page.now);
  const passes = (row: Opportunity): boolean => {
    for (const test of tests) if (!test(row)) return false;
    return true;
  };
  const rows =
    page.asOf === null ? present(world, filter, { page, passes }) : past(world, page, passes);
  return { rows: rows.slice(0, page.limit), next: rows[page.limit] ?? null };
}

function present(
  world: World,
  filter: OpportunityFilter,
  { page, passes }: { page: PageWish; passes: Test },
): Opportunity[] {
  const best = sourcesOf(world, filter).reduce<Source | null>(
    (least, each) => (least === null || each.size < least.size ? each : least),
    null,
  );
  if (best !== null && best.size <= COLLECT_MAX) return firstInOrder(best, page, passes);
  return (
    walk(world, filter, { page, passes }) ??
    firstInOrder(columnSource(world, filter, page), page, passes)
  );
}

/** The first rows in list order; what can no longer be among them is dropped on the way. */
function firstInOrder(source: Pick<Source, 'visit'>, page: PageWish, passes: Test): Opportunity[] {
  const wanted = page.limit + 1;
  let found: Opportunity[] = [];
  let last: Opportunity | null = null;
  const cut = (): void => {
    found.sort(compareOrder);
    found = found.slice(0, wanted);
    last = found.length === wanted ? (found.at(-1) ?? null) : null;
  };
  const consider = (row: Opportunity): void => {
    if (last !== null && compareOrder(row, last) > 0) return;
    if (page.from !== null && compareOrder(row, page.from) < 0) return;
    if (!passes(row)) return;
    found.push(row);
    if (found.length >= wanted * 4) cut();
  };
  source.visit(consider, () => last);
  cut();
  return found;
}

// Beyond these the columns are quicker, whatever the filters have to do with each other and with the order.
const COLLECT_MAX = 1_000;
const WALK_MAX = 1_000;

/**
 * Goes through the list order, skipping what stage and time of advancing rule out at once; null when the
 * page is still not full after as many rows as a walk is good for.
 */
function walk(
  world: World,
  filter: OpportunityFilter,
  { page, passes }: { page: PageWish; passes: Test },
): Opportunity[] | null {
  const found: Opportunity[] = [];
  let looked = 0;
  const latest = filter.times.advanced?.end ?? Number.MAX_SAFE_INTEGER;
  const earliest = filter.times.advanced?.start ?? -Infinity;
  for (const rank of ranksOf(world, filter)) {
    if (page.from !== null && rank < page.from.rank) continue;
    const first = { rank, lastAdvancedAt: latest, id: '' };
    const isLater = page.from?.rank === rank && compareOrder(page.from, first) > 0;
    world.index.order.walk(isLater ? page.from : first, (row) => {
      if (row.rank !== rank || row.lastAdvancedAt < earliest) return false;
      looked += 1;
      if (passes(row)) found.push(row);
      return found.length <= page.limit && looked < WALK_MAX;
    });
    if (found.length > page.limit) break;
    if (looked >= WALK_MAX) return null;
  }
  return found;
}

function ranksOf(world: World, filter: OpportunityFilter): number[] {
  const wanted = filter.sets.stage;
  const stages = wanted ? world.stages.filter((each) => wanted.includes(each.id)) : world.stages;
  return [...new Set(stages.map((each) => each.rank))].sort((a, b) => a - b);
}

/** Index lag: every row in the version of that time. Slow, and only used while such a fault is on. */
function past(world: World, page: PageWish, passes: Test): Opportunity[] {
  const found: Opportunity[] = [];
  const consider = (id: string, current: Opportunity | undefined): void => {
    const row = versionAt(world, current, { id, at: page.asOf });
    if (!row || (page.from !== null && compareOrder(row, page.from) < 0)) return;
    if (passes(row)) found.push(row);
  };
  for (const row of world.opportunities.values()) consider(row.id, row);
  for (const gone of world.deleted) consider(gone.row.id, undefined);
  return found.sort(compareOrder).slice(0, page.limit + 1);
}

type Source = {
  size: number;
  /** Visits rows; those after the last one that can still be on the page need no visit. */
  visit: (visitor: (row: Opportunity) => void, last: () => OrderKey | null) => void;
};

function sourcesOf(world: World, filter: OpportunityFilter): Source[] {
  const sources: Source[] = [];
  for (const [name, keys] of Object.entries(filter.sets) as [SetName, string[]][]) {
    if (name === 'tag' && filter.foldTags) continue;
    sources.push(setSource(world, name, [...new Set(keys)]));
  }
  if (filter.archivedPostings) sources.push(setSource(world, 'posting', filter.archivedPostings));
  if (filter.snoozed === true) sources.push(setSource(world, 'snoozed', ['yes']));
  for (const [name, range] of Object.entries(filter.times) as [TimeName, Range][]) {
    sources.push(timeSource(world, name, range));
  }
  return sources;
}

function setSource(world: World, name: SetName, keys: string[]): Source {
  const { index } = world;
  return {
    size: keys.reduce((sum, key) => sum + index.count(name, key), 0),
    visit: (visitor) => {
      const seen = keys.length > 1 ? new Set<Opportunity>() : null;
      for (const key of keys) {
        for (const row of index.rows(name, key)) {
          if (seen?.has(row)) continue;
          seen?.add(row);
          visitor(row);
        }
      }
    },
  };
}

function timeSource(world: World, name: TimeName, range: Range): Source {
  const list = world.index.times[name];
  const slack = slackOf(name);
  const low = range.start === null ? null : timeProbe(range.start, '');
  const end = range.end === null ? Infinity : range.end + slack;
  const high = range.end === null ? null : timeProbe(end, '\uffff');
  return {
    size: list.count(low, high),
    visit: (visitor) =>
      list.walk(low, (row) => {
        if ((timeOf(row, name) ?? Infinity) > end) return false;
        visitor(row);
        return true;
      }),
  };
}

/** All rows whose columns pass, without reading rows that come after the page. */
function columnSource(
  world: World,
  filter: OpportunityFilter,
  page: PageWish,
): Pick<Source, 'visit'> {
  return {
    visit: (visitor, last) => {
      const { slots, size, rows, rank, advanced } = world.index.columns.select(
        columnTests(filter, page.now),
        page.from,
      );
      let endRank = Infinity;
      let endAdvanced = -Infinity;
      for (let at = 0; at < size; at += 1) {
        const slot = slots[at] as number;
        const own = rank[slot] as number;
        if (own > endRank || (own === endRank && (advanced[slot] as number) < endAdvanced))
          continue;
        const row = rows[slot];
        if (row) visitor(row);
        const end = last();
        if (end === null) continue;
        endRank = end.rank;
        endAdvanced = end.lastAdvancedAt;
      }
    },
  };
}

/** What a row must pass: first what lies in the row itself, then times, then its lists. */
function testsOf(filter: OpportunityFilter, now: number): Test[] {
  const tests: Test[] = [];
  const { confidentiality, archived, snoozed, archivedPostings } = filter;
  if (archived !== null) tests.push((row) => (row.archived !== null) === archived);
  if (confidentiality !== 'all') {
    const wanted = confidentiality === 'confidential';
    tests.push((row) => row.confidential === wanted);
  }
  if (archivedPostings) {
    tests.push(
      (row) =>
        row.posting !== null && row.archived !== null && archivedPostings.includes(row.posting),
    );
  }
  tests.push(...valueTests(filter));
  if (snoozed !== null) {
    tests.push((row) => (row.snoozedUntil !== null && row.snoozedUntil > now) === snoozed);
  }
  for (const name of TIMES) {
    const range = filter.times[name];
    if (range) tests.push(timeTest(name, range, now));
  }
  tests.push(...listTests(filter));
  return tests;
}

function valueTests(filter: OpportunityFilter): Test[] {
  const tests: Test[] = [];
  const { stage, posting, reason, contact, origin, location } = filter.sets;
  if (origin) tests.push((row) => origin.includes(row.origin));
  if (stage) tests.push((row) => stage.includes(row.stage));
  if (contact) tests.push((row) => contact.includes(row.contact));
  if (posting) {
    const archivedToo = filter.postingArchivedToo;
    tests.push(
      (row) =>
        row.posting !== null &&
        posting.includes(row.posting) &&
        (archivedToo || row.archived === null),
    );
  }
  if (reason) tests.push((row) => row.archived !== null && reason.includes(row.archived.reason));
  if (location) {
    tests.push(
      (row) => row.opportunityLocation !== null && location.includes(row.opportunityLocation),
    );
  }
  return tests;
}

function listTests({ sets, foldTags }: OpportunityFilter): Test[] {
  const tests: Test[] = [];
  const { tag, source } = sets;
  if (source) tests.push((row) => row.sources.some((each) => source.includes(each)));
  if (tag && foldTags) {
    const wanted = new Set(tag.map((each) => each.toLowerCase()));
    tests.push((row) => row.tags.some((each) => wanted.has(each.toLowerCase())));
  } else if (tag) tests.push((row) => row.tags.some((each) => tag.includes(each)));
  return tests;
}

function timeTest(name: TimeName, range: Range, now: number): Test {
  const start = range.start ?? -Infinity;
  const end = range.end ?? Infinity;
  return (row) => {
    const unsettled = name === 'updated' && row.unsettled && now < row.unsettled.until;
    const at = unsettled ? row.unsettled?.updatedAt : timeOf(row, name);
    return at !== null && at !== undefined && at >= start && at <= end;
  };
}
