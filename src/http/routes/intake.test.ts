// POST /v1/profiles and /v1/touches: what is accepted is stored once, whatever is sent again or wrong beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../../test/databases.ts';
import type { Db } from '../../db/connect.ts';
import { openApi, profileOf, touchOf } from '../api.fixture.ts';

const pdf = Buffer.from('%PDF-1.7\nhello').toString('base64');

async function countRows(db: Db, table: string): Promise<number> {
  const counted = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
    db,
  );
  return counted.rows[0]?.n ?? -1;
}

eachDatabase((_kind, open) => {
  test('201: a profile is stored, waits for identification and is in the audit log', async () => {
    const api = await openApi(await open());
    const answer = await api.call('POST', '/v1/profiles', {
      key: api.keys.intake,
      body: profileOf('1', {
        job: { externalId: 'J1', name: 'Backend' },
        resume: { name: 'cv.pdf', content: pdf },
      }),
    });
    assert.equal(answer.status, 201);
    assert.equal(answer.body.result, 'accepted');
    const { db } = api.deps;
    const stored = await db.selectFrom('profiles').selectAll().executeTakeFirstOrThrow();
    assert.equal(stored.id, answer.body.id);
    const payload = stored.payload as Record<string, unknown>;
    assert.deepEqual(payload['emails'], [
      { value: 'ana.1@initech.example', status: 'verified', method: 'smtp' },
    ]);
    assert.equal(payload['foundAt'], stored.foundAt.toISOString());
    const job = await db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow();
    assert.equal(stored.jobId, job.id);
    assert.equal(job.name, 'Backend');
    const file = await db.selectFrom('files').selectAll().executeTakeFirstOrThrow();
    assert.equal(
      Buffer.from(file.contentHash).toString('hex'),
      (payload['resume'] as { contentHash: string }).contentHash,
    );
    const waiting = await db.selectFrom('pendingIntake').selectAll().execute();
    assert.deepEqual(
      waiting.map((row) => [row.kind, row.itemId]),
      [['profile', stored.id]],
    );
    const entries = await db
      .selectFrom('auditEntries')
      .selectAll()
      .where('action', '=', 'profile.received')
      .execute();
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.actor, `api-key:${api.keyIds.intake}`);
    const detail = entries[0]?.detail as { ids: string[] } | undefined;
    assert.deepEqual(detail?.ids, [stored.id]);
    await api.close();
  });

  test('200: the same profile again changes nothing and says so, with the keys in any order', async () => {
    const api = await openApi(await open());
    const profile = profileOf('1', { custom: { b: 1, a: 2 } });
    const first = await api.call('POST', '/v1/profiles', { body: profile });
    api.pass(60_000);
    const reversed = Object.fromEntries(
      Object.entries({ ...profile, custom: { a: 2, b: 1 } }).reverse(),
    );
    const again = await api.call('POST', '/v1/profiles', { body: reversed });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, { result: 'duplicate', id: first.body.id, contentDiffers: false });
    const changed = await api.call('POST', '/v1/profiles', { body: { ...profile, title: 'CTO' } });
    assert.deepEqual(changed.body, {
      result: 'duplicate',
      id: first.body.id,
      contentDiffers: true,
    });
    assert.equal(await countRows(api.deps.db, 'profiles'), 1);
    assert.equal(await countRows(api.deps.db, 'pending_intake'), 1);
    await api.close();
  });

  test('200: a batch is answered item by item, and bad items refuse nothing else', async () => {
    const api = await openApi(await open());
    const items = [
      profileOf('1'),
      profileOf('2', { score: 'high' }),
      profileOf('1'),
      profileOf('1', { title: 'CTO' }),
      'nonsense',
      profileOf('3', { foundAt: '2031-01-01T00:00:00Z' }),
      profileOf('4', { resume: { name: 'cv.docx', content: 'aGVsbG8gd29ybGQh' } }),
      profileOf('5'),
    ];
    const answer = await api.call('POST', '/v1/profiles', { body: { items } });
    assert.equal(answer.status, 200);
    const results = answer.body.items.map((one: { result: string; field?: string }) => [
      one.result,
      one.field,
    ]);
    assert.deepEqual(results, [
      ['accepted', undefined],
      ['rejected', 'score'],
      ['duplicate', undefined],
      ['duplicate', undefined],
      ['rejected', ''],
      ['rejected', 'foundAt'],
      ['rejected', 'resume.content'],
      ['accepted', undefined],
    ]);
    assert.deepEqual(
      [answer.body.accepted, answer.body.duplicates, answer.body.rejected],
      [2, 2, 4],
    );
    assert.deepEqual(
      [answer.body.items[2].contentDiffers, answer.body.items[3].contentDiffers],
      [false, true],
    );
    assert.equal(await countRows(api.deps.db, 'profiles'), 2);
    assert.equal(await countRows(api.deps.db, 'files'), 0);
    await api.close();
  });

  test('a batch of 1,000 is stored whole, and again gives 1,000 duplicates', async () => {
    const api = await openApi(await open());
    const items = Array.from({ length: 1000 }, (_, index) => profileOf(`${index}`));
    const first = await api.call('POST', '/v1/profiles', { body: { items } });
    assert.equal(first.body.accepted, 1000);
    const again = await api.call('POST', '/v1/profiles', { body: { items } });
    assert.equal(again.body.duplicates, 1000);
    assert.equal(await countRows(api.deps.db, 'profiles'), 1000);
    await api.close();
  });

  test('single requests that arrive together are all stored, each with its own answer', async () => {
    const api = await openApi(await open());
    const calls = Array.from({ length: 120 }, (_, index) =>
      api.call('POST', '/v1/touches', {
        body: touchOf(`${index % 100}`, index === 7 ? { kind: 'fax' } : {}),
      }),
    );
    const answers = await Promise.all(calls);
    const statuses = answers.map((answer) => answer.status);
    assert.equal(statuses[7], 422);
    assert.equal(statuses.filter((status) => status === 201).length, 100);
    assert.equal(await countRows(api.deps.db, 'touches'), 100);
    await api.close();
  });

  test('a touch keeps channel, kind, sequence and step beside its payload', async () => {
    const api = await openApi(await open());
    const answer = await api.call('POST', '/v1/touches', {
      body: touchOf('1', { subject: 'Hi', sender: 'sam@example.com' }),
    });
    assert.equal(answer.status, 201);
    const row = await api.deps.db.selectFrom('touches').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [row.channel, row.kind, row.sequence, row.step],
      ['email', 'sent', 'Backend', 1],
    );
    assert.equal(row.occurredAt.toISOString(), '2026-11-20T10:00:00.000Z');
    assert.equal((row.payload as { subject: string }).subject, 'Hi');
    await api.close();
  });

  test('concurrent batches that overlap store every item once', async () => {
    const api = await openApi(await open());
    const batch = (from: number) => ({
      items: Array.from({ length: 60 }, (_, index) =>
        profileOf(`${(from + index) % 80}`, { job: { externalId: `J${index % 7}` } }),
      ),
    });
    const calls = [0, 20, 40, 60, 10, 30].map((from) =>
      api.call('POST', '/v1/profiles', { body: batch(from) }),
    );
    const answers = await Promise.all(calls);
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200, 200, 200],
    );
    const accepted = answers.reduce((sum, answer) => sum + answer.body.accepted, 0);
    assert.equal(accepted, 80);
    assert.equal(await countRows(api.deps.db, 'profiles'), 80);
    assert.equal(await countRows(api.deps.db, 'jobs'), 7);
    await api.close();
  });
});
