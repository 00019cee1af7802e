import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePeople } from './generate-people.ts';
import { heldHumans } from './held-humans.ts';

const population = generatePeople({ seed: 'held', hitCount: 20 });
const [first, second] = population.humans;

test('a pause by mail address and a stop by profile address hold, only a resume lifts', () => {
  assert.ok(first && second);
  const held = heldHumans(population);
  const pause = {
    type: 'outreach.pause',
    data: { person: { id: 'person-1', emails: [first.personalEmail.toUpperCase()] } },
  };
  assert.deepEqual(held.take(pause), {
    type: 'outreach.pause',
    humanKey: first.key,
    personId: 'person-1',
  });
  const url = `https://www.linkedin.com/in/${encodeURIComponent(second.slug)}`;
  held.take({ type: 'outreach.stop', data: { person: { profileUrls: [url] } } });
  assert.equal(held.count(), 2);
  held.take({ ...pause, type: 'outreach.resume' });
  assert.equal(held.has(first.key), false);
  assert.equal(held.has(second.key), true);
});

test('a webhook about a stranger, or of another type, holds nobody', () => {
  assert.ok(first);
  const held = heldHumans(population);
  assert.equal(
    held.take({ type: 'outreach.pause', data: { email: 'who@else.example' } }),
    undefined,
  );
  held.take({ type: 'person.created', data: { email: first.personalEmail } });
  assert.equal(held.take({}), undefined);
  assert.equal(held.count(), 0);
});
