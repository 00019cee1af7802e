import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someFacts as somePerson } from './field-facts.fixture.ts';
import { mapFields } from './mapping-apply.ts';
import { defaultMapping } from './mapping-default.ts';
import { previewRecord } from './preview-record.ts';
import { aSettledBase, aTouch, aWanted, noonMs, someFacts } from './record-facts.fixture.ts';
import { wantedRecord } from './wanted.ts';

const person = somePerson();
const mapped = mapFields(defaultMapping({ templateName: 'T' }), person).values;
const wanted = wantedRecord(mapped, {
  facts: person,
  resume: null,
  userIdOf: () => null,
  integrationUserId: 'user-1',
});

test('a new candidate is one search, one creation, and a form that is read for first', () => {
  const preview = previewRecord(someFacts({ wanted }), mapped);
  assert.equal(preview.isNew, true);
  assert.equal(preview.hasChange, false);
  assert.deepEqual(preview.calls, {
    look_up: 1,
    create_opportunity: 1,
    read_forms: 3,
    create_form: 1,
  });
  assert.equal(preview.callCount, 6);
  assert.ok(preview.outcomes.every((outcome) => outcome.kind === 'create'));
  assert.ok(preview.outcomes.some((outcome) => outcome.field === 'contact.name'));
});

test('a candidate that holds everything takes no call', () => {
  const facts = someFacts({ opportunityId: 'o', wanted: aWanted(), base: aSettledBase(aWanted()) });
  assert.equal(previewRecord(facts, []).callCount, 0);
});

test('new values of a candidate are read, written and verified; what waits is counted too', () => {
  const more = aWanted({
    emails: ['zoe@mail.example', 'zoe@new.example'],
    tags: ['Backend', 'Go'],
  });
  const facts = someFacts({
    opportunityId: 'o',
    contactId: 'c',
    wanted: more,
    base: aSettledBase(aWanted()),
    timeline: { ...someFacts().timeline, touches: [aTouch({ occurredAtMs: noonMs - 1 })] },
  });
  assert.deepEqual(previewRecord(facts, []).calls, {
    read_contact: 3,
    update_contact: 1,
    add_set: 1,
    write_note: 1,
  });
});

test('who is not due or gone is told with the reason, without fields', () => {
  const gone = previewRecord(someFacts({ gone: 'deleted', wanted }), mapped);
  assert.deepEqual([gone.outcomes, gone.callCount], [[], 0]);
  assert.match(gone.because, /deleted in Lever/);
  assert.match(previewRecord(someFacts({ isTriggered: false }), mapped).because, /trigger/);
});
