import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { templateDrift } from './drift.ts';
import type { FormTemplateLike } from './form-fields.ts';
import { defaultMapping, defaultTemplateName, suggestedTemplate } from './mapping-default.ts';

const mapping = defaultMapping();
const asCreated = suggestedTemplate(mapping, defaultTemplateName);
assert.ok(asCreated !== null);
const template: FormTemplateLike = { id: 't-1', ...asCreated };
const formRules = mapping.rules.flatMap((rule, index) => (rule.to.kind === 'form' ? [index] : []));
const [firstRule] = formRules;

function changed(change: (fields: FormTemplateLike['fields']) => FormTemplateLike['fields']) {
  return templateDrift(mapping, [{ ...template, fields: change(template.fields) }]);
}

describe('a form template', () => {
  it('as it was created fits', () => assert.deepEqual(templateDrift(mapping, [template]), []));

  it('may be given more optional fields, another order and other options besides ours', () => {
    const extra = { type: 'text', text: 'extra' };
    assert.deepEqual(
      changed((fields) => [extra, ...fields.toReversed()]),
      [],
    );
  });

  it('that lost a field parks only the rule that writes it, and says what to do', () => {
    const [drift, ...rest] = changed((fields) => fields.slice(1));
    assert.deepEqual(rest, []);
    assert.deepEqual(drift?.rules, [firstRule]);
    assert.match(drift?.messages[0] ?? '', /no field "pin_source"/);
  });

  it('whose field changed its type or lost an option is found', () => {
    const asDate = changed((fields) =>
      fields.map((field) => (field.text === 'pin_source' ? { ...field, type: 'date' } : field)),
    );
    assert.match(asDate[0]?.messages[0] ?? '', /set type to date/);
    const lessOptions = changed((fields) =>
      fields.map((field) =>
        field.options === undefined ? field : { ...field, options: field.options.slice(1) },
      ),
    );
    assert.match(lessOptions[0]?.messages[0] ?? '', /no option "In sequence"/);
  });

  it('that requires a field nobody maps parks the whole form, which is written whole', () => {
    const drifts = changed((fields) => [...fields, { type: 'text', text: 'why', required: true }]);
    assert.deepEqual(drifts[0]?.rules, formRules);
    assert.match(drifts[0]?.messages[0] ?? '', /now requires "why"/);
  });

  it('that is gone parks every rule that writes it', () => {
    const drifts = templateDrift(mapping, []);
    assert.deepEqual(drifts[0]?.rules, formRules);
    assert.match(drifts[0]?.messages[0] ?? '', /no form template/);
  });
});
