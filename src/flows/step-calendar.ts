// The calendar of one step for one person: their zones, their country's holidays, the step's window.

import { noHolidays } from '../core/outreach/calendar.ts';
import type { Calendar } from '../core/outreach/calendar.ts';
import { windowOf } from '../core/outreach/sequence.ts';
import type { SequenceBody, SequenceStep } from '../core/outreach/sequence.ts';
import type { Holidays } from '../ports/holidays.ts';

export interface CalendarAsked {
  /** As it stands in the enrollment: several separated by commas. */
  zone: string;
  country: string | null;
  body: SequenceBody;
  step: SequenceStep;
}

/** Holidays count only where the sequence says so and the country is known. */
export async function stepCalendar(
  deps: { holidays: Holidays },
  { zone, country, body, step }: CalendarAsked,
): Promise<Calendar> {
  const holidayOn =
    body.skipsHolidays && country !== null ? await deps.holidays.of(country) : noHolidays;
  return { zones: zone.split(','), window: windowOf(body, step), holidayOn };
}
