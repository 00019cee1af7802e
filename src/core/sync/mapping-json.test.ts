import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { defaultMapping } from './mapping-default.ts';
import { readMapping } from './mapping-json.ts';

function problemsOf(json: unknown): string[] {
  const read = readMapping(json);
  return 'problems' in read ? read.problems.map(({ at, message }) => `${at}: ${message}`) : [];
}

describe('a mapping as JSON', () => {
  it('comes back as it went out', () => {
    const mapping = defaultMapping({ tagPrefix: 'pin:' });
    assert.deepEqual(readMapping(JSON.parse(JSON.stringify(mapping))), { mapping });
  });

  it('is refused with every problem at once, each with its place', () => {
    const problems = problemsOf({
      rulez: [],
      rules: [
        { from: 5, to: { kind: 'contact', field: 'email' }, policy: 'mine' },
        {
          from: 'title',
          to: { kind: 'sources', field: 'x' },
          policy: 'append',
          transforms: [
            { kind: 'template', text: '' },
            { kind: 'date', form: 'iso', zone: 'x' },
            { kind: 'huh' },
          ],
        },
      ],
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      [
        'mapping.rulez',
        'rules[0].from',
        'rules[0].to.field',
        'rules[0].policy',
        'rules[1].transforms[0].text',
        'rules[1].transforms[0].fallback',
        'rules[1].transforms[1].zone',
        'rules[1].transforms[1].form',
        'rules[1].transforms[2].kind',
        'rules[1].to.field',
      ],
    );
  });

  it('refuses names of computed values that a template could not hold', () => {
    const computed = [{ name: 'a b', from: 'title' }];
    assert.match(problemsOf({ computed, rules: [] })[0] ?? '', /letters, digits/);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        readMapping(json);
        readMapping({ rules: [json] });
        readMapping({ rules: [{ from: 'x', transforms: [json], to: json, policy: json }] });
      }),
    );
  });
});
