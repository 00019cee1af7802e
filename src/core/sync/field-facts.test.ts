import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CanonicalContact, CanonicalPerson } from '../people/person.ts';
import { factNames, factsOf, outreachStageOf } from './field-facts.ts';

function email(value: string, status: CanonicalContact['status']): CanonicalContact {
  const proof = { label: null, source: 'pin', method: null, verifiedAt: null, from: 'p1' };
  return { value, shownAs: value, status, ...proof };
}

const person: CanonicalPerson = {
  name: { value: 'Ana', from: 'p1' },
  headline: null,
  title: null,
  employer: null,
  location: null,
  emails: [
    email('bad@x.example', 'invalid'),
    email('b@x.example', 'unverified'),
    email('a@x.example', 'verified'),
  ],
  phones: [],
  profileUrls: [{ value: 'https://linkedin.com/in/ana', from: 'p1' }],
  skills: [],
  tags: [],
  score: null,
  sources: ['pin', 'csv'],
  sourcers: [],
  foundAt: '2026-01-01T00:00:00.000Z',
  workHistory: [],
  resume: null,
  hasOptedOut: false,
  custom: { visa: 'yes' },
};
const context = { outreachStage: 'none', jobName: null, ownerEmail: null } as const;

describe('the facts of a person', () => {
  it('have every fact a mapping may name', () => {
    const facts = factsOf(person, context);
    for (const name of factNames) assert.notEqual(facts[name], undefined, name);
  });

  it('put verified contacts first and leave invalid ones out', () => {
    const facts = factsOf(person, context);
    assert.deepEqual(
      facts.emails.map((one) => one.value),
      ['a@x.example', 'b@x.example'],
    );
    assert.equal(facts.hasVerifiedEmail, true);
  });

  it('name the first source that found the person', () => {
    assert.equal(factsOf(person, context).source, 'pin');
    assert.equal(factsOf(person, context).sourcer, null);
  });

  it('know how far outreach has come, whatever the order of the touches', () => {
    const history = { isEnrolled: true, isContacted: true, hasReplied: true };
    assert.equal(outreachStageOf(history), 'replied');
    assert.equal(outreachStageOf({ ...history, hasReplied: false }), 'contacted');
    const enrolled = { isEnrolled: true, isContacted: false, hasReplied: false };
    assert.equal(outreachStageOf(enrolled), 'in_sequence');
    assert.equal(outreachStageOf({ ...enrolled, isEnrolled: false }), 'none');
  });
});
