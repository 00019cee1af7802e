// The audit log proves itself: whatever is changed in it afterwards is found, and erasing a person keeps it whole.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Db } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { readAuditPage } from '../db/queries/audit-search.ts';
import { deletePersonKeys, findPersonKeys } from '../db/queries/person-keys.ts';
import { verifyAudit } from './verify-audit.ts';

const workspaceId = '0190f3c4-0000-7000-8000-000000000001';
const otherId = '0190f3c4-0000-7000-8000-000000000002';
const personId = '0190f3c4-0000-7000-8000-0000000000aa';
const moment = new Date('2026-11-23T20:15:30.123Z');
const deps = {
  clock: { now: () => moment, sleep: async () => {} },
  sealer: aesSealer(new Uint8Array(32).fill(7)),
};

function entry(given: Partial<AuditEntry> = {}): AuditEntry {
  const base = { actor: 'system', action: 'person.created', subjectKind: 'person' };
  return { workspaceId, ...base, subjectId: personId, detail: { rule: 3 }, ...given };
}

async function append(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  await db.transaction().execute((trx) => appendAudit(trx, deps, entries));
}

async function prepare(db: Db, count: number): Promise<void> {
  for (const [id, slug] of [
    [workspaceId, 'one'],
    [otherId, 'two'],
  ]) {
    await sql`insert into workspaces (id, slug, name, created_at)
      values (${id}::uuid, ${slug}, 'A customer', ${moment}::timestamptz)`.execute(db);
  }
  const entries = Array.from({ length: count }, (_, index) =>
    entry({ personId, detail: { index, because: 'a "reason"\n' }, personal: { name: 'Zoë' } }),
  );
  await append(db, entries.slice(0, 3));
  await append(db, entries.slice(3));
}

/** What somebody with full access to the database may try; each must be found at this entry. */
const tamperings: [string, number, string][] = [
  ['an actor', 5, `update audit_entries set actor = 'systen' where seq = 5`],
  ['an action', 5, `update audit_entries set action = 'person.create' where seq = 5`],
  ['a subject', 5, `update audit_entries set subject_id = subject_id || ' ' where seq = 5`],
  ['a kind of subject', 5, `update audit_entries set subject_kind = 'profile' where seq = 5`],
  ['a person', 5, `update audit_entries set person_id = null where seq = 5`],
  ['a microsecond', 5, `update audit_entries set at = at + interval '1 microsecond' where seq = 5`],
  [
    'a space in the detail',
    5,
    `update audit_entries set detail = replace(detail::text, ':', ': ')::json where seq = 5`,
  ],
  [
    'a sealed byte',
    5,
    `update audit_entries set sealed = set_byte(sealed, 3, 1 + get_byte(sealed, 3) % 255) where seq = 5`,
  ],
  ['the sealed values away', 5, `update audit_entries set sealed = null where seq = 5`],
  [
    'a hash',
    5,
    `update audit_entries set hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) where seq = 5`,
  ],
  [
    'places of two entries',
    4,
    `update audit_entries set seq = case seq when 4 then -5 else -4 end where seq in (4, 5);
     update audit_entries set seq = -seq where seq < 0`,
  ],
  ['an entry away', 5, `delete from audit_entries where seq = 5`],
  ['the first entry away', 1, `delete from audit_entries where seq = 1`],
  ['the last entries away', 9, `delete from audit_entries where seq >= 9`],
  ['the whole log away', 1, `delete from audit_entries`],
  [
    'the last entries and the number in the end away',
    8,
    `delete from audit_entries where seq > 8; update audit_heads set seq = 8`,
  ],
  [
    'an entry in behind the end',
    11,
    `insert into audit_entries select workspace_id, 11, at, actor, action, subject_kind, subject_id, person_id,
       detail, sealed, hash from audit_entries where seq = 10`,
  ],
  ['the noted end away', 1, `delete from audit_heads`],
];

