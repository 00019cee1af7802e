// What the door refuses, and how it says so: the field and the fix.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anything, assert as always, property, shuffledSubarray } from 'fast-check';
import { checkProfile } from './profile.ts';
import { checkTouch } from './touch.ts';

const base = { source: 'pin', sourceEventId: '1', name: 'Ana Souza' };
const long = 'x'.repeat(5 * 1024 * 1024);

const refused: [what: string, input: unknown, field: string, message: RegExp][] = [
  ['null', null, '', /must be an object, not null/],
  ['a number', 5, '', /must be an object/],
  ['an array', [], '', /not an array/],
  ['no source', { sourceEventId: '1', name: 'x' }, 'source', /is missing; give a text/],
  ['an empty event id', { ...base, sourceEventId: '' }, 'sourceEventId', /is empty/],
  ['a number for a name', { ...base, name: 5 }, 'name', /must be a text, not a number/],
  ['an unknown field', { ...base, phone: '1' }, '', /unknown field "phone"; remove it/],
  [
    'a __proto__ key',
    JSON.parse('{"source":"a","sourceEventId":"b","name":"x","__proto__":{}}'),
    '',
    /unknown field "__proto__"/,
  ],
  [
    'nobody named',
    { source: 'pin', sourceEventId: '1', title: 'CTO' },
    '',
    /names nobody; give a name/,
  ],
  [
    'no email address',
    { ...base, emails: ['ana at example'] },
    'emails[0]',
    /not one email address/,
  ],
  [
    'an unknown status',
    { ...base, emails: [{ value: 'a@example.com', status: 'great' }] },
    'emails[0].status',
    /one of "verified"/,
  ],
  [
    'a number in a contact',
    { ...base, phones: [{ value: 5 }] },
    'phones[0].value',
    /must be a text/,
  ],
  [
    'a number as a contact',
    { ...base, emails: [5] },
    'emails[0]',
    /a text or an object with a value/,
  ],
  ['a text for a list', { ...base, tags: 'a,b' }, 'tags', /must be an array, not a text/],
  [
    'too many emails',
    { ...base, emails: Array(51).fill('a@example.com') },
    'emails',
    /too many entries; 50 at most/,
  ],
  [
    'a 5 MB text',
    { ...base, headline: long },
    'headline',
    /5242880 characters and may have 1000 at most/,
  ],
  ['a 5 MB text in a list', { ...base, skills: ['a', long] }, 'skills[1]', /too long/],
  ['a NUL character', { ...base, name: 'a\u0000b' }, 'name', /NUL character; remove it/],
  ['half a surrogate pair', { ...base, name: '\ud83d' }, 'name', /surrogate pair/],
  ['a NUL in a custom field', { ...base, custom: { a: '\u0000' } }, 'custom.a', /NUL character/],
  [
    'an object in a custom field',
    { ...base, custom: { a: { b: 1 } } },
    'custom.a',
    /number, true, false or null/,
  ],
  [
    'an impossible day',
    { ...base, foundAt: '2026-02-30T00:00:00Z' },
    'foundAt',
    /not a possible instant; write it like/,
  ],
  ['a day for an instant', { ...base, foundAt: '2026-02-03' }, 'foundAt', /not a possible instant/],
  [
    'month 13 in the work history',
    { ...base, workHistory: [{ employer: 'x', startedOn: '2021-13' }] },
    'workHistory[0].startedOn',
    /possible year, month or day/,
  ],
  ['a job without id', { ...base, job: { name: 'x' } }, 'job.externalId', /is missing/],
  ['a text for a score', { ...base, score: '5' }, 'score', /must be a number, not a text/],
  [
    'a resume that is no base64',
    { ...base, resume: { name: 'a', content: '%%%' } },
    'resume.content',
    /not base64/,
  ],
  [
    'a resume that is no PDF',
    { ...base, resume: { name: 'a', content: 'aGVsbG8=' } },
    'resume.content',
    /not a PDF file; convert/,
  ],
];

for (const [what, input, field, message] of refused) {
  test(`a profile with ${what} is refused with the field and the fix`, () => {
    const read = checkProfile(input);
    assert.ok(!read.isFit);
    assert.equal(read.field, field);
    assert.match(read.message, message);
    assert.ok(read.message.length < 400);
  });
}

test('null and empty texts mean the same as leaving a field out', () => {
  const read = checkProfile({
    ...base,
    title: '',
    headline: null,
    emails: null,
    job: null,
    score: null,
  });
  assert.ok(read.isFit);
  assert.deepEqual(read.item.profile, {
    ...base,
    emails: [],
    phones: [],
    profileUrls: [],
    skills: [],
    tags: [],
    workHistory: [],
  });
});

test('the order of keys does not change what is kept', () => {
  always(
    property(shuffledSubarray(['name', 'title', 'tags', 'custom'], { minLength: 4 }), (keys) => {
      const values: Record<string, unknown> = {
        name: 'Ana',
        title: 'CTO',
        tags: ['b', 'a'],
        custom: { z: 1, a: 2 },
      };
      const input = Object.fromEntries(keys.map((key) => [key, values[key]]));
      const read = checkProfile({ ...input, sourceEventId: '1', source: 'pin' });
      assert.ok(read.isFit);
      assert.equal(
        JSON.stringify(read.item.profile),
        '{"source":"pin","sourceEventId":"1","name":"Ana","title":"CTO","emails":[],"phones":[],"profileUrls":[],"skills":[],"tags":["b","a"],"workHistory":[],"custom":{"a":2,"z":1}}',
      );
    }),
  );
});

test('whatever is sent, the check answers and never throws', () => {
  always(
    property(anything({ withNullPrototype: true }), (input) => {
      assert.equal(checkProfile(input).isFit, false);
      assert.equal(checkTouch(input).isFit, false);
    }),
  );
});

const touch = {
  source: 'pin',
  sourceEventId: '1',
  person: { email: 'a@example.com' },
  channel: 'email',
  kind: 'sent',
  occurredAt: '2026-11-20T10:00:00Z',
};

const refusedTouches: [what: string, input: unknown, field: string, message: RegExp][] = [
  ['nobody', { ...touch, person: {} }, 'person', /person is empty; give externalId/],
  ['an unknown channel', { ...touch, channel: 'fax' }, 'channel', /one of "email", "linkedin"/],
  ['an unknown kind', { ...touch, kind: 'sneezed' }, 'kind', /one of "enrolled"/],
  ['no time', { ...touch, occurredAt: undefined }, 'occurredAt', /is missing/],
  [
    'an excerpt of 4,001 characters',
    { ...touch, excerpt: 'x'.repeat(4001) },
    'excerpt',
    /too long/,
  ],
  ['half a step', { ...touch, step: 1.5 }, 'step', /must be a whole number/],
];

for (const [what, input, field, message] of refusedTouches) {
  test(`a touch with ${what} is refused with the field and the fix`, () => {
    const read = checkTouch(input);
    assert.ok(!read.isFit);
    assert.equal(read.field, field);
    assert.match(read.message, message);
  });
}
