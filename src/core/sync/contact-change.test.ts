import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasChangedSince, standsAlready } from './contact-change.ts';
import { overtakenStage } from './stage-move.ts';

const before = {
  name: 'Zoë Müller',
  headline: 'Engineer',
  location: 'Berlin',
  emails: ['zoe@mail.example'],
  phones: [{ type: 'work', value: '+49 30 1' }],
};
const more = { emails: ['zoe@mail.example', 'zoe@new.example'] };

test('only an edit of what is written counts, down to a space, whatever the order of a list', () => {
  const write = { change: { headline: 'Lead', ...more }, before };
  assert.equal(hasChangedSince(write, before), false);
  assert.equal(hasChangedSince(write, { ...before, name: 'Z. Müller', location: 'Wien' }), false);
  assert.equal(hasChangedSince(write, { ...before, headline: 'Engineer ' }), true);
  const theirs = [...before.emails, 'human@else.example'];
  assert.equal(hasChangedSince(write, { ...before, emails: theirs }), true);
  assert.equal(hasChangedSince(write, { ...before, emails: [] }), true);
  assert.equal(
    hasChangedSince({ change: { headline: 'Lead' }, before }, { ...before, emails: [] }),
    false,
  );
  const two = { ...before, emails: ['a@x.example', 'b@x.example'] };
  const turned = { ...before, emails: ['b@x.example', 'a@x.example'] };
  assert.equal(hasChangedSince({ change: more, before: two }, turned), false);
  const phones = [{ value: '+49 30 1' }, { value: '+49 30 2' }];
  assert.equal(hasChangedSince({ change: { phones }, before }, { ...before, phones }), true);
});

test('what stands already is not written again, as after an answer that was lost', () => {
  const change = { headline: 'Lead', ...more };
  assert.equal(standsAlready(change, before), false);
  assert.equal(standsAlready(change, { ...before, ...change }), true);
  assert.equal(standsAlready(change, { ...before, headline: 'Lead' }), false);
  assert.equal(standsAlready({ phones: [{ value: '+49 30 1' }] }, before), true);
});

test('a stage that a human chose in between is known by the list of moves', () => {
  const at = (stageId: string, ms: number) => ({ stageId, at: ms });
  const move = { from: 'lead-new', to: 'reached' };
  const cases: [string | null, { stageId: string; at: number }[], string | null][] = [
    ['reached', [at('lead-new', 1), at('reached', 2)], null],
    ['reached', [at('reached', 3), at('interview', 2), at('lead-new', 1)], 'interview'],
    ['interview', [at('lead-new', 1), at('reached', 2), at('interview', 3)], null],
    ['reached', [at('reached', 2)], null],
    ['reached', [], null],
  ];
  for (const [stage, stageChanges, theirs] of cases)
    assert.equal(overtakenStage({ stage, stageChanges }, move), theirs);
  const unknown = { stage: 'reached', stageChanges: [at('lead-new', 1), at('reached', 2)] };
  assert.equal(overtakenStage(unknown, { ...move, from: null }), null);
});
