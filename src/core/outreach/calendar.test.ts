import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import {
  afterDelay,
  businessDaysBetween,
  dueAfter,
  isOpen,
  nextOpening,
  noHolidays,
} from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { defaultWindow } from './sequence.ts';

function at(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

function inBerlin(more: Partial<Calendar> = {}): Calendar {
  return { zones: ['Europe/Berlin'], window: defaultWindow, holidayOn: noHolidays, ...more };
}

test('inside the window nothing moves; before it, after it and at weekends the next opening counts', () => {
  const cases: [string, string][] = [
    ['2026-03-03T09:00:00Z', '2026-03-03T09:00:00Z'],
    ['2026-03-03T05:00:00Z', '2026-03-03T07:30:00Z'],
    ['2026-03-03T16:30:00Z', '2026-03-04T07:30:00Z'],
    ['2026-03-06T20:00:00Z', '2026-03-09T07:30:00Z'],
  ];
  for (const [from, to] of cases) assert.equal(nextOpening(at(from), inBerlin()), at(to), from);
});

test('a holiday is no day of the window', () => {
  const calendar = inBerlin({ holidayOn: (day) => (day === '2026-03-04' ? 'A day off' : null) });
  assert.equal(nextOpening(at('2026-03-03T17:00:00Z'), calendar), at('2026-03-05T07:30:00Z'));
});

test('business days skip weekends and holidays and keep the local time through a clock change', () => {
  const friday = at('2026-03-27T09:00:00Z');
  assert.equal(
    afterDelay(friday, { amount: 1, unit: 'business_days' }, inBerlin()),
    at('2026-03-30T08:00:00Z'),
  );
  const calendar = inBerlin({ holidayOn: (day) => (day === '2026-03-30' ? 'A day off' : null) });
  assert.equal(
    afterDelay(friday, { amount: 1, unit: 'business_days' }, calendar),
    at('2026-03-31T08:00:00Z'),
  );
  assert.equal(businessDaysBetween(friday, at('2026-04-03T09:00:00Z'), calendar), 4);
});

test('hours are absolute, whatever the clocks do', () => {
  assert.equal(
    afterDelay(at('2026-03-28T12:00:00Z'), { amount: 24, unit: 'hours' }, inBerlin()),
    at('2026-03-29T12:00:00Z'),
  );
});

test('where only a country of several zones is known, all of them must be open', () => {
  const calendar = inBerlin({ zones: ['America/New_York', 'America/Los_Angeles'] });
  const opening = nextOpening(at('2026-03-03T08:00:00Z'), calendar);
  assert.equal(opening, at('2026-03-03T16:30:00Z'));
  assert.equal(isOpen(at('2026-03-03T15:00:00Z'), calendar), false);
});

test('a window that never opens says so', () => {
  assert.equal(
    nextOpening(
      at('2026-03-03T08:00:00Z'),
      inBerlin({ window: { days: [], from: '08:00', to: '09:00' } }),
    ),
    null,
  );
  assert.equal(
    dueAfter(0, { amount: 1, unit: 'hours' }, inBerlin({ holidayOn: () => 'always' })),
    null,
  );
});

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** Every clock change of a zone in the years that matter. */
function changesOf(zone: string): number[] {
  const found: number[] = [];
  let place = Temporal.Instant.from('2026-01-01T00:00:00Z').toZonedDateTimeISO(zone);
  for (let round = 0; round < 20; round += 1) {
    const next = place.getTimeZoneTransition('next');
    if (next === null || next.year > 2028) break;
    found.push(next.epochMilliseconds);
    place = next;
  }
  return found;
}

test('in every zone, around every clock change of three years, an opening is inside the window, never early, and once', () => {
  const windows = [
    defaultWindow,
    { days: everyDay, from: '02:30', to: '04:00' },
    { days: everyDay, from: '00:30', to: '02:15' },
    { days: everyDay, from: '01:15', to: '01:45' },
  ];
  const zones = Intl.supportedValuesOf('timeZone');
  let looked = 0;
  for (const zone of zones) {
    for (const change of changesOf(zone)) {
      for (const window of windows) {
        const calendar: Calendar = { zones: [zone], window, holidayOn: noHolidays };
        const opened = new Map<string, [number, number]>();
        for (let minutes = -150; minutes <= 150; minutes += 15) {
          const from = change + minutes * 60_000;
          const opening = nextOpening(from, calendar);
          assert(opening !== null && opening >= from, `${zone} ${from}`);
          assert(isOpen(opening, calendar));
          const wall = Temporal.Instant.fromEpochMilliseconds(opening).toZonedDateTimeISO(zone);
          const time = wall.toPlainTime().toString({ smallestUnit: 'minute' });
          assert(time >= window.from && time < window.to, `${zone} ${time} ${window.from}`);
          assert(window.days.includes(wall.dayOfWeek));
          if (opening === from) {
            const day = wall.toPlainDate().toString();
            const [first, last] = opened.get(day) ?? [opening, opening];
            opened.set(day, [Math.min(first, opening), Math.max(last, opening)]);
          }
          looked += 1;
        }
        // What is open on one day is one piece: it never closes and opens again when an hour comes twice.
        for (const [first, last] of opened.values()) {
          for (let ms = first; ms <= last; ms += 15 * 60_000) assert(isOpen(ms, calendar), zone);
        }
      }
    }
  }
  assert(looked > 20_000, `looked at ${looked} instants`);
});
