import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePeople } from './generate-people.ts';
import { planTouches } from './plan-touches.ts';

const population = generatePeople({ seed: 'touches', hitCount: 800 });
const wish = { seed: 'touches', startsAt: new Date('2026-04-06T09:00:00Z'), share: 0.6 };
const touches = planTouches(population, wish);

test('the same seed gives the same touches', () => {
  assert.deepEqual(planTouches(population, wish), touches);
});

test('each touch has its own id and names somebody a hit told of', () => {
  assert.equal(new Set(touches.map((touch) => touch.body.sourceEventId)).size, touches.length);
  const told = new Set(
    population.hits.flatMap((hit) => [
      hit.profileUrl,
      ...hit.emails.map((email) => email.value.toLowerCase()),
    ]),
  );
  for (const { body } of touches) {
    assert.ok(told.has(body.person.email ?? body.person.profileUrl ?? 'nobody'));
  }
});

test('a human is in one sequence, is enrolled before anything else, and is left alone after an opt-out', () => {
  for (const own of Map.groupBy(touches, (touch) => touch.humanKey).values()) {
    const bodies = own
      .map((touch) => touch.body)
      .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
    assert.equal(new Set(bodies.map((body) => body.sequence)).size, 1);
    assert.equal(bodies[0]?.kind, 'enrolled');
    const optedOut = bodies.findIndex(
      (body) => body.kind === 'unsubscribed' || body.kind === 'bounced',
    );
    if (optedOut >= 0) assert.equal(optedOut, bodies.length - 1);
  }
});

test('every kind of touch occurs, and some reports overtake others', () => {
  const kinds = new Set(touches.map((touch) => touch.body.kind));
  assert.deepEqual([...kinds].sort(), [
    'bounced',
    'clicked',
    'connected',
    'delivered',
    'enrolled',
    'finished',
    'opened',
    'replied',
    'sent',
    'unsubscribed',
  ]);
  const own = [...Map.groupBy(touches, (touch) => touch.humanKey).values()];
  assert.ok(
    own.some((list) =>
      list.some((touch, i) => touch.body.occurredAt < (list[i - 1]?.body.occurredAt ?? '')),
    ),
  );
});
