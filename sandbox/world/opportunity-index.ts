// Indexes over opportunities: the default order, four time orders, sets by equal value, and columns.
import { opportunityColumns, type OpportunityColumns } from './opportunity-columns.ts';
import type { Opportunity } from './rows.ts';
import { sortedList, type SortedList } from './sorted-list.ts';

export type OrderKey = Pick<Opportunity, 'rank' | 'lastAdvancedAt' | 'id'>;
export const TIMES = ['created', 'updated', 'advanced', 'archived'] as const;
export type TimeName = (typeof TIMES)[number];
export const SETS = [
  'tag',
  'source',
  'stage',
  'posting',
  'reason',
  'contact',
  'origin',
  'location',
  'snoozed',
] as const;
export type SetName = (typeof SETS)[number];

/** Enough of a row to be compared by one of its times. */
export type TimeProbe = Pick<
  Opportunity,
  'id' | 'createdAt' | 'updatedAt' | 'lastAdvancedAt' | 'archived'
>;
/** Rows of one key: an array where there are few, a set where removal must be quick. */
type Bucket = Opportunity[] | Set<Opportunity>;

export type OpportunityIndex = {
  order: SortedList<OrderKey, Opportunity>;
  times: Record<TimeName, SortedList<TimeProbe, Opportunity>>;
  columns: OpportunityColumns;
  /** How many rows have the key. */
  count(name: SetName, key: string): number;
  /** The rows that have the key. */
  rows(name: SetName, key: string): Iterable<Opportunity>;
  add(row: Opportunity): void;
  /** Changes a row and moves it in every index the change concerns. */
  change(row: Opportunity, patch: Partial<Opportunity>): void;
  remove(row: Opportunity): void;
  load(rows: Opportunity[]): void;
};

