import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairwise } from '../../../bench/identity-figures.ts';
import { syntheticPeople } from '../../../bench/synthetic-people.ts';
import { aProfile, withEmail } from '../../../test/received.ts';
import { judge } from './assess.ts';
import { evidenceWords } from './evidence.ts';
import { frequenciesOf } from './frequencies.ts';
import { keysOfProfile } from './identifiers.ts';
import { defaultModel } from './match-model.ts';
import { defaultMatchRules } from './match-rules.ts';
import type { ReceivedProfile } from './received.ts';
import { rematch, rematchInTurns } from './rematch.ts';
import { traitsOfProfile, uniteTraits } from './traits.ts';
import type { Traits } from './traits.ts';

const options = { model: defaultModel, rules: defaultMatchRules };
const traitsOf = (profile: ReceivedProfile): Traits =>
  traitsOfProfile(profile, keysOfProfile(profile, 'US'));
const clustersOf = (profiles: readonly ReceivedProfile[]): number =>
  new Set(rematch(profiles.map(traitsOf), options).clusterOf).size;

const set = syntheticPeople({ profiles: 1_500, seed: 42 });
const traits = set.profiles.map(traitsOf);

test('on a made-up set automatic merges are right and most hits are found', () => {
  const found = rematch(traits, options);
  const figures = pairwise([...found.clusterOf], set.personIds);
  assert.ok(figures.precision >= 0.99, `precision ${figures.precision}`);
  assert.ok(figures.recall >= 0.78, `recall ${figures.recall}`);
});

test('the result does not depend on the order of the input', () => {
  const order = traits
    .map((_one, at) => at)
    .toSorted((a, b) => ((a * 7919) % 1_499) - ((b * 7919) % 1_499));
  const shuffled = rematch(
    order.map((at) => traits[at] as Traits),
    options,
  );
  const back: number[] = [];
  for (const [position, at] of order.entries()) back[at] = shuffled.clusterOf[position] ?? -1;
  const straight = rematch(traits, options);
  const agreement = pairwise(back, [...straight.clusterOf].map(String));
  assert.ok(agreement.f1 >= 0.998, `agreement ${agreement.f1}`);
});

test('uniting traits does not depend on order or grouping', () => {
  const [a, b, c] = traits as [Traits, Traits, Traits];
  const all = JSON.stringify(uniteTraits([a, b, c]));
  assert.equal(JSON.stringify(uniteTraits([c, a, b])), all);
  assert.equal(JSON.stringify(uniteTraits([uniteTraits([a, b]), c])), all);
  assert.equal(JSON.stringify(uniteTraits([uniteTraits([a, b, c]), a])), all);
});

test('scores are symmetric, and their parts add up to them', () => {
  const context = { ...options, frequencies: frequenciesOf([]), namesUsing: () => 1 };
  for (let at = 0; at + 1 < 400; at += 1) {
    const [one, other] = [traits[at] as Traits, traits[at + 1] as Traits];
    const there = judge(one, other, context);
    const back = judge(other, one, context);
    assert.ok(Math.abs(there.score.bits - back.score.bits) < 1e-9);
    const sum = there.score.parts.reduce((total, part) => total + part.bits, 0);
    assert.ok(Math.abs(sum - there.score.bits) < 1e-9);
    assert.ok(evidenceWords(there.score.parts).every((words) => !/[a-z]+_[a-z]+/.test(words)));
  }
});

test('an address on five hundred people joins none of them', () => {
  const profiles = Array.from({ length: 500 }, (_unused, index) =>
    withEmail(set.profiles[index * 3]?.name ?? '', 'agency@hirewell.example', {
      sourceEventId: `${index}`,
    }),
  );
  const names = new Set(profiles.map((profile) => profile.name?.toLowerCase()));
  assert.ok(clustersOf(profiles) > names.size * 0.8);
});

test('neither a chain of shared keys nor a family ties strangers together', () => {
  const phones = [{ value: '+1 415 555 0132', status: 'unverified' as const }];
  assert.equal(
    clustersOf([
      aProfile({ name: 'Aidan MacGyver', phones, location: 'Austin, TX' }),
      aProfile({ name: 'Aidai MacGyver', phones, location: 'Austin, TX' }),
    ]),
    2,
  );
  assert.equal(
    clustersOf([
      aProfile({ name: 'Al King Jr.', phones, location: 'Austin, TX', employer: 'Acme' }),
      aProfile({ name: 'Al King Sr.', phones, location: 'Austin, TX', employer: 'Acme' }),
    ]),
    2,
  );
});

test('ten thousand hits of one human are one cluster, in bounded time', () => {
  const hit = withEmail('Ada Lovelace', 'ada@x.example');
  const profiles = Array.from({ length: 10_000 }, () => hit);
  const found = rematch(profiles.map(traitsOf), options);
  assert.equal(new Set(found.clusterOf).size, 1);
  assert.ok(found.comparedCount < 100_000);
});

test('who goes by two names takes no third one by itself, however much else agrees', () => {
  const named = (name: string) =>
    aProfile({
      name,
      emails: [{ value: 'desk@shared.example', status: 'unverified' }],
      phones: [{ value: '+1 415 555 0132', status: 'unverified' }],
      profileUrls: ['https://www.linkedin.com/in/desk-of-ada', 'https://github.com/desk-of-ada'],
      employer: 'Quillfeather Instruments',
      title: 'Lens grinder',
      location: 'Austin, TX',
    });
  const profiles = ['Albrecht', 'Brunner', 'Castell', 'Dorfman'].map((one) => named(`Ada ${one}`));
  const found = rematch(profiles.map(traitsOf), options);
  assert.equal(new Set(found.clusterOf).size, 2);
  assert.equal(found.review.length, 1, 'a human is asked about the rest');
});

test('done in turns it comes to the same, and no turn is long', () => {
  let turns = 0;
  let result: ReturnType<typeof rematch> | undefined;
  const working = rematchInTurns(traits, options);
  for (let step = working.next(); ; step = working.next()) {
    if (step.done === true) {
      result = step.value;
      break;
    }
    turns += 1;
  }
  assert.deepEqual(result.clusterOf, rematch(traits, options).clusterOf);
  assert.ok(turns * 1_000 > result.comparedCount, `${turns} turns`);
});
