import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FormTemplateLike } from './form-fields.ts';
import { checkMapping } from './mapping-check.ts';
import type { MappingSurroundings } from './mapping-check.ts';
import { defaultMapping, defaultTemplateName, suggestedTemplate } from './mapping-default.ts';
import { templatesOf } from './mapping.ts';
import type { ComputedFact, Mapping, MappingRule } from './mapping.ts';

const template: FormTemplateLike = {
  id: 't-1',
  text: 'Facts',
  fields: [
    {
      id: 'f1',
      type: 'dropdown',
      text: 'stage',
      options: [{ text: 'Contacted' }, { text: 'Replied' }],
    },
    { id: 'f2', type: 'date', text: 'found' },
    { id: 'f3', type: 'text', text: 'note' },
  ],
};
const headline = { kind: 'contact', field: 'headline' } as const;
const tags = { kind: 'tags', prefix: '' } as const;

function rule(change: Partial<MappingRule>): MappingRule {
  return { from: 'title', transforms: [], to: headline, policy: 'source', ...change };
}
function problemsOf(
  rules: MappingRule[],
  more: { computed?: ComputedFact[]; around?: MappingSurroundings } = {},
): string[] {
  const mapping: Mapping = { version: 1, computed: more.computed ?? [], rules };
  return checkMapping(mapping, more.around).map(({ at, message }) => `${at}: ${message}`);
}
function onlyProblem(...args: Parameters<typeof problemsOf>): string {
  const problems = problemsOf(...args);
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
}
const form = (field: string, type: 'dropdown' | 'date' | 'text' | 'yes-no') =>
  ({ kind: 'form', template: 'facts', field, type }) as const;
const around = { templates: [template] };

describe('the default mapping', () => {
  it('has no problem, with the template it suggests', () => {
    const mapping = defaultMapping();
    assert.deepEqual(templatesOf(mapping), [defaultTemplateName]);
    const suggested = suggestedTemplate(mapping, defaultTemplateName);
    assert.ok(suggested !== null);
    assert.deepEqual(checkMapping(mapping, { templates: [{ id: 't-9', ...suggested }] }), []);
    assert.equal(suggestedTemplate(defaultMapping({ templateName: null }), 'x'), null);
  });
});

