// A copied database is the same database: every value, every reference, the audit chain, the next number.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openEmbeddedForTest, openServerForTest, serverDatabase } from '../../test/databases.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import { verifyAudit } from '../flows/verify-audit.ts';
import type { Db } from './connect.ts';
import { copyDatabase } from './copy-database.ts';
import { appendAudit } from './queries/audit.ts';

const workspaceId = '0190f3c4-0000-7000-8000-000000000001';
const one = '0190f3c4-0000-7000-8000-0000000000aa';
const two = '0190f3c4-0000-7000-8000-0000000000bb';
const deps = {
  clock: { now: () => new Date('2026-11-23T20:15:30.123Z'), sleep: async () => {} },
  sealer: aesSealer(new Uint8Array(32).fill(7)),
};

async function fill(db: Db): Promise<void> {
  await sql`insert into workspaces (id, slug, name, created_at)
    values (${workspaceId}::uuid, 'one', 'A "customer" \\ 漢', now())`.execute(db);
  // A person that refers to one stored later.
  await sql`insert into persons (workspace_id, id, canonical, created_at, changed_at) values
    (${workspaceId}::uuid, ${one}::uuid, '{"name": {"value": "Zoë"}, "n": 1.50}'::jsonb, now(), now()),
    (${workspaceId}::uuid, ${two}::uuid, '{}'::jsonb, now(), now())`.execute(db);
  await sql`update persons set merged_into = ${two}::uuid where id = ${one}::uuid`.execute(db);
  await sql`insert into files (workspace_id, content_hash, name, media_type, content, received_at) values
    (${workspaceId}::uuid, '\\x01ff'::bytea, 'a.pdf', 'application/pdf', '\\x00ff5c'::bytea, now())`.execute(
    db,
  );
  await sql`insert into pending_intake (workspace_id, kind, item_id, due_at)
    select ${workspaceId}::uuid, 'profile', gen_random_uuid(), now() from generate_series(1, 1203)`.execute(
    db,
  );
  const entry = { actor: 'cli', action: 'person.merged', subjectKind: 'person', subjectId: one };
  await db.transaction().execute((trx) =>
    appendAudit(trx, deps, [
      { workspaceId, ...entry, detail: { b: 1, a: [0.1, 'x\n'] } },
      { workspaceId, ...entry, personId: two, detail: {}, personal: { name: 'Zoë' } },
    ]),
  );
}

/** Everything in the tables that were filled, as text. */
async function contents(db: Db): Promise<string[]> {
  const texts: string[] = [];
  for (const table of [
    'workspaces',
    'persons',
    'files',
    'pending_intake',
    'audit_entries',
    'person_keys',
  ]) {
    const found = await sql<{ text: string }>`
      select t::text as text from ${sql.table(table)} as t order by 1`.execute(db);
    texts.push(...found.rows.map((row) => `${table}: ${row.text}`));
  }
  return texts;
}

serverDatabase(() => {
  test('a copy from the embedded database to a server holds the same, and goes on from there', async () => {
    const source = await openEmbeddedForTest();
    const target = await openServerForTest();
    await fill(source.db);
    const copied = await copyDatabase(source.db, target.db);
    assert.equal(copied.find((each) => each.table === 'pending_intake')?.rowCount, 1203);
    assert.deepEqual(await contents(target.db), await contents(source.db));
    assert((await verifyAudit({ db: target.db }, { workspaceId })).isWhole);
    const next = await sql<{ position: number }>`
      insert into pending_intake (workspace_id, kind, item_id, due_at)
      values (${workspaceId}::uuid, 'touch', gen_random_uuid(), now()) returning position`.execute(
      target.db,
    );
    assert.equal(next.rows[0]?.position, 1204);
    await assert.rejects(
      sql`delete from persons where id = ${two}::uuid`.execute(target.db),
      { code: '23503' },
      'references hold again',
    );
    await assert.rejects(copyDatabase(source.db, target.db), /target database is not empty/);
    await source.close();
    await target.close();
  });

  test('a source whose references are broken leaves the target empty', async () => {
    const source = await openEmbeddedForTest();
    const target = await openServerForTest();
    await fill(source.db);
    await sql.raw(`set session_replication_role = replica`).execute(source.db);
    await sql`delete from persons where id = ${two}::uuid`.execute(source.db);
    await sql.raw(`set session_replication_role = origin`).execute(source.db);
    await assert.rejects(copyDatabase(source.db, target.db), { code: '23503' });
    assert.deepEqual(await contents(target.db), []);
    await source.close();
    await target.close();
  });
});
