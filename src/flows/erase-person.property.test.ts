// Whoever is erased: no value of theirs is anywhere in the database, in any script, whatever was under way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { findTraces } from '../../test/no-traces.ts';
import { startRunning } from '../../test/running.ts';
import type { Running } from '../../test/running.ts';
import { addWebhookEndpoint } from './add-webhook-endpoint.ts';
import { erasePerson } from './erase-person.ts';
import { placeHold } from './place-hold.ts';
import { recordConsent } from './record-consent.ts';
import { verifyErasure } from './verify-erasure.ts';

const scripts = [
  'abcdefghijklmnopqrstuvwxyz',
  'äöüßéèñçøåœłžşğ',
  'абвгдежзиклмнопрст',
  'αβγδεζηθλμξπρσφψω',
  'אבגדהוזחטיכלמנסע',
  'ابتثجحخدذرزسشصضط',
  '田中山川林森木村松本井上',
  '김이박최정강조윤장임',
];
const rareWord = fc
  .constantFrom(...scripts)
  .chain((letters) =>
    fc.array(fc.constantFrom(...letters.split('')), { minLength: 9, maxLength: 14 }),
  )
  .map((letters) => letters.join(''));
const latinWord = fc
  .array(fc.constantFrom(...'bcdfghjklmnpqrstvwxz'.split('')), { minLength: 10, maxLength: 14 })
  .map((letters) => letters.join(''));

const human = fc.record({
  first: rareWord,
  last: rareWord,
  local: latinWord,
  slug: latinWord,
  headline: rareWord,
  employer: rareWord,
  custom: rareWord,
  excerpt: rareWord,
  evidence: rareWord,
  digits: fc.integer({ min: 1_000, max: 9_999 }).map(String),
  isInLever: fc.boolean(),
  isHeld: fc.boolean(),
  isMerged: fc.boolean(),
});
type Human = typeof human extends fc.Arbitrary<infer Made> ? Made : never;

function needlesOf(made: Human): string[] {
  const { first, last, local, slug, headline, employer, custom, excerpt, evidence, digits } = made;
  return [
    first,
    last,
    local,
    slug,
    headline,
    employer,
    custom,
    excerpt,
    evidence,
    `415555${digits}`,
  ];
}

/** Takes the human in from two sources, with everything that hangs on people; returns who it became. */
async function takeIn(running: Running, made: Human, id: number): Promise<string> {
  const { workspaceId, deps } = running;
  const email = `${made.local}@mail.example`;
  const job = made.isInLever ? { job: { externalId: 'J1', name: 'Backend' } } : {};
  const shared = { name: `${made.first} ${made.last}`, emails: [email], ...job };
  await running.profiles(
    {
      ...shared,
      source: 'pin',
      sourceEventId: `hit-${id}-${made.slug}`,
      externalId: `own-${made.local}`,
      headline: made.headline,
      employer: made.employer,
      phones: [`+1 415 555 ${made.digits}`],
      profileUrls: [`https://www.linkedin.com/in/${made.slug}`],
      custom: { note: made.custom },
      resume: { name: `${made.local}.pdf`, content: resumeOf(made) },
    },
    {
      ...shared,
      emails: made.isMerged ? [email] : [`${made.local}@other.example`],
      profileUrls: [`https://www.linkedin.com/in/${made.slug}`],
      source: 'csv',
      sourceEventId: `row-${id}-${made.local}`,
    },
  );
  await running.touches({
    source: 'pin',
    sourceEventId: `mail-${made.local}`,
    person: { email },
    channel: 'email',
    kind: 'replied',
    sequence: 'Backend',
    subject: `Re: ${made.last}`,
    excerpt: made.excerpt,
    occurredAt: '2026-01-20T10:00:00Z',
  });
  await running.quiet();
  const [found] = (
    await sql<{
      id: string;
    }>`select person_id as id from identifiers where value = ${email}`.execute(deps.db)
  ).rows;
  const personId = found?.id ?? '';
  await recordConsent(deps, {
    workspaceId,
    personId,
    channel: 'email',
    kind: 'given',
    basis: 'express',
    address: email,
    evidence: { text: made.evidence },
    givenAt: deps.clock.now(),
    expiresAt: null,
    actor: 'test',
  });
  if (made.isHeld) {
    const because = `asked by ${made.last}`;
    await placeHold(deps, { workspaceId, personId, effect: 'pause', because, actor: 'test' });
  }
  return personId;
}

function resumeOf(made: Human): string {
  return Buffer.from(`%PDF-1.4\n${made.first} ${made.last}\n%%EOF\n`).toString('base64');
}

eachDatabase((kind, open) => {
  test('no column of any table holds a value of whoever was erased', async () => {
    const running = await startRunning(await open());
    const { deps, workspaceId } = running;
    try {
      await addWebhookEndpoint(deps, {
        workspaceId,
        url: 'https://pin.example/hooks',
        events: ['outreach.pause', 'outreach.stop'],
        actor: 'test',
      });
      let count = 0;
      await fc.assert(
        fc.asyncProperty(human, async (made) => {
          count += 1;
          const personId = await takeIn(running, made, count);
          const needles = needlesOf(made);
          const before = await findTraces(deps.db, needles);
          assert(before.length > 15, `seen in ${before.length} places before`);
          const asked = { workspaceId, personId, cause: 'request' as const, actor: 'test' };
          const erasure = await erasePerson(deps, { ...asked, because: `request ${count}` });
          await running.quiet();
          assert.deepEqual(await findTraces(deps.db, needles), []);
          const key = { workspaceId, erasureId: erasure.id };
          const verdict = await verifyErasure(deps, key);
          assert.deepEqual(
            verdict.checks.filter(({ isPassed }) => !isPassed),
            [],
          );
        }),
        { numRuns: kind === 'embedded' ? 6 : 4, seed: 17, endOnFailure: true },
      );
    } finally {
      await running.stop();
    }
  });
});
