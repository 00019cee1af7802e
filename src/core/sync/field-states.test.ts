// Decisions about fields in the words of the person's page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MappedScalar, MappedSet } from './mapping-apply.ts';
import { fieldStandings } from './field-states.ts';
import { mergeRecord, type RecordToMerge } from './merge-record.ts';

const headline: MappedScalar = {
  shape: 'scalar',
  field: 'contact.headline',
  target: { kind: 'contact', field: 'headline' },
  policy: 'ours_if_untouched',
  value: 'Staff Engineer',
  rule: 0,
};
const tags: MappedSet = {
  shape: 'set',
  field: 'tags',
  target: { kind: 'tags', prefix: '' },
  policy: 'set_union',
  values: [
    { key: 'rust', value: 'rust', label: null },
    { key: 'go', value: 'go', label: null },
  ],
  mayRemove: true,
  rule: 1,
};

function standingOf(more: {
  agreed?: string;
  theirs: string;
  ownTags?: string[];
  theirTags: string[];
  frozen?: string[];
}) {
  const { agreed, theirs, ownTags = [], theirTags, frozen = [] } = more;
  const contact = { id: 'c', name: 'A', headline: theirs, location: '', emails: [], phones: [] };
  const opportunity = {
    id: 'o',
    contact: 'c',
    name: 'A',
    headline: theirs,
    location: '',
    emails: [],
    phones: [],
    links: [],
    tags: theirTags,
    sources: [],
    archived: null,
    postingIds: [],
    createdAt: 0,
  };
  const record: RecordToMerge = {
    mapped: [headline, tags],
    agreed: {
      scalars: agreed === undefined ? {} : { 'contact.headline': agreed },
      sets: { tags: { ours: ownTags, seen: [] } },
    },
    theirs: { contact, opportunity, forms: new Map() },
    frozen: new Map(frozen.map((field) => [field, 'it waits for a person'])),
    emailKey: (value) => value,
    phoneKey: (value) => value,
  };
  const around = { mapped: record.mapped, frozen: new Set(frozen) };
  const [one, two] = fieldStandings(mergeRecord(record), around);
  return { headline: one, tags: two };
}

test('a field that nobody touched in Lever waits to be written; a list says how much is missing', () => {
  const found = standingOf({ agreed: 'Engineer', theirs: 'Engineer', theirTags: ['rust'] });
  assert.equal(found.headline?.state, 'ours_waits');
  assert.deepEqual(found.headline?.agreed, 'Engineer');
  assert.equal(found.tags?.state, 'ours_waits');
  assert.equal(found.tags?.because, '1 to add');
  assert.deepEqual(found.tags?.ours, ['rust', 'go']);
});

test('what both sides changed is a conflict; what a person took away in Lever is kept away', () => {
  const found = standingOf({
    agreed: 'Engineer',
    theirs: 'Principal',
    ownTags: ['rust', 'go'],
    theirTags: ['rust'],
  });
  assert.equal(found.headline?.state, 'conflict');
  assert.equal(found.tags?.state, 'theirs_kept');
});

test('a value that stood in Lever before us is kept, and frozen fields wait', () => {
  const before = standingOf({
    theirs: 'Painter',
    theirTags: ['rust', 'go'],
    ownTags: ['rust', 'go'],
  });
  assert.equal(before.headline?.state, 'theirs_kept');
  assert.equal(before.tags?.state, 'same');
  const frozen = standingOf({
    theirs: 'Painter',
    theirTags: [],
    frozen: ['contact.headline', 'tags'],
  });
  assert.equal(frozen.headline?.state, 'frozen');
  assert.equal(frozen.tags?.state, 'frozen');
});

test('what was not read yet says so', () => {
  const record: RecordToMerge = {
    mapped: [headline],
    agreed: { scalars: {}, sets: {} },
    theirs: { contact: null, opportunity: null, forms: new Map() },
    frozen: new Map(),
    emailKey: (value) => value,
    phoneKey: (value) => value,
  };
  const [found] = fieldStandings(mergeRecord(record), { mapped: [headline], frozen: new Set() });
  assert.deepEqual([found?.state, found?.ours], ['unread', 'Staff Engineer']);
});
