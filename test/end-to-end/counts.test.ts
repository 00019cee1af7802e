// What is in the sandbox equals what went in: people, addresses and every line, over real HTTP on both databases.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generatePeople } from '../../sandbox/source/generate-people.ts';
import type { Population } from '../../sandbox/source/people.ts';
import { planTouches } from '../../sandbox/source/plan-touches.ts';
import type { TouchBody } from '../../sandbox/source/plan-touches.ts';
import { playTouches } from '../../sandbox/source/play-touches.ts';
import { writeCsv } from '../../sandbox/source/write-csv.ts';
import { eachDatabase } from '../databases.ts';
import { startWhole } from '../whole.ts';
import type { Whole } from '../whole.ts';

const population = generatePeople({ seed: 'counts', hitCount: 70 });
const planned = planTouches(population, {
  seed: 'counts',
  startsAt: new Date('2026-04-06T09:00:00Z'),
  share: 0.7,
});

eachDatabase((kind) => {
  let whole: Whole;
  let reported: TouchBody[] = [];
  before(async () => {
    whole = await startWhole(kind);
    const imported = await whole.importCsv(writeCsv(population.hits));
    assert.deepEqual(
      [imported.accepted, imported.duplicates, imported.rejected],
      [population.hits.length, 0, 0],
    );
    reported = await play(whole);
    await whole.quiet();
  });
  after(() => whole?.stop());

  test('both sides agree on every opportunity and line', async () => {
    assert.deepEqual(await whole.compare(), { differences: [], duplicates: 0, lost: 0 });
  });

  test('everybody who could be contacted is in Lever once, with every address that counts and no other', () => {
    const held = whole.sandbox.control.opportunities({ limit: 10_000 });
    const humans = expectedHumans(population, reported);
    assert.equal(held.length, humans.length);
    for (const human of humans) {
      const own = held.filter((one) => isOf(human, one.person));
      assert.equal(own.length, 1, human.key);
      const emails = (own[0]?.person?.emails ?? []).map(lower);
      for (const email of human.mustHave)
        assert.ok(emails.includes(email), `${human.key} ${email}`);
      for (const email of emails) assert.ok(human.mayHave.has(email), `${human.key} ${email}`);
      // Without a verified address the best one stands for the person.
      if (human.mayHave.size > 0) assert.ok(emails.length > 0, human.key);
    }
  });

  test('every reported message and reply is told exactly once on the timeline', () => {
    const lines = whole.sandbox.control
      .opportunities({ limit: 10_000 })
      .flatMap((one) => one.notes)
      .flatMap((note) => note.entries.flatMap((entry) => entry.value.split('\n')));
    assert.ok(reported.some((touch) => touch.kind === 'replied'));
    for (const [kind, words] of told) {
      const wanted = reported.filter((touch) => touch.kind === kind).length;
      const found = lines.filter((line) => line.slice(22).startsWith(words)).length;
      assert.equal(found, wanted, kind);
    }
  });

  test('the same import and the same touches again add nothing', async () => {
    const creates = whole.sandbox.control.counters().byEndpoint;
    const again = await whole.importCsv(writeCsv(population.hits));
    assert.deepEqual([again.accepted, again.duplicates], [0, population.hits.length]);
    await whole.touches(...reported);
    await whole.quiet();
    assert.deepEqual(whole.sandbox.control.counters().byEndpoint, creates);
    assert.deepEqual(await whole.compare(), { differences: [], duplicates: 0, lost: 0 });
  });
});

const told = [
  ['enrolled', 'Added to the sequence'],
  ['replied', 'Replied by'],
  ['bounced', 'Email bounced'],
  ['unsubscribed', 'Asked not to be contacted'],
  ['finished', 'Sequence finished'],
] as const;

async function play(whole: Whole): Promise<TouchBody[]> {
  const all: TouchBody[] = [];
  await playTouches({
    touches: planned,
    batchSize: 20,
    repeatEvery: 3,
    isHeld: () => false,
    post: async (bodies) => {
      await whole.touches(...bodies);
      all.push(...bodies);
    },
    afterBatch: () => Promise.resolve(),
  });
  const ids = new Map(all.map((touch) => [touch.sourceEventId, touch]));
  return [...ids.values()];
}

interface ExpectedHuman {
  key: string;
  slug: string;
  /** Verified and not bounced. */
  mustHave: ReadonlySet<string>;
  /** Told by any hit. */
  mayHave: ReadonlySet<string>;
}

/** The humans whom the trigger lets through: a way to contact them is known, or they were contacted. */
function expectedHumans(
  { humans, hits }: Population,
  touches: readonly TouchBody[],
): ExpectedHuman[] {
  const contacted = new Set(
    planned
      .filter(({ body }) => touches.includes(body) && body.kind !== 'enrolled')
      .map(({ humanKey }) => humanKey),
  );
  const bounced = new Set(
    touches.flatMap((touch) =>
      touch.kind === 'bounced' && touch.isHardBounce === true
        ? [lower(touch.person.email ?? '')]
        : [],
    ),
  );
  const hitsOf = Map.groupBy(hits, (hit) => hit.humanKey);
  return humans.flatMap(({ key, slug }) => {
    const own = hitsOf.get(key) ?? [];
    const hasContact = own.some((hit) => hit.emails.length > 0 || hit.phones.length > 0);
    if (!hasContact && !contacted.has(key)) return [];
    const emails = own.flatMap((hit) => hit.emails);
    const verified = emails.filter((email) => email.isVerified).map((email) => lower(email.value));
    const mustHave = new Set(verified.filter((email) => !bounced.has(email)));
    return [{ key, slug, mustHave, mayHave: new Set(emails.map((email) => lower(email.value))) }];
  });
}

type HeldPerson = { emails: string[]; phones: { value: string }[]; links: string[] } | null;

function isOf(human: ExpectedHuman, person: HeldPerson): boolean {
  const slug = encodeURIComponent(human.slug);
  return (
    person !== null &&
    (person.emails.some((email) => human.mayHave.has(lower(email))) ||
      person.links.some((link) => link.includes(slug) || link.includes(human.slug)))
  );
}

function lower(text: string): string {
  return text.toLowerCase();
}
