import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillForm, findTemplate, matchOption, newestFormValues } from './form-fields.ts';
import type { FormTemplateLike } from './form-fields.ts';
import { encodeFormValue } from './form-values.ts';
import { formFieldTypes } from './mapping.ts';
import type { FieldValue } from './mapping.ts';

const template: FormTemplateLike = {
  id: 't-1',
  text: 'Facts',
  fields: [
    { id: 'f1', type: 'text', text: 'source', description: 'd', required: false },
    {
      id: 'f2',
      type: 'dropdown',
      text: 'stage',
      prompt: 'Select',
      options: [{ text: 'Contacted', optionId: 'o1' }, { text: 'Replied' }],
    },
    {
      id: 'f3',
      type: 'multiple-select',
      text: 'skills',
      options: [{ text: 'Rust' }, { text: 'Go' }],
    },
    { id: 'f4', type: 'date', text: 'found' },
    { id: 'f5', type: 'yes-no', text: 'verified' },
    { id: 'f6', type: 'currency', text: 'salary', currency: 'EUR' },
  ],
};
const fill = (values: Record<string, FieldValue>, from = template) =>
  fillForm(from, new Map(Object.entries(values)));
const refusal = (values: Record<string, FieldValue>, from = template): string => {
  const filled = fill(values, from);
  assert.ok('refused' in filled);
  return filled.refused.join('\n');
};

describe('filling a form', () => {
  it('sends every field of the template verbatim, null where nothing is mapped', () => {
    const filled = fill({
      source: 'pin',
      stage: 'replied',
      skills: ['rust'],
      found: 5,
      verified: 'yes',
      salary: 1.5,
    });
    assert.ok('fields' in filled);
    assert.deepEqual(
      filled.fields.map((field) => field.value),
      ['pin', 'Replied', ['Rust'], 5, 'yes', 1.5],
    );
    const empty = fill({});
    assert.ok('fields' in empty);
    assert.deepEqual(
      empty.fields.map((field) => field.value),
      [null, null, [], null, null, null],
    );
    assert.deepEqual(empty.fields[1], { ...template.fields[1], value: null });
  });

  it('is refused where the template no longer has the field, the option or the type', () => {
    assert.match(refusal({ gone: 'x' }), /no field "gone" any more/);
    assert.match(
      refusal({ stage: 'Hired' }),
      /no option "Hired"; add it in Lever or map to one of: "Contacted"/,
    );
    assert.match(refusal({ found: 'yesterday' }), /now of type date/);
    assert.match(refusal({ verified: 'maybe' }), /yes-no/);
    const changed = { ...template, fields: [{ type: 'score', text: 'source' }] };
    assert.match(refusal({ source: 'x' }, changed), /type score/);
    assert.match(refusal({ stage: ['Contacted', 'Replied'] }), /one option/);
  });

  it('is refused where a required field has no value', () => {
    const strict = { ...template, fields: [{ type: 'text', text: 'source', required: true }] };
    assert.match(refusal({}, strict), /required/);
  });

  it('takes an option that differs only in case and blanks, unless two do', () => {
    const [, stage = { type: 'dropdown', text: 'x' }] = template.fields;
    assert.equal(matchOption(stage, ' contacted '), 'Contacted');
    assert.equal(matchOption({ ...stage, options: [{ text: 'A' }, { text: 'a' }] }, 'A'), 'A');
    assert.equal(matchOption({ ...stage, options: [{ text: 'A ' }, { text: 'a' }] }, 'A'), null);
  });
});

describe('reading forms', () => {
  it('takes the newest form of the template', () => {
    const form = (createdAt: number, value: unknown, baseTemplateId = 't-1') => ({
      baseTemplateId,
      createdAt,
      fields: [{ type: 'text', text: 'source', value }],
    });
    const forms = [form(2, 'new'), form(1, 'old'), form(9, 'other', 't-2')];
    assert.equal(newestFormValues(forms, 't-1').get('source'), 'new');
    assert.equal(newestFormValues([], 't-1').size, 0);
  });

  it('finds a template by id, then by name', () => {
    assert.equal(findTemplate([template], 'facts ')?.id, 't-1');
    assert.equal(findTemplate([template], 't-1')?.id, 't-1');
    assert.equal(findTemplate([template], 'x'), null);
  });

  it('gives back what was written, for every type', () => {
    const samples = {
      text: 'a',
      textarea: 'a\nb',
      dropdown: 'Contacted',
      'multiple-choice': 'A',
      'multiple-select': ['Rust'],
      'yes-no': true,
      date: '2026-01-02',
      currency: 12.5,
    };
    for (const type of formFieldTypes) {
      const encoded = encodeFormValue(type, samples[type]);
      assert.ok('value' in encoded && encoded.value !== null);
      const options = [{ text: 'Contacted' }, { text: 'A' }, { text: 'Rust' }];
      const one: FormTemplateLike = { id: 't', text: 'T', fields: [{ type, text: 'f', options }] };
      const filled = fill({ f: encoded.value }, one);
      assert.ok('fields' in filled);
      const read = newestFormValues(
        [{ baseTemplateId: 't', createdAt: 1, fields: filled.fields }],
        't',
      );
      assert.deepEqual(read.get('f'), encoded.value);
    }
  });
});
