import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareWorlds } from './compare.ts';
import type { Believed, BelievedRecord } from './compare.ts';
import type { HeldOpportunity, SandboxWorld } from './sandbox-world.ts';

const record: BelievedRecord = {
  recordId: 'record-1',
  opportunityId: 'opportunity-1',
  contactId: 'contact-1',
  postingId: '',
  emails: ['ada@post.example'],
  tags: ['pin'],
  noteTexts: ['Outreach\nEmail sent\nref a', 'Email opened\nref b'],
};
const opportunity: HeldOpportunity = {
  id: 'opportunity-1',
  contact: 'contact-1',
  posting: null,
  stage: 'lead-new',
  tags: ['pin', 'theirs'],
  sources: [],
  createdAt: 1,
  person: {
    name: 'Ada',
    emails: ['Ada@post.example', 'other@post.example'],
    phones: [],
    links: [],
  },
  notes: [{ id: 'note-1', entries: record.noteTexts.map((value) => ({ value, user: null })) }],
  forms: [],
  files: [],
};
const believed: Believed = {
  records: [record],
  goneOpportunityIds: [],
  missingRecordIds: [],
  missingTouchIds: [],
};
const held: SandboxWorld = {
  opportunities: [opportunity],
  counters: { total: 1, throttled: 0 },
  duplicates: { samePersonAndPosting: {} },
};

test('two sides that hold the same agree; what people added in Lever is no difference', () => {
  assert.deepEqual(compareWorlds(believed, held), { differences: [], duplicates: 0, lost: 0 });
});

test('an opportunity only the sandbox knows is a duplicate, one only Fulcrum knows is lost', () => {
  const stranger = { ...opportunity, id: 'opportunity-2' };
  const found = compareWorlds(believed, { ...held, opportunities: [stranger] });
  assert.equal(found.duplicates, 1);
  assert.equal(found.lost, 1);
});

test('a repeated line and a missing line are found one by one', () => {
  const [sent = '', opened = ''] = record.noteTexts;
  const notes = [{ id: 'note-1', entries: [sent, sent].map((value) => ({ value, user: null })) }];
  const found = compareWorlds(believed, { ...held, opportunities: [{ ...opportunity, notes }] });
  assert.equal(found.duplicates, 1);
  assert.equal(found.lost, 1);
  assert.ok(found.differences.some((one) => one.includes(opened.split('\n')[0] ?? '?')));
});

test('a lacking email address, tag, contact or posting is a difference', () => {
  const other = {
    ...opportunity,
    contact: 'contact-2',
    posting: 'posting-1',
    tags: [],
    person: { name: 'Ada', emails: [], phones: [], links: [] },
  };
  const found = compareWorlds(believed, { ...held, opportunities: [other] });
  assert.equal(found.differences.length, 4);
});

test('what is due and missing, and what the sandbox itself holds twice, count', () => {
  const found = compareWorlds(
    { ...believed, missingRecordIds: ['record-2'], missingTouchIds: ['touch-1'] },
    { ...held, duplicates: { sameEmail: { 'ada@post.example': ['contact-1', 'contact-2'] } } },
  );
  assert.equal(found.lost, 2);
  assert.equal(found.duplicates, 1);
});

test('what the sandbox held at the start is not of our doing', () => {
  const old = { ...opportunity, id: 'opportunity-0' };
  const duplicates = { sameEmail: { 'old@post.example': ['contact-8', 'contact-9'] } };
  const before = { ...held, opportunities: [old], duplicates };
  const after = { ...held, opportunities: [old, opportunity], duplicates };
  assert.deepEqual(compareWorlds(believed, after, before).differences, []);
});

test('an opportunity that is gone in Lever is known, and nothing is expected of it', () => {
  const gone = { ...opportunity, id: 'opportunity-2', notes: [] };
  const both = { ...held, opportunities: [opportunity, gone] };
  const found = compareWorlds({ ...believed, goneOpportunityIds: [gone.id] }, both);
  assert.deepEqual(found.differences, []);
});
