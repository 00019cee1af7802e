import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextContactStep } from './plan-contact.ts';
import type { RecordFacts } from './plan-record.ts';
import { aBase, aSettledBase, aWanted, noonMs, someFacts } from './record-facts.fixture.ts';
import { settledBase } from './settled-base.ts';

const contact = {
  id: 'contact-1',
  name: 'Zoë Müller',
  headline: 'Engineer',
  location: 'Berlin',
  emails: ['zoe@mail.example'],
  phones: [{ value: '+4915112345678' }],
};
const policies = {
  name: 'ours_if_untouched',
  headline: 'source',
  location: 'ours_if_untouched',
} as const;
const before = aWanted({ policies });
const wanted = aWanted({ policies, name: 'Zoë Meier', headline: 'Lead', location: 'Wien' });

function factsAt(given: Partial<RecordFacts>): RecordFacts {
  return someFacts({
    opportunityId: 'opp-1',
    contactId: 'contact-1',
    base: aSettledBase(before),
    wanted,
    contact,
    contactReadAtMs: noonMs,
    ...given,
  });
}

test('values of ours that changed are written while nobody touched them in Lever', () => {
  const step = nextContactStep(factsAt({}));
  assert(step?.step === 'effect' && step.effect.kind === 'update_contact');
  const { name, headline, location, conflicts } = step.effect;
  assert.deepEqual([name, headline, location], ['Zoë Meier', 'Lead', 'Wien']);
  assert.deepEqual(conflicts, []);
});

test('a name that both sides changed stays as it is in Lever, and both values are told', () => {
  const theirs = { ...contact, name: 'Z. Müller-Meier' };
  const step = nextContactStep(factsAt({ contact: theirs }));
  assert(step?.step === 'effect' && step.effect.kind === 'update_contact');
  assert.equal(step.effect.name, undefined);
  const because = 'both sides changed it; the value in Lever stays';
  assert.deepEqual(step.effect.conflicts, [
    {
      field: 'contact.name',
      kind: 'both_changed',
      base: 'Zoë Müller',
      ours: 'Zoë Meier',
      theirs: 'Z. Müller-Meier',
      because,
    },
  ]);
});

test('a value that ours replaces is kept as overwritten', () => {
  const theirs = { ...contact, headline: 'Rock star' };
  const step = nextContactStep(factsAt({ contact: theirs }));
  assert(step?.step === 'effect' && step.effect.kind === 'update_contact');
  assert.equal(step.effect.headline, 'Lead');
  assert.equal(step.effect.conflicts[0]?.kind, 'overwritten');
  assert.equal(step.effect.conflicts[0]?.theirs, 'Rock star');
});

test('the same wish is decided once: after it nothing is read and nothing written', () => {
  const facts = factsAt({ contact: { ...contact, name: 'Other' } });
  const step = nextContactStep(facts);
  assert(step?.step === 'effect' && step.effect.kind === 'update_contact');
  const base = { ...facts.base, ...settledBase(facts.base, step.effect.settles) };
  assert.equal(nextContactStep({ ...facts, base, contact: null }), null);
});

test('ours wins back a source-owned value that changed in Lever, and only that', () => {
  const base = aSettledBase(wanted);
  const opportunity = {
    id: 'opp-1',
    contact: 'contact-1',
    name: 'Changed',
    headline: 'Changed',
    location: 'Changed',
    emails: [],
    links: [],
    tags: [],
    sources: [],
    archived: null,
    postingIds: [],
    createdAt: 0,
  };
  const theirs = { ...contact, name: 'Changed', headline: 'Changed', location: 'Changed' };
  const facts = factsAt({ base, opportunity, opportunityReadAtMs: noonMs, contact: theirs });
  const step = nextContactStep(facts);
  assert(step?.step === 'effect' && step.effect.kind === 'update_contact');
  const { name, headline, location } = step.effect;
  assert.deepEqual([name, headline, location], [undefined, 'Lead', undefined]);
  const stale = { ...facts, contactWrittenAtMs: noonMs + 1, contactReadAtMs: noonMs + 2 };
  assert.equal(nextContactStep(stale), null, 'a reading from before our write says nothing');
});

test('a change that only the later reading of the opportunity shows makes the contact be read, once', () => {
  const base = aSettledBase(wanted);
  const agreed = { ...contact, name: wanted.name, headline: 'Lead', location: wanted.location };
  const opportunity = {
    ...agreed,
    id: 'opp-1',
    contact: 'contact-1',
    headline: 'Changed',
    links: [],
    tags: [],
    sources: [],
    archived: null,
    postingIds: [],
    createdAt: 0,
  };
  const facts = factsAt({
    base,
    opportunity,
    contact: agreed,
    contactReadAtMs: noonMs - 5_000,
    opportunityReadAtMs: noonMs - 1_000,
  });
  assert.deepEqual(nextContactStep(facts), { step: 'read_contact' });
  const shorter = { ...opportunity, headline: 'Lead', emails: [] };
  const wish = { ...wanted, emails: ['zoe@work.example', ...contact.emails] };
  assert.deepEqual(nextContactStep({ ...facts, opportunity: shorter, wanted: wish }), {
    step: 'read_contact',
  });
  const backAgain = { ...facts, contactReadAtMs: noonMs };
  assert.equal(nextContactStep(backAgain), null, 'a human has put it back meanwhile');
});

test('a frozen field is not written, and is decided once it is thawed', () => {
  const frozen = new Set(['contact.name', 'contact.headline', 'contact.location']);
  assert.equal(nextContactStep(factsAt({ frozen })), null);
  const lists = new Set(['contact.emails', 'contact.phones', ...frozen]);
  assert.equal(nextContactStep(factsAt({ frozen: lists, base: aBase() })), null);
  assert.notEqual(nextContactStep(factsAt({})), null);
});

test('Lever-owned values cost no call at all', () => {
  const lever = { name: 'lever', headline: 'lever', location: 'lever' } as const;
  const facts = factsAt({ wanted: { ...wanted, policies: lever }, contact: null });
  assert.equal(nextContactStep(facts), null);
});
