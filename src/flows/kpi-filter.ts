// Which days and whose numbers: what was given, filled up with the last twelve weeks.

import { dayOf } from '../core/insight/person-facts.ts';
import type { KpiFilter } from '../core/insight/kpis.ts';

const dayMs = 86_400_000;
const daysShown = 84;

export type GivenFilter = { [Name in keyof KpiFilter]?: KpiFilter[Name] | undefined };

/** The filter with its days; whatever else was given with it is left out. */
export function filterOf(given: GivenFilter, now: Date): KpiFilter {
  const to = given.to ?? dayOf(now);
  const from = given.from ?? dayOf(new Date(Date.parse(`${to}T00:00:00Z`) - daysShown * dayMs));
  return {
    from,
    to,
    ...(given.jobId === undefined ? {} : { jobId: given.jobId }),
    ...(given.sourcer === undefined ? {} : { sourcer: given.sourcer }),
    ...(given.source === undefined ? {} : { source: given.source }),
  };
}
