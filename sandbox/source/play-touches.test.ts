import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePeople } from './generate-people.ts';
import { planTouches } from './plan-touches.ts';
import type { TouchBody } from './plan-touches.ts';
import { playTouches } from './play-touches.ts';

const population = generatePeople({ seed: 'play', hitCount: 200 });
const touches = planTouches(population, {
  seed: 'play',
  startsAt: new Date('2026-04-06T09:00:00Z'),
  share: 0.7,
});
const quietly = { batchSize: 10, repeatEvery: 4, afterBatch: () => Promise.resolve() };

test('every touch is reported in order, some batches twice with the same ids', async () => {
  const posted: TouchBody[] = [];
  const counts = await playTouches({
    ...quietly,
    touches,
    isHeld: () => false,
    post: async (bodies) => void posted.push(...bodies),
  });
  assert.deepEqual(counts.reported, touches.length);
  assert.ok(counts.repeated > 0);
  assert.equal(posted.length, counts.reported + counts.repeated);
  const firstTimes = [...new Set(posted.map((body) => body.sourceEventId))];
  assert.deepEqual(
    firstTimes,
    touches.map((touch) => touch.body.sourceEventId),
  );
});

test('nothing is sent to a held human any more, but what was sent before may still be answered', async () => {
  const posted: TouchBody[] = [];
  const half = Math.floor(touches.length / 2);
  const humanOf = new Map(touches.map((touch) => [touch.body.sourceEventId, touch.humanKey]));
  const counts = await playTouches({
    ...quietly,
    repeatEvery: 0,
    batchSize: 1,
    touches,
    // Everybody is paused when half of the stream has passed.
    isHeld: () => posted.length >= half,
    post: async (bodies) => void posted.push(...bodies),
  });
  const after = posted.slice(half);
  assert.ok(after.every((body) => body.kind !== 'sent' && body.kind !== 'enrolled'));
  const before = new Set(
    posted.slice(0, half).map((body) => `${humanOf.get(body.sourceEventId)} ${body.step}`),
  );
  assert.ok(after.length > 0);
  for (const body of after)
    assert.ok(before.has(`${humanOf.get(body.sourceEventId)} ${body.step}`));
  assert.equal(counts.reported + counts.withheld, touches.length);
});
