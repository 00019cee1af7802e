// Indexes over opportunities: the default order, four time orders, and sets by equal value.
import type { Opportunity } from './rows.ts';
import { sortedList, type SortedList } from './sorted-list.ts';

export type OrderKey = Pick<Opportunity, 'rank' | 'lastAdvancedAt' | 'id'>;
export const TIMES = ['created', 'updated', 'advanced', 'archived'] as const;
export type TimeName = (typeof TIMES)[number];
export const SETS = ['tag', 'source', 'stage', 'posting', 'reason', 'contact'] as const;
export type SetName = (typeof SETS)[number];

type TimeProbe = { at: number; id: string };
type TimeEntry = TimeProbe & { row: Opportunity };

export type OpportunityIndex = {
  order: SortedList<OrderKey, Opportunity>;
  times: Record<TimeName, SortedList<TimeProbe, TimeEntry>>;
  sets: Record<SetName, Map<string, Set<Opportunity>>>;
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

function compareTime(a: TimeProbe, b: TimeProbe): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The time of a row by filter name; null when it has none. */
export function timeOf(row: Opportunity, name: TimeName): number | null {
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
  }
}

const SET_FIELD: Record<SetName, keyof Opportunity> = {
  tag: 'tags',
  source: 'sources',
  stage: 'stage',
  posting: 'posting',
  reason: 'archived',
  contact: 'contact',
};
const TIME_FIELD: Record<TimeName, keyof Opportunity> = {
  created: 'createdAt',
  updated: 'updatedAt',
  advanced: 'lastAdvancedAt',
  archived: 'archived',
};

export function opportunityIndex(): OpportunityIndex {
  const order = sortedList<OrderKey, Opportunity>(compareOrder);
  const newTimes = (): SortedList<TimeProbe, TimeEntry> => sortedList(compareTime);
  const times = {
    created: newTimes(),
    updated: newTimes(),
    advanced: newTimes(),
    archived: newTimes(),
  };
  const sets: OpportunityIndex['sets'] = {
    tag: new Map(),
    source: new Map(),
    stage: new Map(),
    posting: new Map(),
    reason: new Map(),
    contact: new Map(),
  };

  const addTime = (row: Opportunity, name: TimeName): void => {
    const at = timeOf(row, name);
    if (at !== null) times[name].add({ at, id: row.id, row });
  };
  const dropTime = (row: Opportunity, name: TimeName): void => {
    const at = timeOf(row, name);
    if (at === null) return;
    let found: TimeEntry | undefined;
    times[name].walk({ at, id: row.id }, (entry) => {
      found = entry;
      return false;
    });
    if (found?.row === row) times[name].delete(found);
  };
  const addSet = (row: Opportunity, name: SetName): void => {
    for (const key of setKeys(row, name)) {
      const set = sets[name].get(key);
      if (set) set.add(row);
      else sets[name].set(key, new Set([row]));
    }
  };
  const dropSet = (row: Opportunity, name: SetName): void => {
    for (const key of setKeys(row, name)) {
      const set = sets[name].get(key);
      set?.delete(row);
      if (set?.size === 0) sets[name].delete(key);
    }
  };
  const add = (row: Opportunity): void => {
    order.add(row);
    for (const name of TIMES) addTime(row, name);
    for (const name of SETS) addSet(row, name);
  };

  return {
    order,
    times,
    sets,
    add,
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
    },
    remove: (row) => {
      order.delete(row);
      for (const name of TIMES) dropTime(row, name);
      for (const name of SETS) dropSet(row, name);
    },
    load: (rows) => {
      order.load(rows);
      for (const name of TIMES) {
        const entries: TimeEntry[] = [];
        for (const row of rows) {
          const at = timeOf(row, name);
          if (at !== null) entries.push({ at, id: row.id, row });
        }
        times[name].load(entries);
      }
      for (const name of SETS) {
        sets[name].clear();
        for (const row of rows) addSet(row, name);
      }
    },
  };
}
