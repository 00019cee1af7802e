// The weeks of projected sends.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendsOf, weeksOf } from '../../web/src/screens/sequences/send-days.ts';

function previewOf(zone: string, ...times: (string | null)[]) {
  const steps = times.map((projectedAt, index) => ({
    stepId: `step-${index + 1}`,
    channel: 'email' as const,
    isFit: true,
    because: null,
    variant: 'a',
    subject: null,
    text: null,
    html: null,
    address: null,
    guards: [],
    projectedAt,
  }));
  return { version: 1, zone, zoneBecause: null, steps };
}

test('the sends of several people stand in one order of time, without those that find no time', () => {
  const sends = sendsOf([
    { name: 'Zoë', preview: previewOf('Europe/Warsaw', '2026-11-24T09:00:00Z', null) },
    { name: 'Priya', preview: previewOf('Asia/Kolkata', '2026-11-24T04:00:00Z') },
  ]);
  assert.deepEqual(
    sends.map(({ name, place }) => [name, place]),
    [
      ['Priya', 1],
      ['Zoë', 1],
    ],
  );
});

test('weeks are whole, begin on Monday, and days are those of the viewer', () => {
  const sends = sendsOf([
    {
      name: 'Zoë',
      preview: previewOf('Europe/Warsaw', '2026-11-25T23:30:00Z', '2026-12-01T09:00:00Z'),
    },
  ]);
  const weeks = weeksOf(sends, 'Europe/Berlin');
  assert.deepEqual(
    weeks.map((week) => [week[0]?.day, week[6]?.day, week.length]),
    [
      ['2026-11-23', '2026-11-29', 7],
      ['2026-11-30', '2026-12-06', 7],
    ],
  );
  const used = weeks.flat().filter((day) => day.sends.length > 0);
  assert.deepEqual(
    used.map(({ day }) => day),
    ['2026-11-26', '2026-12-01'],
  );
});

test('without sends there are no weeks', () => {
  assert.deepEqual(weeksOf([], 'UTC'), []);
});