eachDatabase((kind, open) => {
  test('an untouched log is whole, an empty one too', async () => {
    const { db } = await open();
    await prepare(db, 10);
    const verdict = await verifyAudit({ db }, { workspaceId });
    assert(verdict.isWhole);
    assert.equal(verdict.entryCount, 10);
    assert.equal(verdict.head.seq, 10);
    const empty = await verifyAudit({ db }, { workspaceId: otherId });
    assert(empty.isWhole);
    assert.equal(empty.entryCount, 0);
  });

  test('every kind of change is found, at the entry where it was made', async () => {
    const { db } = await open();
    await prepare(db, 10);
    for (const [name, seq, statements] of tamperings) {
      const verdict = await db
        .transaction()
        .execute(async (trx) => {
          for (const statement of statements.split(';')) await sql.raw(statement).execute(trx);
          throw new Undo(await verifyAudit({ db: trx }, { workspaceId }));
        })
        .catch((error: unknown) => {
          if (error instanceof Undo) return error.verdict;
          throw error;
        });
      assert.equal(verdict.isWhole ? 'whole' : verdict.seq, seq, `changing ${name}`);
    }
    assert((await verifyAudit({ db }, { workspaceId })).isWhole);
  });

  test('a log rewritten with all its hashes is found by a head that was noted before', async () => {
    const { db } = await open();
    await prepare(db, 10);
    const before = await verifyAudit({ db }, { workspaceId });
    assert(before.isWhole);
    await append(db, [entry({ detail: { index: 10 } })]);
    assert((await verifyAudit({ db }, { workspaceId, anchor: before.head })).isWhole);
    await sql`delete from audit_entries`.execute(db);
    await sql`delete from audit_heads`.execute(db);
    const forged = Array.from({ length: 11 }, (_, index) => entry({ detail: { forged: index } }));
    await append(db, forged);
    assert((await verifyAudit({ db }, { workspaceId })).isWhole);
    const verdict = await verifyAudit({ db }, { workspaceId, anchor: before.head });
    assert.equal(verdict.isWhole ? 'whole' : verdict.seq, 10);
    const shorter = { seq: 12, hash: before.head.hash };
    const cut = await verifyAudit({ db }, { workspaceId, anchor: shorter });
    assert.equal(cut.isWhole ? 'whole' : cut.seq, 12);
  });

  test('two workspaces in one transaction have a chain each', async () => {
    const { db } = await open();
    await prepare(db, 4);
    await append(db, [entry(), entry({ workspaceId: otherId }), entry()]);
    const one = await verifyAudit({ db }, { workspaceId });
    const two = await verifyAudit({ db }, { workspaceId: otherId });
    assert(one.isWhole && two.isWhole);
    assert.deepEqual([one.entryCount, two.entryCount], [6, 1]);
  });

  test('personal values are stored sealed, readable with the key, gone for ever without it', async () => {
    const { db } = await open();
    await prepare(db, 4);
    const [newest] = await readAuditPage(db, { workspaceId, limit: 1 });
    assert(newest?.sealed);
    const stored = await sql<{ text: string }>`
      select string_agg(e::text, '') as text from audit_entries e`.execute(db);
    assert(!stored.rows[0]?.text.includes('Zo'));
    const persons = { workspaceId, personIds: [personId] };
    const key = (await findPersonKeys(db, deps, persons)).get(personId);
    assert(key);
    const opened = Buffer.from(deps.sealer.openWith(key, newest.sealed)).toString();
    assert.deepEqual(JSON.parse(opened), { name: 'Zoë' });
    await db.transaction().execute((trx) => deletePersonKeys(trx, persons));
    assert.equal((await findPersonKeys(db, deps, persons)).size, 0);
    assert((await verifyAudit({ db }, { workspaceId })).isWhole);
  });

  test('a late event of an erased person gets no key and keeps no personal value', async () => {
    const { db } = await open();
    await prepare(db, 4);
    await sql`insert into persons (workspace_id, id, canonical, is_erased, created_at, changed_at)
      values (${workspaceId}::uuid, ${personId}::uuid, '{}'::jsonb, true, ${moment}::timestamptz,
        ${moment}::timestamptz)`.execute(db);
    await db
      .transaction()
      .execute((trx) => deletePersonKeys(trx, { workspaceId, personIds: [personId] }));
    await append(db, [entry({ personId, personal: { name: 'Zoë' } })]);
    const [newest] = await readAuditPage(db, { workspaceId, limit: 1 });
    assert.equal(newest?.sealed, null);
    assert((await verifyAudit({ db }, { workspaceId })).isWhole);
  });

  test('reasons quoted from outside are stored whatever characters they hold', async () => {
    const { db } = await open();
    await prepare(db, 4);
    await append(db, [
      entry({ detail: { because: 'nul \0, half \ud800, "quotes" \\ 漢 \u2028' } }),
    ]);
    const [newest] = await readAuditPage(db, { workspaceId, limit: 1 });
    const because = 'nul \uFFFD, half \uFFFD, "quotes" \\ 漢 \u2028';
    assert.deepEqual(newest?.detail, { because });
    assert((await verifyAudit({ db }, { workspaceId })).isWhole);
  });

  test('the log is read newest first, page by page, for one person or one subject', async () => {
    const { db } = await open();
    await prepare(db, 4);
    await append(db, [entry({ subjectKind: 'record', subjectId: 'r1' })]);
    const first = await readAuditPage(db, { workspaceId, limit: 2 });
    const second = await readAuditPage(db, { workspaceId, limit: 2, beforeSeq: 4 });
    assert.deepEqual(
      [...first, ...second].map((row) => row.seq),
      [5, 4, 3, 2],
    );
    const ofPerson = await readAuditPage(db, { workspaceId, limit: 9, personId });
    assert.equal(ofPerson.length, 4);
    const subject = { kind: 'record', id: 'r1' };
    const ofSubject = await readAuditPage(db, { workspaceId, limit: 9, subject });
    assert.deepEqual(
      ofSubject.map((row) => row.seq),
      [5],
    );
  });

  test('transactions that append at the same time make one unbroken chain', async () => {
    const { db } = await open();
    await prepare(db, 4);
    const writers = Array.from({ length: 12 }, (_, writer) =>
      append(db, [entry({ detail: { writer } }), entry({ workspaceId: otherId })]),
    );
    await Promise.all(writers);
    const one = await verifyAudit({ db }, { workspaceId });
    const two = await verifyAudit({ db }, { workspaceId: otherId });
    assert(one.isWhole && two.isWhole, kind);
    assert.deepEqual([one.entryCount, two.entryCount], [16, 12]);
  });
});

/** Carries the verdict out of a transaction that must not last. */
class Undo extends Error {
  readonly verdict: Awaited<ReturnType<typeof verifyAudit>>;

  constructor(verdict: Awaited<ReturnType<typeof verifyAudit>>) {
    super('undone');
    this.verdict = verdict;
  }
}
