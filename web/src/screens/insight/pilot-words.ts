// Colours and numbers of a pilot as people read them.
import type { Compared, Pilot } from '../../api/insight.ts';
import { percentWords } from '../../parts/number-words.ts';
import { insight as words } from '../../texts/insight.ts';

export const pilotColours: Readonly<Record<Pilot['state'], string>> = {
  planned: 'blue',
  running: 'green',
  ended: 'orange',
  widened: 'gray',
  rolled_back: 'red',
  closed: 'gray',
};

export const adviceColours = { widen: 'green', go_on: 'blue', do_not_widen: 'red' } as const;

export const findingColours = {
  better: 'green',
  worse: 'red',
  no_difference: 'gray',
  too_few: 'gray',
} as const;

const hours = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function isTime(kpi: Compared['kpi']): boolean {
  return kpi === 'median_hours_to_first_contact';
}

/** A value of a number: hours, or a share in percent. */
export function kpiWords(kpi: Compared['kpi'], value: number): string {
  return isTime(kpi) ? words.hours(hours.format(value)) : percentWords(value);
}
