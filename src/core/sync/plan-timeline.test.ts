// What reaches the timeline, in which note, and when.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { isToldIn, nextTimelineNote, type TimelineInput } from './plan-timeline.ts';
import { defaultTimelinePolicy } from './timeline-policy.ts';
import { timelineLine, timelineLines, withoutMentions } from './timeline-text.ts';
import { aTouch, noonMs, testHash } from './record-facts.fixture.ts';

function input(given: Partial<TimelineInput>): TimelineInput {
  return {
    touches: [],
    notes: [],
    policy: defaultTimelinePolicy,
    nowMs: noonMs,
    recordKey: ['w', 'pin', 'e0', ''],
    hash: testHash,
    ...given,
  };
}

test('the first touch of a sequence starts a note with a title, a line and a reference', () => {
  const decision = nextTimelineNote(input({ touches: [aTouch()] }));
  assert(decision.decide === 'write');
  const lines = decision.note.value.split('\n');
  assert.equal(lines[0], 'Outreach: Backend Berlin (via pin)');
  assert.equal(
    lines[1],
    '2026-03-04 11:00 UTC  Email sent, step 1 · “A role for you” · by Mia Sourcer',
  );
  assert.match(lines[2] ?? '', /^ref [0-9a-hjkmnp-tv-z]{8}$/u);
  assert.equal(decision.note.noteId, null);
});

test('later touches are added to the open note of their sequence', () => {
  const notes = [{ sequence: 'Backend Berlin', position: 0, noteId: 'note-1', isLost: false }];
  const decision = nextTimelineNote(input({ touches: [aTouch({ step: 2 })], notes }));
  assert(decision.decide === 'write');
  assert.equal(decision.note.noteId, 'note-1');
  assert(!decision.note.value.startsWith('Outreach'));
});

test('a note that a human deleted is followed by a new one under another marker', () => {
  const first = nextTimelineNote(input({ touches: [aTouch()] }));
  const notes = [{ sequence: 'Backend Berlin', position: 0, noteId: 'note-1', isLost: true }];
  const next = nextTimelineNote(input({ touches: [aTouch()], notes }));
  assert(first.decide === 'write' && next.decide === 'write');
  assert.equal(next.note.noteId, null);
  assert.equal(next.note.position, 1);
  assert.notEqual(next.note.marker, first.note.marker);
});

test('what is left of a flush that was found half told is another wish by the same reference', () => {
  const touches = [aTouch(), aTouch({ id: 'later', sourceEventId: 'later' })];
  const [left] = touches;
  const note = { sequence: 'Backend Berlin', position: 0, noteId: 'note-1', isLost: false };
  const whole = nextTimelineNote(input({ touches, notes: [note] }));
  const rest = nextTimelineNote(
    input({ touches: left === undefined ? [] : [left], notes: [note] }),
  );
  assert(whole.decide === 'write' && rest.decide === 'write');
  assert.notEqual(rest.note.marker, whole.note.marker);
  assert.equal(rest.note.ref, whole.note.ref);
});

test('opens alone wait for company and are told with a count', () => {
  const opens = [0, 1, 2].map((n) =>
    aTouch({
      id: `open-${n}`,
      sourceEventId: `open-${n}`,
      kind: 'opened',
      occurredAtMs: noonMs - 60_000 * (3 - n),
    }),
  );
  const waiting = nextTimelineNote(input({ touches: opens }));
  assert.deepEqual(waiting, { decide: 'wait', untilMs: noonMs - 180_000 + 15 * 60_000 });
  const later = nextTimelineNote(input({ touches: opens, nowMs: noonMs + 15 * 60_000 }));
  assert(later.decide === 'write');
  assert.match(later.note.value, /Email opened, step 1 .* \(3 times\)/u);
  const withMail = nextTimelineNote(
    input({ touches: [...opens, aTouch({ id: 'mail', sourceEventId: 'mail', step: 2 })] }),
  );
  assert(withMail.decide === 'write');
  assert.equal(withMail.note.touchIds.length, 4);
});

test('what the policy leaves out is never written', () => {
  assert.deepEqual(nextTimelineNote(input({ touches: [aTouch({ kind: 'delivered' })] })), {
    decide: 'nothing',
  });
});

test('the order of arrival does not change the note', () => {
  const touches = [1, 2, 3].map((n) =>
    aTouch({ id: `t${n}`, sourceEventId: `e${n}`, step: n, occurredAtMs: noonMs - 1000 * (9 - n) }),
  );
  const one = nextTimelineNote(input({ touches }));
  const other = nextTimelineNote(input({ touches: touches.toReversed() }));
  assert.deepEqual(one, other);
});

test('text of others can neither mention a user nor break the line', () => {
  const line = timelineLine(
    aTouch({
      kind: 'replied',
      sender: 'jane@acme.example',
      excerpt: 'Hi @bob,\n\ncall me\u202E now \u0000',
    }),
  );
  assert(!line.includes('@'));
  for (const mark of ['\n', '\u0000', '\u202E']) assert(!line.includes(mark));
  assert.equal(withoutMentions('a@b＠c'), 'a(at)b(at)c');
});

test('a touch is recognised in a note that was found again', () => {
  const touches = [aTouch(), aTouch({ id: 't2', sourceEventId: 'e2', step: 2 })];
  const value = [
    'Title',
    ...timelineLines([touches[0] as (typeof touches)[number]]),
    'ref abc',
  ].join('\n');
  assert(isToldIn(value, touches[0] as (typeof touches)[number]));
  assert(!isToldIn(value, touches[1] as (typeof touches)[number]));
});