describe('a mapping is refused where', () => {
  it('a fact does not exist', () => {
    assert.match(
      onlyProblem([rule({ from: 'salery' })]),
      /^rules\[0\].from: There is no fact "salery"/,
    );
    assert.match(
      onlyProblem([rule({ from: 'custom.visa' })], { around: { customKeys: ['city'] } }),
      /custom\.city/,
    );
    assert.deepEqual(problemsOf([rule({ from: 'custom.visa' })]), []);
    assert.match(onlyProblem([rule({ from: 'computed.x' })]), /add it to computed/);
    assert.match(onlyProblem([rule({ from: 'toString' })]), /no fact/);
  });

  it('a template or fallback names a fact that does not exist, or a bracket is open', () => {
    const of = (text: string): MappingRule =>
      rule({ transforms: [{ kind: 'template', text, fallback: null }] });
    assert.match(onlyProblem([of('{titel}')]), /rules\[0\]\.transforms\[0\].*"titel"/);
    assert.match(onlyProblem([of('{title')]), /bracket/);
    assert.deepEqual(problemsOf([of('{title} {value} {custom.x}')]), []);
    assert.match(
      onlyProblem([rule({ transforms: [{ kind: 'first_filled', of: ['nope'] }] })]),
      /"nope"/,
    );
  });

  it('nothing is read', () => {
    assert.match(onlyProblem([rule({ from: null })]), /name a fact/);
  });

  it('a type does not fit the place', () => {
    assert.match(onlyProblem([rule({ from: 'tags' })]), /holds one text/);
    assert.match(
      onlyProblem([
        rule({ from: 'tags', to: { kind: 'contact', field: 'emails' }, policy: 'append' }),
      ]),
      /map the fact emails/,
    );
    assert.match(
      onlyProblem([rule({ from: 'tags', to: form('found', 'date') })]),
      /cannot hold a list/,
    );
    assert.match(
      onlyProblem([rule({ from: 'foundAt', to: form('stage', 'dropdown') })]),
      /map from/,
    );
    assert.deepEqual(problemsOf([rule({ from: 'foundAt', to: form('found', 'date') })]), []);
  });

  it('a transform does not fit what comes before it', () => {
    assert.match(
      onlyProblem([rule({ transforms: [{ kind: 'join', separator: ',' }] })]),
      /transforms\[0\]: The transform join cannot follow here: it works on lists/,
    );
    assert.match(
      onlyProblem([rule({ from: 'score', transforms: [{ kind: 'date', form: 'day' }] })]),
      /works on dates, and the value is a number/,
    );
    assert.match(
      onlyProblem([
        rule({ from: 'tags', to: tags, policy: 'append', transforms: [{ kind: 'only_verified' }] }),
      ]),
      /emails and phones/,
    );
  });

  it('a policy does not fit the place', () => {
    assert.match(onlyProblem([rule({ policy: 'set_union' })]), /single value: choose one of/);
    assert.match(
      onlyProblem([rule({ from: 'tags', to: tags, policy: 'source' })]),
      /list: choose one/,
    );
    assert.match(
      onlyProblem([rule({ from: 'ownerEmail', to: { kind: 'owner' }, policy: 'source' })]),
      /only when the opportunity is created/,
    );
  });

  it('two rules collide', () => {
    assert.match(onlyProblem([rule({}), rule({ from: 'employer' })]), /Rule 1 already writes this/);
    assert.match(
      onlyProblem([
        rule({ from: 'tags', to: tags, policy: 'append' }),
        rule({ from: 'skills', to: tags, policy: 'set_union' }),
      ]),
      /same policy/,
    );
    const byId = { ...form('note', 'text'), template: 't-1' };
    assert.match(
      onlyProblem([rule({ to: form('note', 'text') }), rule({ to: byId })], { around }),
      /already/,
    );
  });

  it('computed values go round in a circle', () => {
    const of = (name: string, other: string): ComputedFact => ({
      name,
      from: null,
      transforms: [{ kind: 'template', text: `{computed.${other}}`, fallback: null }],
    });
    const computed = [of('a', 'b'), of('b', 'c'), of('c', 'a')];
    const problems = problemsOf([rule({ from: 'computed.a' })], { computed });
    assert.equal(problems.length, 3);
    assert.match(problems[0] ?? '', /computed\[0\].*a → b → c → a/);
    assert.match(
      onlyProblem([], { computed: [{ name: 'x', from: 'computed.x', transforms: [] }] }),
      /x → x/,
    );
    assert.match(
      onlyProblem([], {
        computed: [
          of('a', 'b'),
          { ...of('b', 'b'), from: 'title', transforms: [] },
          { name: 'b', from: 'title', transforms: [] },
        ],
      }),
      /two computed/,
    );
  });

  it('the form, the field, its type or an option does not exist in Lever', () => {
    const stage = form('stage', 'dropdown');
    const map = (option: string): MappingRule =>
      rule({
        from: 'outreachStage',
        to: stage,
        transforms: [{ kind: 'map', table: { replied: option }, otherwise: null }],
      });
    assert.match(
      onlyProblem([rule({ to: { ...stage, template: 'x' } })], { around }),
      /no form template "x".*"Facts"/,
    );
    assert.match(
      onlyProblem([rule({ to: form('stag', 'text') })], { around }),
      /no field "stag".*"stage"/,
    );
    assert.match(
      onlyProblem([rule({ to: form('stage', 'text') })], { around }),
      /set type to dropdown/,
    );
    assert.match(
      onlyProblem([map('Answered')], { around }),
      /no option "Answered".*"Contacted", "Replied"/,
    );
    assert.deepEqual(problemsOf([map('replied ')], { around }), []);
  });

  it('there are far too many rules', () => {
    assert.match(onlyProblem(Array.from({ length: 201 }, () => rule({}))), /At most 200/);
  });
});
