import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCheckpoints } from './checkpoint.ts';
import { toOcsf } from './ocsf.ts';
import type { ExportedEntry } from './ocsf.ts';

function entry(given: Partial<ExportedEntry>): ExportedEntry {
  return {
    workspaceId: 'w',
    seq: 7,
    at: '2026-11-24T09:00:00.000Z',
    actor: 'user:u1',
    action: 'job.changed',
    subjectKind: 'job',
    subjectId: 'j1',
    personId: null,
    detail: { before: 1 },
    hash: 'ab',
    ...given,
  };
}

test('an act of a person on a thing is entity management', () => {
  const event = toOcsf(entry({}));
  assert.equal(event['class_uid'], 3004);
  assert.equal(event['activity_name'], 'Update');
  assert.equal(event['type_uid'], 300_403);
  assert.equal(event['time'], Date.UTC(2026, 10, 24, 9));
  assert.deepEqual(event['actor'], { user: { uid: 'u1', type_id: 1, type: 'User' } });
  assert.deepEqual(event['entity'], { type: 'job', uid: 'j1' });
});

test('signing in and refusals are told apart', () => {
  const opened = toOcsf(entry({ action: 'session.opened', subjectKind: 'session' }));
  assert.deepEqual([opened['class_uid'], opened['activity_name']], [3002, 'Logon']);
  const refused = toOcsf(entry({ action: 'session.refused', subjectKind: 'session' }));
  assert.deepEqual([refused['status'], refused['severity']], ['Failure', 'High']);
});

test('a verb that OCSF does not know keeps its name, and nothing is lost', () => {
  const event = toOcsf(entry({ action: 'pilot.widened', personId: 'p1' }));
  assert.deepEqual([event['activity_id'], event['activity_name']], [99, 'widened']);
  assert.deepEqual(event['unmapped'], {
    action: 'pilot.widened',
    personId: 'p1',
    detail: { before: 1 },
    hash: 'ab',
  });
});

test('a file of checkpoints is read line by line, and a bad line is named', () => {
  const good = {
    workspaceId: 'w',
    seq: 1,
    hash: 'a'.repeat(64),
    at: 'x',
    publicKey: 'k',
    signature: 's',
  };
  const text = `${JSON.stringify(good)}\n\n${JSON.stringify({ ...good, seq: 2 })}\n`;
  assert.deepEqual(readCheckpoints(text), { checkpoints: [good, { ...good, seq: 2 }] });
  for (const bad of ['{', '{"seq":1}', JSON.stringify({ ...good, hash: 'short' })])
    assert.deepEqual(readCheckpoints(`${text}${bad}\n`), { problem: 'Line 4 is no checkpoint.' });
});
