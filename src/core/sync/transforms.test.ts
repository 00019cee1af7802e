import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DateForm } from './transform-dates.ts';
import { dateForms, dateText } from './transform-dates.ts';
import { applyTransform, transformKinds } from './transforms.ts';
import type { Draft, FindFact, Transform } from './transforms.ts';

const facts: Record<string, Draft> = {
  title: 'Engineer',
  employer: 'Orchid',
  empty: null,
  skills: ['a', 'b'],
};
const find: FindFact = (name) => facts[name] ?? null;
const run = (transform: Transform, draft: Draft): Draft => applyTransform(transform, draft, find);

describe('a transform', () => {
  const contacts = [
    { value: 'a', shownAs: 'A', label: null, status: 'unverified' as const },
    { value: 'b', shownAs: 'B', label: null, status: 'verified' as const },
  ];
  const table = { replied: 'Replied', true: 'Y', 1: 'One', a: 'X' };
  const cases: { name: string; transform: Transform; from: Draft; to: Draft }[] = [
    {
      name: 'maps a text',
      transform: { kind: 'map', table, otherwise: null },
      from: 'replied',
      to: 'Replied',
    },
    { name: 'maps true', transform: { kind: 'map', table, otherwise: null }, from: true, to: 'Y' },
    {
      name: 'maps a number',
      transform: { kind: 'map', table, otherwise: null },
      from: 1,
      to: 'One',
    },
    {
      name: 'maps what is not in the table to the fallback',
      transform: { kind: 'map', table, otherwise: '?' },
      from: 'x',
      to: '?',
    },
    {
      name: 'maps no inherited names',
      transform: { kind: 'map', table, otherwise: null },
      from: 'toString',
      to: null,
    },
    {
      name: 'maps each item of a list and drops what has no place',
      transform: { kind: 'map', table, otherwise: null },
      from: ['a', 'b'],
      to: ['X'],
    },
    { name: 'says yes', transform: { kind: 'yes_no' }, from: true, to: 'yes' },
    { name: 'says no', transform: { kind: 'yes_no' }, from: 'False', to: 'no' },
    { name: 'says neither', transform: { kind: 'yes_no' }, from: 'maybe', to: null },
    {
      name: 'fills a template',
      transform: { kind: 'template', text: '{title} at {employer}', fallback: null },
      from: null,
      to: 'Engineer at Orchid',
    },
    {
      name: 'fills in the value itself',
      transform: { kind: 'template', text: 'found {value}', fallback: null },
      from: 'now',
      to: 'found now',
    },
    {
      name: 'lists a list in a template',
      transform: { kind: 'template', text: '{skills}', fallback: null },
      from: null,
      to: 'a, b',
    },
    {
      name: 'takes the fallback where a token has nothing',
      transform: { kind: 'template', text: '{title} {empty}', fallback: 'n/a' },
      from: null,
      to: 'n/a',
    },
    {
      name: 'says nothing where a token has nothing',
      transform: { kind: 'template', text: '{empty}', fallback: null },
      from: null,
      to: null,
    },
    {
      name: 'takes the first that is filled',
      transform: { kind: 'first_filled', of: ['empty', 'employer'] },
      from: ' ',
      to: 'Orchid',
    },
    {
      name: 'keeps what is filled',
      transform: { kind: 'first_filled', of: ['employer'] },
      from: 'x',
      to: 'x',
    },
    { name: 'takes the first item', transform: { kind: 'first' }, from: contacts, to: 'A' },
    { name: 'joins', transform: { kind: 'join', separator: ' / ' }, from: ['a', 'b'], to: 'a / b' },
    {
      name: 'joins nothing to nothing',
      transform: { kind: 'join', separator: ', ' },
      from: [],
      to: null,
    },
    { name: 'limits', transform: { kind: 'limit', count: 1 }, from: ['a', 'b'], to: ['a'] },
    {
      name: 'prefixes once',
      transform: { kind: 'prefix', text: 'pin:' },
      from: ['a', 'pin:b'],
      to: ['pin:a', 'pin:b'],
    },
    {
      name: 'prefixes no empty text',
      transform: { kind: 'prefix', text: 'pin:' },
      from: null,
      to: null,
    },
    { name: 'truncates', transform: { kind: 'truncate', length: 4 }, from: 'abcdef', to: 'abc…' },
    {
      name: 'truncates between characters',
      transform: { kind: 'truncate', length: 2 },
      from: '👩‍💻👩‍💻👩‍💻',
      to: '👩‍💻…',
    },
    {
      name: 'keeps short text',
      transform: { kind: 'truncate', length: 6 },
      from: 'abcdef',
      to: 'abcdef',
    },
    {
      name: 'keeps verified contacts',
      transform: { kind: 'only_verified' },
      from: contacts,
      to: contacts.slice(1),
    },
  ];
  for (const { name, transform, from, to } of cases)
    it(name, () => assert.deepEqual(run(transform, from), to));

  it('writes an instant in every form, in UTC', () => {
    const forms: Record<DateForm, string | number> = {
      ms: 1_773_104_399_000,
      day: '2026-03-10',
      month: '2026-03',
      year: '2026',
      us: '03/10/2026',
      eu: '10.03.2026',
    };
    for (const form of dateForms)
      assert.equal(
        dateText('2026-03-09T23:59:59-01:00', form),
        form === 'ms' ? 1773104399000 : forms[form],
      );
    assert.equal(dateText('2026-03-09T10:00:00', 'ms'), Date.UTC(2026, 2, 9, 10));
    for (const wrong of [
      '',
      'soon',
      '2026-13-01',
      '2026-02-31T99:00Z',
      '03/09/2026',
      '1773014400000',
    ])
      assert.equal(dateText(wrong, 'day'), null, wrong);
  });

  it('never throws, whatever it is given', () => {
    const anyDraft = fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.constant(contacts),
    ) as fc.Arbitrary<Draft>;
    const transforms: Transform[] = [
      ...cases.map((one) => one.transform),
      ...dateForms.map((form): Transform => ({ kind: 'date', form })),
    ];
    assert.equal(new Set(transforms.map((one) => one.kind)).size, transformKinds.length);
    fc.assert(
      fc.property(
        fc.constantFrom(...transforms),
        fc.constantFrom(...transforms),
        anyDraft,
        (one, other, draft) => {
          run(other, run(one, draft));
        },
      ),
    );
  });
});
