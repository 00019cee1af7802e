// An erasure takes a person out of every table, keeps out what comes late, and leaves everybody else alone.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { aTouch, withEmail } from '../../test/received.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import { InputError } from '../core/input-error.ts';
import type { Db } from '../db/connect.ts';
import { personalData } from '../db/personal-data.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { readAuditPage } from '../db/queries/audit-search.ts';
import { snake } from '../db/queries/erase-rows.ts';
import { addLegalHold } from '../db/queries/legal-holds.ts';
import type { Deps } from './deps.ts';
import { erasePerson } from './erase-person.ts';

const ada = withEmail('Ada Zuckerkandl', 'ada.zuckerkandl@x.example', {
  externalId: 'ext-zuckerkandl',
  employer: 'Rareworks',
  headline: 'Headline of Zuckerkandl',
  phones: [{ value: '+1 415 555 0173', status: 'unverified' }],
  profileUrls: ['https://www.linkedin.com/in/ada-zuckerkandl'],
});
const grace = withEmail('Grace Hopper', 'grace@navy.example');
/** Any of these in any row is a value that stayed. */
const traces = ['zuckerkandl', '4155550173', 'rareworks'];

async function world(db: Db) {
  const deps: Deps = { ...quietDeps(db), sealer: aesSealer(randomBytes(32)) };
  const workspaceId = await addWorkspace(db, deps);
  await sql`delete from audit_heads`.execute(db);
  const touch = aTouch({
    person: { email: 'ada.zuckerkandl@x.example' },
    subject: 'Dear Zuckerkandl',
  });
  const [profileId] = await receive(deps, workspaceId, {
    profiles: [ada, grace],
    touches: [touch],
  });
  await identifyAll(deps);
  const personId = (await memberships(db, workspaceId)).get(profileId ?? '') ?? '';
  await db.transaction().execute(async (trx) => {
    const subject = { subjectKind: 'person', subjectId: personId, personId };
    const personal = { name: 'Ada Zuckerkandl' };
    const entry = {
      workspaceId,
      actor: 'test',
      action: 'person.seen',
      ...subject,
      detail: {},
      personal,
    };
    await appendAudit(trx, deps, [entry]);
  });
  return { deps, workspaceId, personId };
}

/** The tables in which a row still says something of hers. */
async function tablesWithTraces(db: Db): Promise<string[]> {
  const found: string[] = [];
  for (const name of Object.keys(personalData)) {
    const rows = await sql<{ row: string }>`
      select t::text as row from ${sql.table(snake(name))} t`.execute(db);
    const text = rows.rows.map(({ row }) => row.toLowerCase()).join('\n');
    if (traces.some((trace) => text.includes(trace))) found.push(name);
  }
  return found;
}

function wishOf({ workspaceId, personId }: { workspaceId: string; personId: string }) {
  return { workspaceId, personId, cause: 'request' as const, because: 'request 17', actor: 'test' };
}

eachDatabase((_kind, open) => {
  test('no table holds a value of an erased person, and others keep theirs', async () => {
    const { db } = await open();
    const made = await world(db);
    const before = await tablesWithTraces(db);
    for (const table of ['persons', 'profiles', 'identifiers', 'contactPoints', 'touches'])
      assert(before.includes(table), `${table} holds her before`);
    const erased = await erasePerson(made.deps, wishOf(made));
    assert.equal(erased.state, 'erased');
    assert.deepEqual(await tablesWithTraces(db), []);
    const keys = await sql`select from person_keys where person_id = ${made.personId}`.execute(db);
    assert.equal(keys.rows.length, 0);
    const others = await sql`select from identifiers where value = 'grace@navy.example'`.execute(
      db,
    );
    assert.equal(others.rows.length, 1);
  });

  test('late events and other sources do not bring her back', async () => {
    const { db } = await open();
    const made = await world(db);
    await erasePerson(made.deps, wishOf(made));
    await receive(made.deps, made.workspaceId, {
      profiles: [
        { ...ada, source: 'other' },
        withEmail('A. Zuckerkandl', 'ada.zuckerkandl@x.example', { source: 'third' }),
      ],
      touches: [aTouch({ person: { phone: '+14155550173' }, subject: 'To Zuckerkandl' })],
    });
    await identifyAll(made.deps);
    assert.deepEqual(await tablesWithTraces(db), []);
    const living = await sql`select from persons where not is_erased`.execute(db);
    assert.equal(living.rows.length, 1);
    const page = await readAuditPage(db, { workspaceId: made.workspaceId, limit: 50 });
    assert(page.some(({ action }) => action === 'intake.refused'));
  });

  test('somebody else who shares only the number is taken in', async () => {
    const { db } = await open();
    const made = await world(db);
    await erasePerson(made.deps, wishOf(made));
    const phones = [{ value: '+1 415 555 0173', status: 'unverified' as const }];
    await receive(made.deps, made.workspaceId, {
      profiles: [withEmail('Bob Other', 'bob@other.example', { phones })],
    });
    await identifyAll(made.deps);
    const found = await sql`select from identifiers where value = 'bob@other.example'`.execute(db);
    assert.equal(found.rows.length, 1);
  });

  test('asking again changes nothing', async () => {
    const { db } = await open();
    const made = await world(db);
    const first = await erasePerson(made.deps, wishOf(made));
    const again = await erasePerson(made.deps, wishOf(made));
    assert.equal(again.id, first.id);
  });

  test('a legal hold keeps the person, and the refusal is in the log', async () => {
    const { db } = await open();
    const made = await world(db);
    const { deps, workspaceId, personId } = made;
    const hold = { id: deps.ids.next(), personId, because: 'a claim', placedBy: 'test' };
    const placed = { workspaceId, ...hold, placedAt: deps.clock.now() };
    await db.transaction().execute((trx) => addLegalHold(trx, placed));
    await assert.rejects(erasePerson(deps, wishOf(made)), InputError);
    assert((await tablesWithTraces(db)).includes('persons'));
    const [newest] = await readAuditPage(db, { workspaceId, limit: 1 });
    assert.equal(newest?.action, 'erasure.refused');
  });

  test('a reason that names the person is refused', async () => {
    const { db } = await open();
    const made = await world(db);
    const wish = { ...wishOf(made), because: 'Ada Zuckerkandl asked' };
    await assert.rejects(erasePerson(made.deps, wish), InputError);
  });
});

embeddedDatabase((open) => {
  test('every table of the database is in the register of personal data', async () => {
    const { db } = await open();
    const found = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
    const listed = new Set(Object.keys(personalData).map(snake));
    const missing = found.rows
      .map(({ name }) => name)
      .filter((name) => !listed.has(name) && !/migrations?$/u.test(name));
    assert.deepEqual(missing, []);
  });
});
