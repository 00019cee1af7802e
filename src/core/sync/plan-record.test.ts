// The planner's rules, each as one sentence about behaviour.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { nextRecordStep, type RecordFacts, type RecordStep } from './plan-record.ts';
import { aBase, aSettledBase, aTouch, aWanted, noonMs, someFacts } from './record-facts.fixture.ts';

function effectOf(step: RecordStep) {
  assert(step.step === 'effect', JSON.stringify(step));
  return step.effect;
}

/** Facts of a record that is in Lever and fully agreed. */
function agreed(given: Partial<RecordFacts> = {}): RecordFacts {
  const wanted = given.wanted ?? aWanted();
  return someFacts({
    opportunityId: 'opp-1',
    contactId: 'contact-1',
    wanted,
    base: aSettledBase(wanted),
    ...given,
  });
}

test('a person whose trigger has not come is not written to Lever', () => {
  assert.equal(nextRecordStep(someFacts({ isTriggered: false })).step, 'nothing');
});

test('a record that was deleted or anonymised in Lever is never written again', () => {
  for (const gone of ['deleted', 'anonymized', 'merged']) {
    const facts = agreed({ gone, wanted: aWanted({ tags: ['new'] }) });
    assert.equal(nextRecordStep(facts).step, 'nothing');
    assert.equal(nextRecordStep(someFacts({ gone })).step, 'nothing');
  }
});

test('nothing is created before Lever was searched', () => {
  assert.deepEqual(nextRecordStep(someFacts()), { step: 'look_up' });
});

test('a search that is too old is made again before creating', () => {
  const facts = someFacts({ lookedUpAtMs: noonMs - 11 * 60_000 });
  assert.deepEqual(nextRecordStep(facts), { step: 'look_up' });
});

test('after a fresh search that found nothing the opportunity is created with a creation time that names it', () => {
  const facts = someFacts({ lookedUpAtMs: noonMs - 1000 });
  const first = effectOf(nextRecordStep(facts));
  const again = effectOf(
    nextRecordStep({ ...facts, nowMs: noonMs + 5000, lookedUpAtMs: noonMs + 4000 }),
  );
  assert.equal(first.kind, 'create_opportunity');
  assert.deepEqual(first, again, 'the marker does not depend on when it is planned');
  assert(first.kind === 'create_opportunity' && first.createdAt < noonMs);
  assert.equal(Math.floor(first.createdAt / 1000), Math.floor(facts.foundAtMs / 1000));
});

test('a record that holds what was agreed needs no call', () => {
  assert.equal(nextRecordStep(agreed()).step, 'nothing');
});

test('only what is new is added, and only what is ours is removed', () => {
  const wanted = aWanted({ tags: ['Backend', 'Go'] });
  const base = { ...aSettledBase(aWanted()), tags: { ours: ['Backend', 'Old'], seen: [] } };
  const add = nextRecordStep(agreed({ wanted, base }));
  assert.deepEqual(effectOf(add), { kind: 'add_set', field: 'tags', values: ['Go'] });
  const later = { ...base, tags: { ours: ['Backend', 'Old', 'Go'], seen: ['Human'] } };
  assert.deepEqual(effectOf(nextRecordStep(agreed({ wanted, base: later }))), {
    kind: 'remove_set',
    field: 'tags',
    values: ['Old'],
  });
});

test('a list that only appends, or that no rule fills, loses nothing', () => {
  const base = { ...aSettledBase(aWanted()), tags: { ours: ['Backend', 'Old'], seen: [] } };
  for (const wanted of [aWanted({ removable: [] }), aWanted({ managed: [], tags: [] })])
    assert.equal(nextRecordStep(agreed({ wanted, base })).step, 'nothing');
});

test('a tag of ours that a human removed is not added again', () => {
  const opportunity = {
    id: 'opp-1',
    contact: 'contact-1',
    name: '',
    emails: [],
    links: [],
    tags: [],
    sources: [],
    archived: null,
    postingIds: [],
    createdAt: 0,
  };
  assert.equal(nextRecordStep(agreed({ opportunity })).step, 'nothing');
});

