// The night takes what the rules name and nothing else, says before what it will take, and stops before legal holds.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { aTouch, withEmail } from '../../test/received.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import type { Db } from '../db/connect.ts';
import type { ClaimedWork } from '../engine/work.ts';
import { changeRetentionRules } from './change-retention-rules.ts';
import { placeLegalHold } from './change-legal-holds.ts';
import type { Deps } from './deps.ts';
import { workOnErasure } from './erase-finish.ts';
import { previewRetention } from './preview-retention.ts';
import { cleanUp } from './run-retention.ts';
import { verifyAudit } from './verify-audit.ts';

const day = 24 * 60 * 60_000;
const start = Date.UTC(2026, 0, 10);

interface Scene {
  db: Db;
  deps: Deps;
  workspaceId: string;
  ada: string;
  grace: string;
  pass: (days: number) => void;
  decide: (rules: object) => Promise<void>;
  night: () => Promise<void>;
  counts: () => Promise<Record<string, number>>;
}

async function scene(db: Db): Promise<Scene> {
  let nowMs = start;
  const quiet = quietDeps(db);
  const clock = { ...quiet.clock, now: () => new Date(nowMs) };
  const deps: Deps = { ...quiet, clock, sealer: aesSealer(randomBytes(32)) };
  const workspaceId = await addWorkspace(db, deps);
  await sql`delete from audit_heads`.execute(db);
  const occurredAt = new Date(start).toISOString();
  const [first, , second] = await receive(deps, workspaceId, {
    profiles: [
      withEmail('Ada Zuckerkandl', 'ada@zuckerkandl.example', {
        sourceEventId: 'hit-1',
        location: 'Berlin, Germany',
      }),
      withEmail('Ada Zuckerkandl', 'ada@zuckerkandl.example', {
        sourceEventId: 'hit-2',
        headline: 'An older headline',
      }),
      withEmail('Grace Hopper', 'grace@navy.example', {
        sourceEventId: 'hit-3',
        location: 'Boston, United States',
      }),
    ],
    touches: ['ada@zuckerkandl.example', 'grace@navy.example'].map((email) =>
      aTouch({
        sourceEventId: `mail-${email.length}`,
        person: { email },
        excerpt: `Dear ${email}`,
        occurredAt,
      }),
    ),
  });
  await identifyAll(deps);
  const people = await memberships(db, workspaceId);
  const work = { workspaceId, subjectId: workspaceId } as ClaimedWork;
  return {
    db,
    deps,
    workspaceId,
    ada: people.get(first ?? '') ?? '',
    grace: people.get(second ?? '') ?? '',
    pass: (days) => (nowMs += days * day),
    decide: async (rules) => {
      const body = { keepDays: null, because: 'policy 4', owner: 'dpo@acme.example', ...rules };
      await changeRetentionRules(deps, { workspaceId, body, actor: 'test' });
    },
    night: async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        const done = await cleanUp(deps, work);
        if (done.next === 'again' && done.dueAt.getTime() > nowMs) break;
      }
      const open = await sql<{ id: string }>`select id from erasures where state <> 'done'`.execute(
        db,
      );
      for (const { id } of open.rows) await workOnErasure(deps, { ...work, subjectId: id });
    },
    counts: async () => {
      const { items } = await previewRetention(deps, { workspaceId });
      const found = items.filter(({ count }) => count > 0);
      return Object.fromEntries(found.map(({ name, count }) => [name, count]));
    },
  };
}

async function excerpts(db: Db): Promise<string[]> {
  const found = await sql<{ text: string }>`
    select payload->>'excerpt' as text from touches where payload->>'excerpt' is not null order by 1`.execute(
    db,
  );
  return found.rows.map(({ text }) => text);
}

