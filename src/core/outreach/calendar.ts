// When a message may go: inside the person's local window, on working days, through clock changes.

import { Temporal } from 'temporal-polyfill';
import type { Delay, SendWindow } from './sequence.ts';

/** The name of the holiday on an ISO day, or null. */
export type HolidayOn = (day: string) => string | null;

export interface Calendar {
  /** All of them must be inside the window: several where only the country is known and it spans zones. */
  zones: readonly string[];
  window: SendWindow;
  holidayOn: HolidayOn;
}

export const noHolidays: HolidayOn = () => null;

/** A window with days that exist opens again within this many days, holidays and clock changes included. */
const daysLookedMax = 60;
const roundsMax = 64;

/** True inside the window, in every zone. */
export function isOpen(atMs: number, calendar: Calendar): boolean {
  return calendar.zones.every((zone) => openingIn(zone, atMs, calendar) === atMs);
}

/**
 * The first instant from `atMs` on that is inside the window; null where there is none in two months.
 * A window that begins in an hour that the clock skips opens when the clock goes on. Of an hour that comes twice the
 * window has one piece: it never opens, closes and opens again.
 */
export function nextOpening(atMs: number, calendar: Calendar): number | null {
  let candidate = atMs;
  for (let round = 0; round < roundsMax; round += 1) {
    let latest = candidate;
    for (const zone of calendar.zones) {
      const opening = openingIn(zone, candidate, calendar);
      if (opening === null) return null;
      latest = Math.max(latest, opening);
    }
    if (latest === candidate) return candidate;
    candidate = latest;
  }
  return null;
}

/** When a delay has passed: hours are absolute, business days keep the local time of day. */
export function afterDelay(fromMs: number, delay: Delay, calendar: Calendar): number {
  if (delay.unit === 'hours') return fromMs + Math.round(delay.amount * 3_600_000);
  const zone = calendar.zones[0] ?? 'UTC';
  const from = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
  let day = from.toPlainDate();
  let left = delay.amount;
  for (let looked = 0; left > 0 && looked < 2 * daysLookedMax; looked += 1) {
    day = day.add({ days: 1 });
    if (isWorkday(day, calendar.holidayOn)) left -= 1;
  }
  return day.toZonedDateTime({ timeZone: zone, plainTime: from.toPlainTime() }).epochMilliseconds;
}

/** When the step is due: its delay after `fromMs`, moved into the window. Null where the window never opens. */
export function dueAfter(fromMs: number, delay: Delay, calendar: Calendar): number | null {
  return nextOpening(afterDelay(fromMs, delay, calendar), calendar);
}

/** Whole business days between two instants, by the days of the first zone. */
export function businessDaysBetween(fromMs: number, toMs: number, calendar: Calendar): number {
  if (toMs <= fromMs) return 0;
  const zone = calendar.zones[0] ?? 'UTC';
  const from = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
  const to = Temporal.Instant.fromEpochMilliseconds(toMs).toZonedDateTimeISO(zone);
  let days = 0;
  let day = from.toPlainDate();
  const last = to.toPlainDate();
  for (let looked = 0; looked < 366; looked += 1) {
    day = day.add({ days: 1 });
    if (Temporal.PlainDate.compare(day, last) > 0) break;
    if (isWorkday(day, calendar.holidayOn)) days += 1;
  }
  return days;
}

/** The local day, `2026-03-29`, in a zone. */
export function localDay(atMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

/** The local time of day, `08:30`, in a zone. */
export function localTime(atMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
}

/** Whether this machine knows the zone. */
export function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function openingIn(zone: string, atMs: number, calendar: Calendar): number | null {
  const { window, holidayOn } = calendar;
  let day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
  for (let looked = 0; looked < daysLookedMax; looked += 1) {
    const isDay = window.days.includes(day.dayOfWeek) && holidayOn(day.toString()) === null;
    if (isDay) {
      const closes = instantOf(zone, { day, time: window.to, of: 'earlier' });
      const late = instantOf(zone, { day, time: window.from, of: 'later' });
      const opens =
        late < closes ? late : instantOf(zone, { day, time: window.from, of: 'earlier' });
      if (opens < closes && atMs < closes) return Math.max(opens, atMs);
    }
    day = day.add({ days: 1 });
  }
  return null;
}

// Of a time that comes twice the one or the other; of a time that is skipped, where the clock goes on.
function instantOf(
  zone: string,
  at: { day: Temporal.PlainDate; time: string; of: 'earlier' | 'later' },
): number {
  const plain = at.day.toPlainDateTime(Temporal.PlainTime.from(at.time));
  const zoned = plain.toZonedDateTime(zone, { disambiguation: at.of });
  if (zoned.toPlainDateTime().equals(plain)) return zoned.epochMilliseconds;
  const before = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return before.getTimeZoneTransition('next')?.epochMilliseconds ?? zoned.epochMilliseconds;
}

function isWorkday(day: Temporal.PlainDate, holidayOn: HolidayOn): boolean {
  return day.dayOfWeek <= 5 && holidayOn(day.toString()) === null;
}
