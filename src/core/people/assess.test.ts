import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aProfile } from '../../../test/received.ts';
import { judge } from './assess.ts';
import type { AssessContext, Judgement } from './assess.ts';
import { frequenciesOf } from './frequencies.ts';
import { keysOfProfile } from './identifiers.ts';
import { defaultModel } from './match-model.ts';
import { checkMatchRules, defaultMatchRules } from './match-rules.ts';
import type { MatchRules } from './match-rules.ts';
import type { ReceivedProfile } from './received.ts';
import { traitsOfProfile } from './traits.ts';

const unverified = (value: string): ReceivedProfile['emails'][number] => ({
  value,
  status: 'unverified',
});

function verdictOn(
  one: Partial<ReceivedProfile>,
  other: Partial<ReceivedProfile>,
  body: unknown = {},
): Judgement {
  const checked = checkMatchRules(body);
  assert.ok('rules' in checked, JSON.stringify(checked));
  const context: AssessContext = {
    model: defaultModel,
    rules: checked.rules,
    frequencies: frequenciesOf([{ kind: 'total', value: '', count: 5_000 }]),
    namesUsing: () => 1,
  };
  const [ofOne, ofOther] = [one, other].map((given) => {
    const profile = aProfile(given);
    return traitsOfProfile(profile, keysOfProfile(profile, 'US'));
  });
  assert.ok(ofOne !== undefined && ofOther !== undefined);
  return judge(ofOne, ofOther, context);
}

const rulesWith = (key: object): unknown => ({ keys: [key] });
const ada = { name: 'Ada Lovelace', emails: [unverified('ada.lovelace@gmail.com')] };

test('an excepted domain is no key and no evidence', () => {
  const office = { name: 'Ada Lovelace', emails: [unverified('desk@agency.example')] };
  const plain = verdictOn(office, office);
  assert.equal(
    plain.score.parts.some(({ field }) => field === 'email'),
    true,
  );
  const key = { kind: 'email', strength: 'always', except: ['@agency.example'] };
  const judged = verdictOn(office, office, rulesWith(key));
  assert.equal(judged.settledBy, null);
  assert.equal(
    judged.score.parts.some(({ field }) => field === 'email'),
    false,
  );
});

test('a key that is never looked at does not count', () => {
  const judged = verdictOn(ada, ada, rulesWith({ kind: 'email', strength: 'never' }));
  assert.equal(
    judged.score.parts.some(({ field }) => field === 'email'),
    false,
  );
});

test('the first key of the list that settles it is the one that is named', () => {
  const phones = [unverified('+14155550132')];
  const keys = [
    { kind: 'phone', strength: 'always' },
    { kind: 'email', strength: 'always' },
  ];
  const both = { ...ada, phones };
  assert.equal(verdictOn(both, both, { keys }).settledBy, 'phone');
  assert.equal(verdictOn(both, both, { keys: keys.toReversed() }).settledBy, 'email');
});

test('name, employer and place together can settle it, and can be excepted by employer', () => {
  const one = { name: 'Ada Lovelace', employer: 'Analytical Engines', location: 'London, UK' };
  const key = { kind: 'name_employer_place', strength: 'always' };
  assert.equal(verdictOn(one, one, rulesWith(key)).settledBy, 'name_employer_place');
  assert.equal(verdictOn(one, one, rulesWith(key)).verdict, 'same');
  const excepted = rulesWith({ ...key, except: ['analytical'] });
  assert.equal(verdictOn(one, one, excepted).settledBy, null);
  const never = rulesWith({ ...key, strength: 'never' });
  assert.notEqual(verdictOn(one, one, never).verdict, 'same');
});

test('different verified years of birth never merge, whatever agrees', () => {
  const born = (year: number, status: 'verified' | 'unverified'): Partial<ReceivedProfile> => ({
    ...ada,
    phones: [unverified('+14155550132')],
    birthYear: { year, status },
  });
  const apart = verdictOn(born(1955, 'verified'), born(1985, 'verified'));
  assert.equal(apart.guard, 'different verified years of birth');
  assert.notEqual(apart.verdict, 'same');
  assert.equal(verdictOn(born(1955, 'verified'), born(1985, 'unverified')).guard, null);
  assert.equal(verdictOn(born(1955, 'verified'), born(1955, 'verified')).verdict, 'same');
});

test('a name, a town and a trade never merge two who work for different employers', () => {
  const at = (employer?: string): Partial<ReceivedProfile> => ({
    name: 'Zephyrine Quillfeather',
    title: 'Product Designer',
    location: 'Malmö, Sweden',
    ...(employer === undefined ? {} : { employer }),
  });
  const apart = verdictOn(at('Tern Robotics'), at('Nimbus Freight'));
  assert.equal(apart.guard, 'a name, but no key, no employer and no telling city in common');
  assert.notEqual(apart.verdict, 'same');
  assert.equal(verdictOn(at('Tern Robotics'), at()).guard, null);
});

test('two LinkedIn profiles are never merged by a phone number alone', () => {
  const on = (slug: string): Partial<ReceivedProfile> => ({
    name: 'Ada Lovelace',
    phones: [unverified('+14155550132')],
    profileUrls: [`https://www.linkedin.com/in/${slug}`],
  });
  const judged = verdictOn(
    on('ada-1'),
    on('ada-2'),
    rulesWith({ kind: 'phone', strength: 'always' }),
  );
  assert.equal(judged.guard, 'only a phone number against different accounts');
  assert.notEqual(judged.verdict, 'same');
});

test('colleagues of one trade in one town are strangers where no name and no key agrees', () => {
  const at = (name: string): Partial<ReceivedProfile> => ({
    name,
    title: 'Regional Sales Manager',
    employer: 'Lumenshore Software',
    location: 'Raleigh, NC',
    workHistory: [
      { employer: 'Lumenshore Software', startedOn: '2020' },
      { employer: 'Brightwave', startedOn: '2015', endedOn: '2020' },
    ],
  });
  assert.equal(verdictOn(at('Esther Soliman'), at('Ibrahim Keller')).verdict, 'different');
});

test('a recruiter’s own mailbox says nothing about the names of the people it came with', () => {
  const from = (name: string): Partial<ReceivedProfile> => ({
    name,
    emails: [unverified('anna.reyes@agency.example')],
  });
  const judged = verdictOn(from('Robert Keller'), from('Lakshmi Tiwari'));
  assert.notEqual(judged.verdict, 'same');
  assert.deepEqual(judged.score.parts.find(({ field }) => field === 'name')?.level, 'different');
});

test('rules with a wrong exception say where', () => {
  const checked = checkMatchRules({
    keys: [{ kind: 'email', strength: 'scored', except: ['@ok.example', ''] }],
  });
  assert.deepEqual('problems' in checked ? checked.problems.map(({ at }) => at) : [], [
    'keys[0].except[1]',
  ]);
});

test('rules that take nothing out leave every key of the defaults in force', () => {
  const rules: MatchRules = defaultMatchRules;
  assert.equal(rules.keys[0]?.kind, 'external_id');
  assert.equal(verdictOn(ada, ada).verdict, 'same');
});