test('a new email is read, united, written and read again', () => {
  const wanted = aWanted({ emails: ['zoe@mail.example', 'zoe@work.example'] });
  const base = aSettledBase(aWanted());
  const facts = agreed({ wanted, base });
  assert.deepEqual(nextRecordStep(facts), { step: 'read_contact' });
  const contact = {
    id: 'contact-1',
    name: 'Z. Müller',
    headline: '',
    location: '',
    emails: ['human@else.example', 'ZOE@mail.example'],
    phones: [{ type: 'work', value: '0151 1' }],
  };
  const write = effectOf(nextRecordStep({ ...facts, contact, contactReadAtMs: noonMs }));
  assert.deepEqual(write, {
    kind: 'update_contact',
    emails: ['human@else.example', 'ZOE@mail.example', 'zoe@work.example'],
    settles: {
      emails: ['zoe@mail.example', 'zoe@work.example'],
      phones: ['+4915112345678'],
    },
    conflicts: [],
  });
  const written = {
    ...facts,
    base: aSettledBase(wanted),
    contact,
    contactReadAtMs: noonMs,
    contactWrittenAtMs: noonMs,
  };
  assert.deepEqual(
    nextRecordStep(written),
    { step: 'read_contact' },
    'the write is verified by a read',
  );
  assert.equal(nextRecordStep({ ...written, contactReadAtMs: noonMs + 1 }).step, 'nothing');
});

test('an email that a human removed in Lever after we wrote it stays removed', () => {
  const contact = {
    id: 'contact-1',
    name: 'Zoë',
    headline: 'x',
    location: 'y',
    emails: [],
    phones: [],
  };
  const facts = agreed({ contact, contactReadAtMs: noonMs });
  assert.equal(nextRecordStep(facts).step, 'nothing');
});

test('the name a recruiter gave is kept; only empty fields are filled', () => {
  const contact = {
    id: 'contact-1',
    name: 'Zoë (recruiter)',
    headline: '',
    location: 'Wien',
    emails: ['zoe@mail.example'],
    phones: [],
  };
  const facts = agreed({
    base: aBase({ ...aSettledBase(aWanted()), scalars: {}, decided: {} }),
    contact,
    contactReadAtMs: noonMs,
  });
  const effect = effectOf(nextRecordStep(facts));
  assert(effect.kind === 'update_contact');
  assert.equal(effect.headline, 'Engineer');
  assert.equal(effect.name, undefined);
  assert.equal(effect.location, undefined);
});

test('what stands in Lever already is agreed on without a call', () => {
  const contact = {
    id: 'contact-1',
    name: 'Z',
    headline: 'x',
    location: 'y',
    emails: ['ZOE@mail.example'],
    phones: [{ value: '+49 151 12345678' }],
  };
  const base = { ...aSettledBase(aWanted()), emails: [], phones: [] };
  const step = nextRecordStep(agreed({ base, contact, contactReadAtMs: noonMs }));
  assert.deepEqual(step, {
    step: 'agree',
    values: { emails: ['zoe@mail.example'], phones: ['+4915112345678'] },
    conflicts: [],
  });
  const tagged = {
    id: 'opp-1',
    contact: 'contact-1',
    name: '',
    emails: [],
    links: [],
    tags: ['Backend', 'Human'],
    sources: [],
    archived: null,
    postingIds: [],
    createdAt: 0,
  };
  const untagged = { ...aSettledBase(aWanted()), tags: { ours: [], seen: [] } };
  assert.deepEqual(nextRecordStep(agreed({ base: untagged, opportunity: tagged })), {
    step: 'agree',
    values: { tags: { ours: [], seen: ['Backend'] } },
  });
});

test('a reply reaches the timeline before any field is written', () => {
  const wanted = aWanted({ tags: ['Backend', 'Go'] });
  const touches = [
    aTouch(),
    aTouch({ id: 'touch-2', sourceEventId: 'event-2', kind: 'replied', excerpt: 'Tell me more' }),
  ];
  const facts = agreed({ wanted, base: aSettledBase(aWanted()) });
  const step = nextRecordStep({ ...facts, timeline: { ...facts.timeline, touches } });
  assert(step.step === 'effect' && step.lane === 1 && step.effect.kind === 'write_note');
  assert.deepEqual(step.effect.note.touchIds, ['touch-1', 'touch-2']);
});
