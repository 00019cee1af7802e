import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldValue } from './mapping.ts';
import { nextFormStep } from './plan-forms.ts';
import type { RecordFacts } from './plan-record.ts';
import { aBase, aWanted, noonMs, someFacts } from './record-facts.fixture.ts';
import { settledBase } from './settled-base.ts';
import type { WantedForm } from './wanted.ts';

function aForm(
  values: Record<string, FieldValue>,
  policies: WantedForm['policies'] = {},
): WantedForm {
  return { template: 'T', values, policies };
}
function factsWith(form: WantedForm, given: Partial<RecordFacts> = {}): RecordFacts {
  return someFacts({
    opportunityId: 'opp-1',
    wanted: aWanted({ forms: [form] }),
    forms: { T: {} },
    formsReadAtMs: noonMs,
    ...given,
  });
}
function effectOf(facts: RecordFacts) {
  const step = nextFormStep(facts);
  assert(step?.step === 'effect' && step.effect.kind === 'create_form', JSON.stringify(step));
  return step.effect;
}
/** The facts once the planned form stands in Lever. */
function afterwards(facts: RecordFacts, form?: WantedForm): RecordFacts {
  const effect = effectOf(facts);
  return {
    ...facts,
    base: { ...facts.base, ...settledBase(facts.base, effect.settles) },
    forms: { T: effect.form.values },
    ...(form === undefined ? {} : { wanted: aWanted({ forms: [form] }) }),
  };
}

test('the newest form is read before one is added', () => {
  const form = aForm({ pin_source: 'pin' });
  assert.deepEqual(nextFormStep(factsWith(form, { forms: null, formsReadAtMs: null })), {
    step: 'read_forms',
  });
  const old = factsWith(form, { formsReadAtMs: noonMs - 60_001 });
  assert.deepEqual(nextFormStep(old), { step: 'read_forms' });
  assert.equal(effectOf(factsWith(form)).form.values.pin_source, 'pin');
});

test('a form that was written is not written again, and a changed one waits for company', () => {
  const facts = factsWith(aForm({ pin_source: 'pin' }));
  const written = afterwards(facts);
  assert.equal(nextFormStep(written), null);
  const wanted = aWanted({ forms: [aForm({ pin_source: 'csv' })] });
  const changed = { ...written, wanted, wantedChangedAtMs: noonMs - 1000 };
  assert.deepEqual(nextFormStep(changed), {
    step: 'wait',
    untilMs: noonMs - 1000 + 600_000,
    because: 'mapped values are still changing',
  });
  assert.equal(effectOf({ ...changed, wantedChangedAtMs: 0 }).form.values.pin_source, 'csv');
});

test('a value that comes back is a new form with a new marker', () => {
  const first = factsWith(aForm({ a: '1' }), { wantedChangedAtMs: 0 });
  const second = afterwards(first, aForm({ a: '2' }));
  const third = afterwards(second, aForm({ a: '1' }));
  const markers = [first, second, third].map((facts) => effectOf(facts).marker);
  assert.equal(new Set(markers).size, 3);
});

test('what a human put into the form is carried over, and a conflict is told', () => {
  const first = factsWith(aForm({ stage: 'Contacted', note: 'x' }), { wantedChangedAtMs: 0 });
  const second = afterwards(first, aForm({ stage: 'Replied', note: 'y' }));
  const forms = { T: { ...second.forms?.T, stage: 'Called by hand', other: 'human' } };
  const effect = effectOf({ ...second, forms });
  assert.deepEqual(effect.form.values, { stage: 'Called by hand', other: 'human', note: 'y' });
  assert.equal(effect.conflicts.length, 1);
  assert.equal(effect.conflicts[0]?.field, 'form:T:stage');
});

test('a form in which nothing may be written is agreed on without a call', () => {
  const policies = { a: 'fill_if_empty', b: 'lever' } as const;
  const facts = factsWith(aForm({ a: '1', b: '2' }, policies), { forms: { T: { a: 'human' } } });
  const step = nextFormStep(facts);
  assert(step?.step === 'agree');
  const base = { ...facts.base, ...settledBase(facts.base, step.values) };
  assert.equal(nextFormStep({ ...facts, base }), null);
});

test('a frozen form field keeps what stands in Lever', () => {
  const facts = factsWith(aForm({ a: '1', b: '2' }), {
    forms: { T: { a: 'theirs' } },
    frozen: new Set(['form:T:a']),
    base: aBase(),
  });
  assert.deepEqual(effectOf(facts).form.values, { a: 'theirs', b: '2' });
});
