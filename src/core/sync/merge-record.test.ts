import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { someFacts } from './field-facts.fixture.ts';
import { mapFields } from './mapping-apply.ts';
import { defaultMapping } from './mapping-default.ts';
import { mergeRecord } from './merge-record.ts';
import type { MergedField, RecordToMerge } from './merge-record.ts';
import { outlineFields } from './outline.ts';
import type { FieldOutcome } from './outline.ts';

const contact = {
  id: 'c-1',
  name: 'Ana N.',
  headline: '',
  location: '',
  emails: ['ANA@x.example'],
  phones: [],
};
const opportunity = {
  id: 'o-1',
  contact: 'c-1',
  name: 'Ana N.',
  emails: ['ANA@x.example'],
  links: [],
  tags: ['rust', 'Platform'],
  sources: ['Pin', 'Job site'],
  archived: null,
  postingIds: [],
  createdAt: 1,
};
const formFields = { pin_source: 'csv', has_verified_email: 'no' };

function merged(change: Partial<RecordToMerge> = {}): MergedField[] {
  return mergeRecord({
    mapped: mapFields(defaultMapping(), someFacts()).values,
    agreed: {
      scalars: { 'form:Sourcing:pin_source': 'csv', 'form:Sourcing:has_verified_email': 'yes' },
      sets: { sources: { ours: ['Pin'], seen: [] }, tags: { ours: ['old'], seen: [] } },
    },
    theirs: {
      contact,
      opportunity,
      forms: new Map([['Sourcing', new Map(Object.entries(formFields))]]),
    },
    frozen: new Map(),
    emailKey: (value) => value.toLowerCase(),
    phoneKey: (value) => value.replaceAll(/[^+\d]/g, ''),
    ...change,
  });
}
function outcomes(fields: MergedField[], isNew = false): Record<string, string> {
  const told = outlineFields(fields, isNew);
  return Object.fromEntries(told.map((one: FieldOutcome) => [one.field, one.kind]));
}

describe('merging a whole record', () => {
  it('decides every mapped field, each by its own policy', () => {
    assert.deepEqual(outcomes(merged()), {
      'contact.name': 'skip',
      'contact.headline': 'fill',
      'contact.location': 'fill',
      'contact.emails': 'fill',
      'contact.phones': 'fill',
      links: 'fill',
      sources: 'skip',
      tags: 'fill',
      'form:Sourcing:pin_source': 'change',
      'form:Sourcing:pin_sourcer': 'fill',
      'form:Sourcing:pin_date_found': 'fill',
      'form:Sourcing:has_verified_email': 'skip',
      'form:Sourcing:outreach_stage': 'fill',
    });
  });

  it('compares emails and phones however they are written', () => {
    const emails = merged().find((one) => one.field === 'contact.emails');
    assert.ok(emails?.shape === 'set');
    assert.deepEqual(
      emails.add.map((item) => item.value),
      ['ana@y.example'],
    );
  });

  it('takes away what is ours and no longer wanted, and nothing else', () => {
    const theirs = {
      contact,
      opportunity: { ...opportunity, tags: ['old', 'theirs'] },
      forms: new Map(),
    };
    const tags = merged({ theirs }).find((one) => one.field === 'tags');
    assert.ok(tags?.shape === 'set');
    assert.deepEqual(tags.remove, ['old']);
    assert.equal(outcomes(merged({ theirs })).tags, 'change');
  });

  it('says a conflict where both sides changed a form value', () => {
    const forms = new Map([['Sourcing', new Map(Object.entries({ pin_source: 'by hand' }))]]);
    const fields = merged({ theirs: { contact, opportunity, forms } });
    assert.equal(outcomes(fields)['form:Sourcing:pin_source'], 'conflict');
  });

  it('leaves frozen fields alone and says why', () => {
    const frozen = new Map([
      ['tags', 'undone by an admin'],
      ['contact.headline', 'undone by an admin'],
    ]);
    const fields = merged({ frozen });
    const headline = fields.find((one) => one.field === 'contact.headline');
    assert.ok(headline?.shape === 'scalar');
    assert.deepEqual(headline.decision, { decide: 'freeze', because: 'undone by an admin' });
    const tags = fields.find((one) => one.field === 'tags');
    assert.ok(tags?.shape === 'set');
    assert.deepEqual([tags.add, tags.remove, tags.decision.own], [[], [], ['old']]);
  });

  it('decides nothing on what was not read', () => {
    const fields = merged({ theirs: { contact: null, opportunity: null, forms: new Map() } });
    assert.ok(fields.every((one) => one.shape === 'unread'));
    const told = outcomes(fields, true);
    assert.equal(told['contact.name'], 'create');
    assert.equal(told.tags, 'create');
    assert.ok(Object.values(outcomes(fields)).every((kind) => kind === 'skip'));
  });
});
