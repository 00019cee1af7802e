// The filters of the opportunity list as tests on columns: they let through every row that passes the
// filter, and few others; the filter itself is then asked about those.
import type { OpportunityFilter } from './find-opportunities.ts';
import type { CodeColumn, ColumnTest, NumberColumn } from './opportunity-columns.ts';
import { TIMES, type SetName, type TimeName } from './opportunity-index.ts';

// A create settles a little later than its reply says; index and columns hold the settled value.
const SETTLE_SLACK_MS = 60_000;

const TIME_COLUMN: Record<TimeName, NumberColumn> = {
  created: 'created',
  updated: 'updated',
  advanced: 'advanced',
  archived: 'archivedAt',
};
const CODE_COLUMN: Partial<Record<SetName, CodeColumn>> = {
  stage: 'stage',
  posting: 'posting',
  reason: 'reason',
  origin: 'origin',
  location: 'location',
};

/** The tests of a filter, the ones that leave least first. */
export function columnTests(filter: OpportunityFilter, now: number): ColumnTest[] {
  const { sets, archivedPostings, archived, confidentiality, snoozed } = filter;
  const tests: ColumnTest[] = [];
  for (const [name, column] of Object.entries(CODE_COLUMN) as [SetName, CodeColumn][]) {
    const values = sets[name];
    if (values) tests.push({ kind: 'code', column, values });
  }
  if (archivedPostings) tests.push({ kind: 'code', column: 'posting', values: archivedPostings });
  for (const column of ['tag', 'source'] as const) {
    const values = sets[column];
    if (values) tests.push({ kind: 'bits', column, values });
  }
  for (const name of TIMES) {
    const range = filter.times[name];
    if (!range) continue;
    const low = range.start ?? -Infinity;
    const high = (range.end ?? Infinity) + slackOf(name);
    tests.push({ kind: 'range', column: TIME_COLUMN[name], low, high });
  }
  if (archived !== null) tests.push({ kind: 'code', column: 'archived', values: [`${archived}`] });
  if (confidentiality !== 'all') {
    const values = [`${confidentiality === 'confidential'}`];
    tests.push({ kind: 'code', column: 'confidential', values });
  }
  if (snoozed === true) {
    tests.push({ kind: 'range', column: 'snoozedUntil', low: now, high: Infinity });
  }
  return tests;
}

/** How much later than visible the held time of a row may be. */
export function slackOf(name: TimeName): number {
  return name === 'updated' ? SETTLE_SLACK_MS : 0;
}
