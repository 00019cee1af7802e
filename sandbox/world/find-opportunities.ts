// Answers the filters of the opportunity list, choosing between an index and a walk in list order.
import {
  compareOrder,
  TIMES,
  timeOf,
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
  origins: string[] | null;
  locations: string[] | null;
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

// A create settles a little later than its reply says; the index holds the settled value.
const SETTLE_SLACK_MS = 60_000;

/** One page in list order and the first row of the next one. */
export function findOpportunities(
  world: World,
  filter: OpportunityFilter,
  page: PageWish,
): { rows: Opportunity[]; next: Opportunity | null } {
  const tests = testsOf(filter, page.now);
  const passes = (row: Opportunity): boolean => tests.every((test) => test(row));
  const rows =
    page.asOf === null ? present(world, filter, { page, passes }) : past(world, page, passes);
  return { rows: rows.slice(0, page.limit), next: rows[page.limit] ?? null };
}

function present(
  world: World,
  filter: OpportunityFilter,
  { page, passes }: { page: PageWish; passes: Test },
): Opportunity[] {
  const source = narrowest(world, filter);
  const total = world.opportunities.size;
  const walkCost = source
    ? Math.min(total, (page.limit * total) / Math.max(1, source.size))
    : page.limit;
  if (source && source.size * 4 <= Math.max(walkCost, 8_000)) {
    const found: Opportunity[] = [];
    source.visit((row) => {
      if ((page.from === null || compareOrder(row, page.from) >= 0) && passes(row)) found.push(row);
    });
    return found.sort(compareOrder).slice(0, page.limit + 1);
  }
  return walk(world, filter, { page, passes });
}

function walk(
  world: World,
  filter: OpportunityFilter,
  { page, passes }: { page: PageWish; passes: Test },
): Opportunity[] {
  const found: Opportunity[] = [];
  const ranks = filter.sets.stage ? ranksOf(world, filter.sets.stage) : [null];
  for (const rank of ranks) {
    if (rank !== null && page.from !== null && rank < page.from.rank) continue;
    const start =
      rank === null || page.from?.rank === rank
        ? page.from
        : { rank, lastAdvancedAt: Number.MAX_SAFE_INTEGER, id: '' };
    world.index.order.walk(start, (row) => {
      if (rank !== null && row.rank !== rank) return false;
      if (passes(row)) found.push(row);
      return found.length <= page.limit;
    });
    if (found.length > page.limit) break;
  }
  return found;
}

function ranksOf(world: World, stages: string[]): number[] {
  const ranks = world.stages.filter((each) => stages.includes(each.id)).map((each) => each.rank);
  return ranks.sort((a, b) => a - b);
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

type Source = { size: number; visit: (visitor: (row: Opportunity) => void) => void };

function narrowest(world: World, filter: OpportunityFilter): Source | null {
  let best: Source | null = null;
  const offer = (source: Source): void => {
    if (!best || source.size < best.size) best = source;
  };
  for (const [name, keys] of Object.entries(filter.sets) as [SetName, string[]][]) {
    if (name === 'tag' && filter.foldTags) continue;
    offer(setSource(world, name, [...new Set(keys)]));
  }
  for (const [name, range] of Object.entries(filter.times) as [TimeName, Range][]) {
    offer(timeSource(world, name, range));
  }
  return best;
}

function setSource(world: World, name: SetName, keys: string[]): Source {
  const sets = keys
    .map((key) => world.index.sets[name].get(key))
    .filter((set) => set !== undefined);
  return {
    size: sets.reduce((sum, set) => sum + set.size, 0),
    visit: (visitor) => {
      const seen = sets.length > 1 ? new Set<Opportunity>() : null;
      for (const set of sets) {
        for (const row of set) {
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
  const slack = name === 'updated' ? SETTLE_SLACK_MS : 0;
  const low = range.start === null ? null : { at: range.start, id: '' };
  const high = range.end === null ? null : { at: range.end + slack, id: '\uffff' };
  return {
    size: list.count(low, high),
    visit: (visitor) =>
      list.walk(low, (entry) => {
        if (high !== null && entry.at > high.at) return false;
        visitor(entry.row);
        return true;
      }),
  };
}

function testsOf(filter: OpportunityFilter, now: number): Test[] {
  const tests: Test[] = [];
  const { confidentiality } = filter;
  if (confidentiality !== 'all') {
    const wanted = confidentiality === 'confidential';
    tests.push((row) => row.confidential === wanted);
  }
  tests.push(...setTests(filter));
  for (const name of TIMES) {
    const range = filter.times[name];
    if (range) tests.push(timeTest(name, range, now));
  }
  const { origins, locations, archived, snoozed, archivedPostings } = filter;
  if (origins) tests.push((row) => origins.includes(row.origin));
  if (locations) {
    tests.push(
      (row) => row.opportunityLocation !== null && locations.includes(row.opportunityLocation),
    );
  }
  if (archivedPostings) {
    tests.push(
      (row) =>
        row.posting !== null && row.archived !== null && archivedPostings.includes(row.posting),
    );
  }
  if (archived !== null) tests.push((row) => (row.archived !== null) === archived);
  if (snoozed !== null) {
    tests.push((row) => (row.snoozedUntil !== null && row.snoozedUntil > now) === snoozed);
  }
  return tests;
}

function setTests(filter: OpportunityFilter): Test[] {
  const tests: Test[] = [];
  const { tag, source, stage, posting, reason, contact } = filter.sets;
  if (tag && filter.foldTags) {
    const wanted = new Set(tag.map((each) => each.toLowerCase()));
    tests.push((row) => row.tags.some((each) => wanted.has(each.toLowerCase())));
  } else if (tag) tests.push((row) => row.tags.some((each) => tag.includes(each)));
  if (source) tests.push((row) => row.sources.some((each) => source.includes(each)));
  if (stage) tests.push((row) => stage.includes(row.stage));
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
  if (contact) tests.push((row) => contact.includes(row.contact));
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
