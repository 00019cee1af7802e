// Which opportunity is taken as a record's counterpart.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { chooseOpportunity } from './choose-opportunity.ts';
import type { RemoteOpportunity } from './remote.ts';

function found(given: Partial<RemoteOpportunity>): RemoteOpportunity {
  return {
    id: 'opp',
    contact: 'contact',
    name: 'Zoë',
    emails: [],
    links: [],
    tags: [],
    sources: [],
    archived: null,
    postingIds: [],
    createdAt: 1,
    ...given,
  };
}
const archived = { reason: 'no', archivedAt: 5 };

test('nothing found: nothing to take and nobody to attach to', () => {
  assert.deepEqual(chooseOpportunity([], { postingId: 'p', takenIds: [] }), {
    opportunity: null,
    contactId: null,
    otherContactIds: [],
  });
});

test('an opportunity on another posting gives the contact but is not taken', () => {
  const choice = chooseOpportunity([found({ postingIds: ['q'] })], {
    postingId: 'p',
    takenIds: [],
  });
  assert.equal(choice.opportunity, null);
  assert.equal(choice.contactId, 'contact');
});

test('an archived opportunity on the posting is taken rather than made again', () => {
  const choice = chooseOpportunity([found({ postingIds: ['p'], archived })], {
    postingId: 'p',
    takenIds: [],
  });
  assert.equal(choice.opportunity?.id, 'opp');
});

test('without a posting the newest active one is taken before a newer archived one', () => {
  const rows = [
    found({ id: 'a', createdAt: 1 }),
    found({ id: 'b', createdAt: 2 }),
    found({ id: 'c', createdAt: 3, archived }),
  ];
  assert.equal(chooseOpportunity(rows, { postingId: '', takenIds: [] }).opportunity?.id, 'b');
  assert.equal(
    chooseOpportunity(rows, { postingId: '', takenIds: ['a', 'b'] }).opportunity?.id,
    'c',
  );
});

test('several contacts are reported and the oldest is used', () => {
  const rows = [
    found({ id: 'b', contact: 'young', createdAt: 9 }),
    found({ id: 'a', contact: 'old', createdAt: 1 }),
  ];
  const choice = chooseOpportunity(rows, { postingId: 'p', takenIds: [] });
  assert.equal(choice.contactId, 'old');
  assert.deepEqual(choice.otherContactIds, ['young']);
});
