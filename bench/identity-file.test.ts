import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { identityReport } from './identity.ts';
import { mergedLookAlikes } from './identity-figures.ts';
import { readLabelledSet } from './identity-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulcrum-identity-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const truth = file('truth.csv', 'record_id,person_id\nR1,P1\nR2,P1\nR3,P2\n');

test('a set with few columns, semicolons and a byte order mark is read', () => {
  const profiles = file(
    'profiles.csv',
    '\uFEFFRecord_ID;Full_Name;Emails_Personal\r\nR1;Ada Lovelace;ada@gmail.com\r\nR2;A. Lovelace;ada@gmail.com|x@gmail.com\r\nR3;Grace Hopper;\r\n',
  );
  const set = readLabelledSet(profiles, truth);
  assert.deepEqual(set.recordIds, ['R1', 'R2', 'R3']);
  assert.deepEqual(set.personIds, ['P1', 'P1', 'P2']);
  assert.equal(set.profiles[1]?.emails.length, 2);
  const report = identityReport(set);
  assert.deepEqual([report.records, report.persons], [3, 2]);
  assert.equal(report.balanced.pairs.f1, 1);
});

test('a record the truth does not name is nobody else’s', () => {
  const profiles = file('more.csv', 'record_id\tfull_name\nR1\tAda\nR9\tBob\nR8\tEve\n');
  const { personIds } = readLabelledSet(profiles, truth);
  assert.equal(new Set(personIds).size, 3);
});

test('an empty person is nobody else’s, and records of the truth without a profile are counted', () => {
  const profiles = file('gaps.csv', 'record_id,full_name\nR1,Ada\nR2,Bob\nR3,Eve\n');
  const gaps = file('gaps-truth.csv', 'record_id,person_id\nR1,\nR2,\nR3,P3\nR7,P3\n,P9\n');
  const report = identityReport(readLabelledSet(profiles, gaps));
  assert.deepEqual([report.persons, report.unlabelled, report.unknownIds], [3, 2, 1]);
});

test('look-alikes are read from a file of their own', () => {
  const profiles = file('alike.csv', 'record_id,full_name\nR1,Ada\nR2,Ada\nR3,Eve\n');
  const pairs = file('pairs.csv', 'person_a,person_b,kind\nP1,P2,twins\n');
  const { lookAlikes } = readLabelledSet(profiles, truth, pairs);
  assert.deepEqual(lookAlikes, [{ one: 'P1', other: 'P2', how: 'twins' }]);
  assert.throws(() => readLabelledSet(profiles, truth, profiles), /has no column person_a/);
});

test('a truth that contradicts itself is refused', () => {
  const profiles = file('two.csv', 'record_id,full_name\nR1,Ada\n');
  const torn = file('torn.csv', 'record_id,person_id\nR1,P1\nR1,P2\n');
  assert.throws(() => readLabelledSet(profiles, torn), /R1 is said to be P1 and P2/);
  const none = file('no-truth.csv', 'record_id,person_id\n');
  assert.throws(() => readLabelledSet(profiles, none), /has no rows/);
});

test('what is wrong with a file is said with its place', () => {
  const wrong = (name: string, text: string): string => file(name, text);
  const read = (text: string) => () => readLabelledSet(wrong('wrong.csv', text), truth);
  assert.throws(read('id,full_name\nR1,Ada\n'), /has no column record_id/);
  assert.throws(read('record_id,full_name\n'), /has no rows/);
  assert.throws(read('record_id,full_name\nR1,Ada\nR1,Ada\n'), /stands there twice/);
  assert.throws(read('record_id,full_name\nX1,Ada\n'), /names no record_id/);
  assert.throws(read('record_id,as_of\nR1,yesterday\n'), /row 2: as_of "yesterday" is no day/);
  assert.throws(read('record_id,work_history\nR1,{}\n'), /row 2: work_history is no JSON list/);
  assert.throws(() => readLabelledSet(join(folder, 'none.csv'), truth), /cannot be read/);
});

test('look-alikes that were made one are counted, by kind, where both have records', () => {
  const truth = ['a', 'a', 'b', 'c', 'd'];
  const pairs = [
    { one: 'a', other: 'b', how: 'twins' },
    { one: 'c', other: 'd', how: 'spouses' },
    { one: 'd', other: 'nobody', how: 'twins' },
  ];
  const found = mergedLookAlikes([1, 2, 2, 3, 4], truth, pairs);
  assert.deepEqual(found, { pairs: 2, merged: 1, share: 0.5, kinds: { twins: 1 } });
});