eachDatabase((_kind, open) => {
  test('while nobody decided, nothing goes', async () => {
    const { pass, night, counts, db } = await scene((await open()).db);
    pass(3_000);
    assert.deepEqual(await counts(), {});
    await night();
    assert.equal((await excerpts(db)).length, 2);
  });

  test('texts go after their days, in some countries sooner, and the preview said which', async () => {
    const { decide, pass, night, counts, db, deps, workspaceId } = await scene((await open()).db);
    await decide({ classes: { messageBodies: 30 }, countries: { DE: { messageBodies: 10 } } });
    pass(20);
    const name = 'texts that sources reported';
    assert.deepEqual(await counts(), { [name]: 1 });
    const before = await previewRetention(deps, { workspaceId });
    assert.equal(before.items.find((item) => item.name === name)?.sample.length, 1);
    await night();
    assert.deepEqual(await excerpts(db), ['Dear grace@navy.example']);
    assert.deepEqual(await counts(), {});
    pass(20);
    await night();
    assert.deepEqual(await excerpts(db), []);
    const runs = await sql<{ owner: string; cleaned: number }>`
      select owner, (counts->'done'->${name}->>'cleaned')::int as cleaned from retention_runs
      order by started_at`.execute(db);
    assert.deepEqual(
      runs.rows.map(({ owner, cleaned }) => [owner, cleaned]),
      [
        ['dpo@acme.example', 1],
        ['dpo@acme.example', 1],
      ],
    );
  });

  test('addresses go and with them everything derived from them', async () => {
    const { decide, pass, night, db } = await scene((await open()).db);
    await decide({ classes: { contactValues: 30, touches: 30, messageBodies: 30 } });
    pass(31);
    await night();
    for (const table of [
      'persons',
      'profiles',
      'identifiers',
      'contact_points',
      'match_traits',
      'touches',
    ]) {
      const found = await sql`
        select from ${sql.table(table)} t where t::text ilike '%@zuckerkandl.example%'`.execute(db);
      assert.equal(found.rows.length, 0, table);
    }
    const named =
      await sql`select from persons where canonical #>> '{name,value}' = 'Grace Hopper'`.execute(
        db,
      );
    assert.equal(named.rows.length, 1, 'the person stays');
  });

  test('of several hits of one person the newest stays', async () => {
    const { decide, pass, night, db } = await scene((await open()).db);
    await decide({ classes: { rawProfiles: 30 } });
    pass(31);
    await night();
    const left = await sql<{ name: string | null }>`
      select payload->>'name' as name from profiles order by 1 nulls first`.execute(db);
    assert.deepEqual(
      left.rows.map(({ name }) => name),
      [null, 'Ada Zuckerkandl', 'Grace Hopper'],
    );
  });

  test('people who came to nothing are erased, except whom a legal hold keeps', async () => {
    const { decide, pass, night, counts, db, deps, workspaceId, ada, grace } = await scene(
      (await open()).db,
    );
    await decide({ keepDays: 100 });
    const hold = { workspaceId, personId: grace, because: 'case 12', actor: 'test' };
    await placeLegalHold(deps, hold);
    pass(99);
    assert.deepEqual(await counts(), {});
    pass(2);
    assert.deepEqual(await counts(), { 'people who came to nothing, as a whole': 1 });
    await night();
    const erased = await sql<{ id: string }>`select id from persons where is_erased`.execute(db);
    assert.deepEqual(
      erased.rows.map(({ id }) => id),
      [ada],
    );
    const causes = await sql<{
      cause: string;
      state: string;
    }>`select cause, state from erasures`.execute(db);
    assert.deepEqual(causes.rows, [{ cause: 'retention', state: 'done' }]);
  });

  test('a log that lost its oldest entries still verifies, and one whose beginning was moved does not', async () => {
    const { decide, pass, night, db, deps, workspaceId } = await scene((await open()).db);
    await decide({ classes: { audit: 30 } });
    pass(10);
    await decide({ classes: { audit: 29 } });
    pass(21);
    const before = await sql<{
      count: number;
    }>`select count(*)::int as count from audit_entries`.execute(db);
    await night();
    const after = await sql<{
      count: number;
    }>`select count(*)::int as count from audit_entries`.execute(db);
    assert((after.rows[0]?.count ?? 0) < (before.rows[0]?.count ?? 0));
    assert.equal((await verifyAudit(deps, { workspaceId })).isWhole, true);
    await sql`update audit_bases set at = at - interval '1 day'`.execute(db);
    assert.equal((await verifyAudit(deps, { workspaceId })).isWhole, false);
  });
});
