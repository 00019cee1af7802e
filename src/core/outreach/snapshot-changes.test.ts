import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedParts } from './snapshot-changes.ts';

const snapshot = {
  contact: 'c',
  name: 'n',
  headline: '',
  location: '',
  emails: ['a'],
  phones: [{ value: '1' }],
  links: [],
  tags: ['t'],
  sources: [],
  owner: null,
  stage: 's',
  archived: null,
};

test('nothing differs between equal readings', () => {
  assert.deepEqual(changedParts(snapshot, structuredClone(snapshot)), []);
});

test('every part that differs is named, and no other', () => {
  for (const part of Object.keys(snapshot)) {
    assert.deepEqual(changedParts(snapshot, { ...snapshot, [part]: 'other' }), [part]);
  }
});