/** Stage rank ascending, then last advance descending, then id: Lever's recorded order. */
export function compareOrder(a: OrderKey, b: OrderKey): number {
  return (
    a.rank - b.rank ||
    b.lastAdvancedAt - a.lastAdvancedAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** Orders rows by one of their times, then id. */
function compareTime(name: TimeName): (a: TimeProbe, b: TimeProbe) => number {
  return (a, b) =>
    (timeOf(a, name) ?? 0) - (timeOf(b, name) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** A stand-in for a row with that time, to start or end a range. */
export function timeProbe(at: number, id: string): TimeProbe {
  const archived = { reason: '', archivedAt: at };
  return { id, createdAt: at, updatedAt: at, lastAdvancedAt: at, archived };
}

/** The time of a row by filter name; null when it has none. */
export function timeOf(row: TimeProbe, name: TimeName): number | null {
  switch (name) {
    case 'created':
      return row.createdAt;
    case 'updated':
      return row.updatedAt;
    case 'advanced':
      return row.lastAdvancedAt;
    case 'archived':
      return row.archived?.archivedAt ?? null;
  }
}

function setKeys(row: Opportunity, name: SetName): readonly string[] {
  switch (name) {
    case 'tag':
      return row.tags;
    case 'source':
      return row.sources;
    case 'stage':
      return [row.stage];
    case 'posting':
      return row.posting === null ? [] : [row.posting];
    case 'reason':
      return row.archived === null ? [] : [row.archived.reason];
    case 'contact':
      return [row.contact];
    case 'origin':
      return [row.origin];
    case 'location':
      return row.opportunityLocation === null ? [] : [row.opportunityLocation];
    case 'snoozed':
      return row.snoozedUntil === null ? [] : ['yes'];
  }
}

const SET_FIELD: Record<SetName, keyof Opportunity> = {
  tag: 'tags',
  source: 'sources',
  stage: 'stage',
  posting: 'posting',
  reason: 'archived',
  contact: 'contact',
  origin: 'origin',
  location: 'opportunityLocation',
  snoozed: 'snoozedUntil',
};
const TIME_FIELD: Record<TimeName, keyof Opportunity> = {
  created: 'createdAt',
  updated: 'updatedAt',
  advanced: 'lastAdvancedAt',
  archived: 'archived',
};

// A person has few candidacies; everything else may have thousands.
const SMALL_MAX = 16;

export function opportunityIndex(): OpportunityIndex {
  const order = sortedList<OrderKey, Opportunity>(compareOrder);
  const byTime = (name: TimeName): SortedList<TimeProbe, Opportunity> =>
    sortedList(compareTime(name));
  const times: OpportunityIndex['times'] = {
    created: byTime('created'),
    updated: byTime('updated'),
    advanced: byTime('advanced'),
    archived: byTime('archived'),
  };
  const sets = Object.fromEntries(SETS.map((name) => [name, new Map<string, Bucket>()])) as Record<
    SetName,
    Map<string, Bucket>
  >;
  const columns = opportunityColumns();
  const addTime = (row: Opportunity, name: TimeName): void => {
    if (timeOf(row, name) !== null) times[name].add(row);
  };
  const dropTime = (row: Opportunity, name: TimeName): void => {
    if (timeOf(row, name) !== null) times[name].delete(row);
  };
  const addSet = (row: Opportunity, name: SetName): void => {
    for (const key of setKeys(row, name)) addToBucket(sets[name], key, row);
  };
  const dropSet = (row: Opportunity, name: SetName): void => {
    for (const key of setKeys(row, name)) dropFromBucket(sets[name], key, row);
  };

  return {
    order,
    times,
    columns,
    count: (name, key) => sizeOf(sets[name].get(key)),
    rows: (name, key) => sets[name].get(key) ?? [],
    add: (row) => {
      order.add(row);
      for (const name of TIMES) addTime(row, name);
      for (const name of SETS) addSet(row, name);
      columns.put(row);
    },
    change: (row, patch) => {
      const movesOrder = 'rank' in patch || 'lastAdvancedAt' in patch;
      const movedTimes = TIMES.filter((name) => TIME_FIELD[name] in patch);
      const movedSets = SETS.filter((name) => SET_FIELD[name] in patch);
      if (movesOrder) order.delete(row);
      for (const name of movedTimes) dropTime(row, name);
      for (const name of movedSets) dropSet(row, name);
      Object.assign(row, patch);
      if (movesOrder) order.add(row);
      for (const name of movedTimes) addTime(row, name);
      for (const name of movedSets) addSet(row, name);
      columns.put(row);
    },
    remove: (row) => {
      order.delete(row);
      for (const name of TIMES) dropTime(row, name);
      for (const name of SETS) dropSet(row, name);
      columns.drop(row);
    },
    load: (rows) => {
      order.walk(null, (row) => {
        columns.drop(row);
        return true;
      });
      order.load(rows);
      // In list order, so that going through the columns meets the first rows first.
      order.walk(null, (row) => {
        columns.put(row);
        return true;
      });
      for (const name of TIMES) times[name].load(rows.filter((row) => timeOf(row, name) !== null));
      for (const name of SETS) {
        sets[name].clear();
        for (const row of rows) addSet(row, name);
      }
    },
  };
}

function sizeOf(bucket: Bucket | undefined): number {
  if (!bucket) return 0;
  return Array.isArray(bucket) ? bucket.length : bucket.size;
}

function addToBucket(buckets: Map<string, Bucket>, key: string, row: Opportunity): void {
  const bucket = buckets.get(key);
  if (!bucket) buckets.set(key, [row]);
  else if (!Array.isArray(bucket)) bucket.add(row);
  else if (bucket.length >= SMALL_MAX) buckets.set(key, new Set([...bucket, row]));
  else if (!bucket.includes(row)) bucket.push(row);
}

function dropFromBucket(buckets: Map<string, Bucket>, key: string, row: Opportunity): void {
  const bucket = buckets.get(key);
  if (!bucket) return;
  if (Array.isArray(bucket)) {
    const at = bucket.indexOf(row);
    if (at >= 0) bucket.splice(at, 1);
  } else bucket.delete(row);
  if (sizeOf(bucket) === 0) buckets.delete(key);
}
