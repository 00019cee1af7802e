import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeKinds } from './journal.ts';
import {
  planUndo,
  undoContactCall,
  undoNoteCall,
  undoSetCall,
  undoStageCall,
  type UndoStep,
  type WriteToUndo,
} from './plan-undo.ts';

let count = 0;
function aWrite(given: Partial<WriteToUndo>): WriteToUndo {
  count += 1;
  return {
    id: `w-${count}`,
    intentId: `i-${count}`,
    recordId: 'r-1',
    field: 'tags',
    kind: 'added',
    before: null,
    after: ['rust'],
    isOverwrite: false,
    writtenAtMs: count,
    ...given,
  };
}
function aStep(...writes: WriteToUndo[]): UndoStep {
  return { recordId: 'r-1', place: 'set', writes };
}
const opportunity = {
  id: 'o',
  contact: 'c',
  name: '',
  emails: [],
  links: [],
  tags: ['rust', 'theirs'],
  sources: [],
  archived: null,
  postingIds: [],
  createdAt: 0,
};
const keys = {
  emailKey: (value: string) => value.toLowerCase(),
  phoneKey: (value: string) => value.replaceAll(/\D/gu, ''),
};
const contact = {
  id: 'c',
  name: 'Ana',
  headline: 'Staff',
  location: '',
  emails: ['ANA@x.example', 'human@x.example'],
  phones: [{ value: '+49 1' }],
};

test('an undo goes backwards, and the candidate itself comes last of its creation', () => {
  const intentId = 'creation';
  const created = aWrite({ intentId, kind: 'created', field: 'opportunity', writtenAtMs: 1 });
  const tags = aWrite({ intentId, writtenAtMs: 1 });
  const later = aWrite({ field: 'links', writtenAtMs: 9 });
  const { steps } = planUndo([created, tags, later], 'reason');
  assert.deepEqual(
    steps.map((step) => [step.place, step.writes[0]?.field]),
    [
      ['set', 'links'],
      ['set', 'tags'],
      ['opportunity', 'opportunity'],
    ],
  );
});

test('contact values of one write go back in one call', () => {
  const intentId = 'contact';
  const writes = [
    aWrite({ intentId, kind: 'set', field: 'contact.headline', before: '', after: 'Staff' }),
    aWrite({ intentId, field: 'contact.emails', after: ['ana@x.example'] }),
  ];
  const { steps } = planUndo(writes, null);
  assert.equal(steps.length, 1);
  assert.deepEqual(undoContactCall(steps[0] ?? aStep(), contact, keys), {
    call: 'update_contact',
    change: { headline: '', emails: ['human@x.example'] },
    skipped: [],
  });
});

test('every kind of write is either taken back or said to be impossible, and why', () => {
  for (const kind of writeKinds) {
    const write = aWrite({ kind, field: 'tags', after: { noteId: 'n', isComment: true } });
    const { steps, impossible } = planUndo([write], null);
    assert.equal(steps.length + impossible.length, 1, kind);
    for (const { because } of impossible) assert.match(because, /Lever/);
  }
});

test('a value that somebody changed since stays', () => {
  const step = aStep(
    aWrite({ kind: 'set', field: 'contact.headline', before: 'x', after: 'Engineer' }),
  );
  const call = undoContactCall(step, contact, keys);
  assert.deepEqual(call, { call: 'none', because: 'It was changed in Lever since.' });
  const both = aStep(
    ...step.writes,
    aWrite({ kind: 'set', field: 'contact.name', before: 'A.', after: 'Ana' }),
  );
  assert.deepEqual(undoContactCall(both, contact, keys), {
    call: 'update_contact',
    change: { name: 'A.' },
    skipped: ['contact.headline'],
  });
});

test('only our items go, and only those that still stand', () => {
  assert.deepEqual(undoSetCall(aStep(aWrite({ after: ['rust', 'gone'] })), opportunity), {
    call: 'remove_set',
    field: 'tags',
    values: ['rust'],
  });
  assert.equal(undoSetCall(aStep(aWrite({ after: ['gone'] })), opportunity).call, 'none');
  const removed = aWrite({ kind: 'removed', before: ['old', 'rust'], after: null });
  assert.deepEqual(undoSetCall(aStep(removed), opportunity), {
    call: 'add_set',
    field: 'tags',
    values: ['old'],
  });
  assert.equal(undoSetCall(aStep(aWrite({ field: 'skills' })), opportunity).call, 'none');
});

test('a stage goes back only from where we put it', () => {
  const step = aStep(aWrite({ kind: 'moved', field: 'stage', before: 'new', after: 'out' }));
  assert.deepEqual(undoStageCall(step, 'out'), { call: 'set_stage', stageId: 'new' });
  assert.equal(undoStageCall(step, 'offer').call, 'none');
});

test('a note that a human wrote into stays', () => {
  const step = aStep(aWrite({ kind: 'noted', after: { noteId: 'n-1', isComment: false } }));
  const note = { entryCount: 2, isDeleted: false };
  assert.deepEqual(undoNoteCall(step, note, 2), { call: 'delete_note', noteId: 'n-1' });
  assert.match(JSON.stringify(undoNoteCall(step, note, 1)), /Somebody else/);
  assert.equal(undoNoteCall(step, null, 1).call, 'none');
  assert.equal(undoNoteCall(step, { ...note, isDeleted: true }, 2).call, 'none');
});
