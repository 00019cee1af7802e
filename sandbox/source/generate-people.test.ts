import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePeople } from './generate-people.ts';
import type { Hit } from './people.ts';

const wish = { seed: 'test', hitCount: 600 };
const { humans, hits } = generatePeople(wish);

test('the same seed gives the same people, another seed gives others', () => {
  assert.deepEqual(generatePeople(wish), { humans, hits });
  assert.notDeepEqual(generatePeople({ ...wish, seed: 'other' }).hits, hits);
});

test('exactly as many hits as wished, each with its own id', () => {
  assert.equal(hits.length, wish.hitCount);
  assert.equal(new Set(hits.map((hit) => hit.id)).size, wish.hitCount);
  assert.ok(humans.length < hits.length);
});

test('the hits of one human hang together by exact identifiers, and those of two humans never meet', () => {
  const groups = groupsByIdentifier(hits);
  assert.equal(groups.size, humans.length);
  for (const members of groups.values()) {
    assert.equal(new Set(members.map((hit) => hit.humanKey)).size, 1);
  }
});

test('every address lies in a domain that can never exist, every number in a range kept for fiction', () => {
  const numbers = new Set(
    humans.map((human) => human.phone?.e164).filter((e164) => e164 !== undefined),
  );
  for (const human of humans) {
    assert.match(human.personalEmail, /^[a-z]+\.[a-z]+\.\d+@[a-z.-]+\.example$/);
    assert.match(human.workEmail, /@[a-z.-]+\.example$/);
  }
  for (const number of numbers) {
    assert.match(
      number,
      /^\+(?:1\d{3}55501\d\d|442079460\d{3}|493023125\d{3}|3319900\d{4}|467017406\d\d)$/,
    );
  }
  assert.equal(numbers.size, humans.filter((human) => human.phone !== undefined).length);
});

test('the hits show what real exports show', () => {
  assert.ok(hits.some((hit) => /\p{Script=Han}/u.test(hit.lastName)));
  assert.ok(hits.some((hit) => /\p{Script=Hangul}/u.test(hit.firstName)));
  assert.ok(hits.some((hit) => /[äöüéñłşåøǎả]/u.test(hit.firstName + hit.lastName)));
  assert.ok(hits.some((hit) => hit.emails.length === 0 && hit.phones.length === 0));
  assert.ok(hits.some((hit) => hit.emails.some((email) => email.isVerified)));
  assert.ok(hits.some((hit) => hit.emails.some((email) => !email.isVerified)));
  assert.ok(hits.some((hit) => hit.profileUrl.includes('%')));
  assert.ok(hits.some((hit) => hit.headline.includes('\n')));
  const names = new Map(
    humans.map((human) => [human.key, `${human.given.own} ${human.family.own}`]),
  );
  assert.ok(new Set(names.values()).size < humans.length, 'two humans share a name');
});

test('a wish for no hits or for too many is refused', () => {
  assert.throws(() => generatePeople({ seed: 'x', hitCount: 0 }), /hitCount/);
  assert.throws(() => generatePeople({ seed: 'x', hitCount: 2_000_001 }), /hitCount/);
});

function groupsByIdentifier(all: readonly Hit[]): Map<Hit, Hit[]> {
  const leader = new Map<Hit, Hit>(all.map((hit) => [hit, hit]));
  const find = (hit: Hit): Hit => {
    let at = hit;
    for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at))
      at = next;
    return at;
  };
  const firstWith = new Map<string, Hit>();
  for (const hit of all) {
    for (const identifier of identifiersOf(hit)) {
      const other = firstWith.get(identifier);
      if (other === undefined) firstWith.set(identifier, hit);
      else leader.set(find(hit), find(other));
    }
  }
  return Map.groupBy(all, find);
}

function identifiersOf(hit: Hit): string[] {
  const slug = /\/in\/([^/?#]+)/.exec(hit.profileUrl)?.[1];
  return [
    ...hit.emails.map((email) => email.value.toLowerCase()),
    // National and international writings of a number end alike.
    ...hit.phones.map((phone) => `phone ${phone.replaceAll(/\D/g, '').slice(-9)}`),
    ...(slug === undefined
      ? []
      : [`slug ${decodeURIComponent(slug).toLowerCase().normalize('NFC')}`]),
  ];
}
