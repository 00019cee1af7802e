import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { someFacts } from './field-facts.fixture.ts';
import { mapFields } from './mapping-apply.ts';
import type { MappedValue } from './mapping-apply.ts';
import { defaultMapping } from './mapping-default.ts';
import type { Mapping, MappingRule } from './mapping.ts';

function mappingOf(...rules: MappingRule[]): Mapping {
  return { version: 1, computed: [], rules };
}
function found(values: MappedValue[], field: string): unknown {
  const value = values.find((one) => one.field === field);
  if (value === undefined) return undefined;
  return value.shape === 'scalar' ? value.value : value.values.map((item) => item.value);
}

describe('the default mapping', () => {
  it('says for one person what should stand in Lever', () => {
    const { values, problems } = mapFields(defaultMapping(), someFacts());
    assert.deepEqual(problems, []);
    assert.deepEqual(
      Object.fromEntries(values.map((one) => [one.field, found(values, one.field)])),
      {
        'contact.name': 'Ana Núñez',
        'contact.headline': 'Staff Engineer',
        'contact.location': 'Lisbon',
        'contact.emails': ['Ana@x.example', 'ana@y.example'],
        'contact.phones': ['+351 912 345 678'],
        links: ['https://www.linkedin.com/in/ana-nunez'],
        sources: ['Pin'],
        tags: ['rust', 'lead'],
        'form:Sourcing:pin_source': 'pin',
        'form:Sourcing:pin_sourcer': 'sam@acme.example',
        'form:Sourcing:pin_date_found': Date.UTC(2026, 2, 9, 10),
        'form:Sourcing:has_verified_email': 'yes',
        'form:Sourcing:outreach_stage': 'Contacted',
      },
    );
  });

  it('compares emails by their normalised value and never takes one away', () => {
    const { values } = mapFields(defaultMapping(), someFacts());
    const emails = values.find((one) => one.field === 'contact.emails');
    assert.ok(emails?.shape === 'set');
    assert.equal(emails.mayRemove, false);
    assert.deepEqual(emails.values[0], {
      key: 'ana@x.example',
      value: 'Ana@x.example',
      label: 'personal',
    });
    const tags = values.find((one) => one.field === 'tags');
    assert.ok(tags?.shape === 'set' && tags.mayRemove);
  });

  it('can name another source, keep tags in a namespace and write no form', () => {
    const mapping = defaultMapping({
      sourceName: 'Sourcery',
      tagPrefix: 'src:',
      templateName: null,
    });
    const { values } = mapFields(mapping, someFacts());
    assert.deepEqual(found(values, 'sources'), ['Sourcery']);
    assert.deepEqual(found(values, 'tags'), ['src:rust', 'src:lead']);
    assert.ok(!values.some((one) => one.field.startsWith('form:')));
    assert.equal(
      found(mapFields(defaultMapping({ tagPrefix: null }), someFacts()).values, 'tags'),
      undefined,
    );
  });
});

describe('mapping a person', () => {
  it('unites several rules on one list, each item once', () => {
    const to = { kind: 'tags', prefix: '' } as const;
    const mapping = mappingOf(
      { from: 'tags', transforms: [], to, policy: 'set_union' },
      { from: 'skills', transforms: [{ kind: 'limit', count: 1 }], to, policy: 'set_union' },
      {
        from: null,
        transforms: [{ kind: 'template', text: 'rust', fallback: null }],
        to,
        policy: 'set_union',
      },
    );
    const { values } = mapFields(mapping, someFacts());
    assert.equal(values.length, 1);
    assert.deepEqual(found(values, 'tags'), ['rust', 'lead', 'Rust']);
  });

  it('keeps a list that has become empty, so that our own items can go', () => {
    const { values } = mapFields(defaultMapping(), someFacts({ tags: [] }));
    assert.deepEqual(found(values, 'tags'), []);
  });

  it('reads custom and computed values', () => {
    const mapping: Mapping = {
      version: 1,
      computed: [
        {
          name: 'role',
          from: null,
          transforms: [{ kind: 'template', text: '{title} · {employer}', fallback: null }],
        },
      ],
      rules: [
        {
          from: 'computed.role',
          transforms: [],
          to: { kind: 'contact', field: 'headline' },
          policy: 'source',
        },
        {
          from: 'custom.wants remote',
          transforms: [],
          to: { kind: 'form', template: 'T', field: 'remote', type: 'yes-no' },
          policy: 'source',
        },
        {
          from: 'custom.salary',
          transforms: [],
          to: { kind: 'form', template: 'T', field: 'salary', type: 'currency' },
          policy: 'source',
        },
      ],
    };
    const { values, problems } = mapFields(mapping, someFacts());
    assert.deepEqual(problems, []);
    assert.equal(found(values, 'contact.headline'), 'Staff Engineer · Orchid Labs');
    assert.equal(found(values, 'form:T:remote'), 'yes');
    assert.equal(found(values, 'form:T:salary'), 120_000);
  });

  it('tells which rule got a value that does not fit, and writes nothing for it', () => {
    const to = { kind: 'form', template: 'T', field: 'salary', type: 'currency' } as const;
    const mapping = mappingOf({ from: 'custom.visa', transforms: [], to, policy: 'source' });
    const { values, problems } = mapFields(mapping, someFacts());
    assert.equal(found(values, 'form:T:salary'), null);
    assert.equal(problems[0]?.at, 'rules[0]');
    assert.match(problems[0]?.message ?? '', /plain number/);
  });

  it('survives a circle that was never checked', () => {
    const mapping: Mapping = {
      version: 1,
      computed: [{ name: 'a', from: 'computed.a', transforms: [] }],
      rules: [
        {
          from: 'computed.a',
          transforms: [],
          to: { kind: 'contact', field: 'headline' },
          policy: 'source',
        },
      ],
    };
    assert.equal(found(mapFields(mapping, someFacts()).values, 'contact.headline'), null);
  });

  it('cleans line ends, control characters and half characters out of one-line places', () => {
    const facts = someFacts({ name: ' Ana\r\n\u0000Nu\u0301n\u0303ez \ud800' });
    assert.equal(
      found(mapFields(defaultMapping(), facts).values, 'contact.name'),
      'Ana Núñez \ufffd',
    );
  });

  it('gives the same answer every time and never throws, whatever the texts', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, fc.array(text), fc.dictionary(text, text), (name, tags, custom) => {
        const facts = someFacts({ name, tags, custom, foundAt: name });
        assert.deepEqual(mapFields(defaultMapping(), facts), mapFields(defaultMapping(), facts));
      }),
    );
  });
});
