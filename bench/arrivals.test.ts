import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOfProfile } from '../src/core/people/identifiers.ts';
import { defaultModel } from '../src/core/people/match-model.ts';
import { defaultMatchRules } from '../src/core/people/match-rules.ts';
import type { ReceivedProfile } from '../src/core/people/received.ts';
import { rematch } from '../src/core/people/rematch.ts';
import { traitsOfProfile } from '../src/core/people/traits.ts';
import { generatePeople } from '../sandbox/source/generate-people.ts';
import type { Hit } from '../sandbox/source/people.ts';
import { arriveInOrder } from './arrivals.ts';
import { pairwise } from './identity-figures.ts';

const { hits } = generatePeople({ seed: 'demo', hitCount: 500 });
const set = {
  recordIds: hits.map(({ id }) => id),
  personIds: hits.map(({ humanKey }) => humanKey),
  profiles: hits.map(profileOf),
};
const order = set.profiles.map((_profile, at) => at);

test('the humans of the demo are told apart from scratch and one by one, in any order', () => {
  const traits = set.profiles.map((profile) =>
    traitsOfProfile(profile, keysOfProfile(profile, 'US')),
  );
  const { clusterOf } = rematch(traits, { model: defaultModel, rules: defaultMatchRules });
  assert.equal(pairwise([...clusterOf], set.personIds).f1, 1);
  assert.equal(pairwise(arriveInOrder(set, order), set.personIds).f1, 1);
  assert.equal(pairwise(arriveInOrder(set, order.toReversed()), set.personIds).f1, 1);
});

function profileOf(hit: Hit): ReceivedProfile {
  return {
    source: hit.source,
    sourceEventId: hit.id,
    externalId: hit.externalId,
    foundAt: hit.foundAt,
    firstName: hit.firstName,
    lastName: hit.lastName,
    title: hit.title,
    employer: hit.employer,
    location: hit.location,
    emails: hit.emails.map(({ value }) => ({ value, status: 'unverified' })),
    phones: hit.phones.map((value) => ({ value, status: 'unverified' })),
    profileUrls: hit.profileUrl === '' ? [] : [hit.profileUrl],
    skills: [],
    tags: [],
    workHistory: hit.workHistory,
  };
}
