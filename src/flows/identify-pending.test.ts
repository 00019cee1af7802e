import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { aProfile, aTouch, withEmail } from '../../test/received.ts';
import type { Db } from '../db/connect.ts';

async function livePersons(db: Db): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) from persons where merged_into is null
  `.execute(db);
  return found.rows[0]?.count ?? 0;
}

async function touchOwners(db: Db): Promise<(string | null)[]> {
  const found = await sql<{ personId: string | null }>`
    select person_id from touches order by id
  `.execute(db);
  return found.rows.map((row) => row.personId);
}

eachDatabase((_kind, open) => {
  test('hits that share a key are one person, others are not', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [one, two, three, four, five] = await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Lovelace', 'ada.l@gmail.com', { profileUrls: ['linkedin.com/in/ada-l'] }),
        withEmail('Ada Lovelace', 'adal+jobs@gmail.com'),
        aProfile({ name: 'A. Lovelace', profileUrls: ['https://uk.linkedin.com/in/Ada-L/'] }),
        aProfile({ name: 'Ada Lovelace', externalId: '7' }),
        withEmail('Grace Hopper', 'grace@navy.example'),
      ],
    });
    await identifyAll(deps);
    const of = await memberships(db, workspaceId);
    assert.equal(of.get(one ?? ''), of.get(two ?? ''));
    assert.equal(of.get(one ?? ''), of.get(three ?? ''));
    assert.notEqual(of.get(one ?? ''), of.get(four ?? ''));
    assert.notEqual(of.get(one ?? ''), of.get(five ?? ''));
    const pending = await sql`select 1 from pending_intake`.execute(db);
    assert.equal(pending.rows.length, 0);
  });

  test('a hit that shares keys with two people makes them one, with all they had', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Lovelace', 'ada@home.example'),
        withEmail('Ada Lovelace', 'ada@work.example'),
      ],
      touches: [aTouch({ person: { email: 'ada@home.example' }, kind: 'enrolled', sequence: 's' })],
    });
    await identifyAll(deps);
    assert.equal(await livePersons(db), 2);
    await receive(deps, workspaceId, {
      profiles: [
        aProfile({
          name: 'Ada Lovelace',
          emails: [
            { value: 'ada@home.example', status: 'verified' },
            { value: 'ada@work.example', status: 'unverified' },
          ],
        }),
      ],
    });
    await identifyAll(deps);
    assert.equal(await livePersons(db), 1);
    assert.equal(new Set((await memberships(db, workspaceId)).values()).size, 1);
    const owners = await touchOwners(db);
    assert.equal(owners[0], [...(await memberships(db, workspaceId)).values()][0]);
  });

  test('an office mailbox chains nobody, a family mailbox makes nobody one', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Lovelace', 'info@acme.example'),
        withEmail('Grace Hopper', 'info@acme.example'),
        withEmail('Peter Falk', 'thefalks@home.example'),
        withEmail('Shera Danese', 'thefalks@home.example'),
      ],
    });
    await identifyAll(deps);
    assert.equal(await livePersons(db), 4);
  });

  test('a likely but unsure match is a question, once, and a new person meanwhile', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const hit = { employer: 'Driftbridge Robotics' };
    await receive(deps, workspaceId, {
      profiles: [
        withEmail('Zachary Anderson', 'zach1@gmail.com', hit),
        aProfile({ name: 'Zach Anderson', ...hit }),
      ],
    });
    await identifyAll(deps);
    assert.equal(await livePersons(db), 2);
    const asked = await sql<{ evidence: { because: string[] } }>`
      select evidence from match_reviews where state = 'open'
    `.execute(db);
    assert.equal(asked.rows.length, 1);
    assert.ok(asked.rows[0]?.evidence.because.includes('same employer'));
  });

  test('a touch waits for its person and is placed when a profile brings the key', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      touches: [
        aTouch({ person: { email: 'ada.l@gmail.com' } }),
        aTouch({ person: { profileUrl: 'linkedin.com/in/ada-l', email: 'other@x.example' } }),
        aTouch({ person: { email: 'stranger@x.example' } }),
      ],
    });
    await identifyAll(deps);
    assert.deepEqual(await touchOwners(db), [null, null, null]);
    const [profileId] = await receive(deps, workspaceId, {
      profiles: [withEmail('Ada', 'adal@gmail.com', { profileUrls: ['linkedin.com/in/ada-l'] })],
    });
    await identifyAll(deps);
    const ada = (await memberships(db, workspaceId)).get(profileId ?? '');
    assert.deepEqual(await touchOwners(db), [ada, ada, null]);
    const waiting = await sql`select 1 from unmatched_touches`.execute(db);
    assert.equal(waiting.rows.length, 1);
  });

  test('an item nobody can use is parked with the reason, the others of its batch go on', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      profiles: [withEmail('Ada', 'ada@x.example')],
      touches: [
        aTouch({ person: { email: 'info@acme.example' } }),
        aTouch({ person: { email: 'ada@x.example' } }),
      ],
    });
    await identifyAll(deps);
    const parked = await sql<{ parkedBecause: string }>`
      select parked_because from pending_intake
    `.execute(db);
    assert.equal(parked.rows.length, 1);
    assert.match(parked.rows[0]?.parkedBecause ?? '', /names nobody/);
    assert.equal((await touchOwners(db)).filter((owner) => owner !== null).length, 1);
  });

  test('an item that breaks the database is tried again, then parked; the others go on', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await sql`
      create or replace function refuse_bad() returns trigger language plpgsql as
      $$ begin if new.value = 'bad@x.example' then raise exception 'bad'; end if; return new; end $$
    `.execute(db);
    await sql`
      create trigger refuse_bad before insert on identifiers for each row execute function refuse_bad()
    `.execute(db);
    try {
      await receive(deps, workspaceId, {
        profiles: [withEmail('Ada', 'ada@x.example'), withEmail('Bad', 'bad@x.example')],
      });
      await identifyAll(deps);
      assert.equal(await livePersons(db), 1);
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await sql`update pending_intake set due_at = ${deps.clock.now()}`.execute(db);
        await identifyAll(deps);
      }
      const parked = await sql<{ attempts: number; parkedBecause: string | null }>`
        select attempts, parked_because from pending_intake
      `.execute(db);
      assert.equal(parked.rows.length, 1);
      assert.equal(parked.rows[0]?.attempts, 5);
      assert.match(parked.rows[0]?.parkedBecause ?? '', /failed 5 times: database error/);
    } finally {
      await sql`drop trigger refuse_bad on identifiers`.execute(db);
      await sql`drop function refuse_bad`.execute(db);
    }
  });

  test('a profile that says its person opted out stops outreach', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      profiles: [withEmail('Ada', 'ada@x.example', { hasOptedOut: true })],
    });
    await identifyAll(deps);
    const holds = await sql<{ effect: string; cause: string }>`
      select effect, cause from holds where lifted_at is null
    `.execute(db);
    assert.deepEqual(holds.rows, [{ effect: 'stop', cause: 'opt_out' }]);
  });

  test('every profile has one decision and one audit entry, without personal values', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Lovelace', 'ada@x.example'),
        withEmail('Ada Lovelace', 'ada@x.example'),
      ],
    });
    await identifyAll(deps);
    const decisions = await sql<{ kind: string; evidence: { because: string[] } }>`
      select kind, evidence from match_decisions order by id
    `.execute(db);
    assert.deepEqual(
      decisions.rows.map((row) => row.kind),
      ['new', 'join'],
    );
    const entries = await sql<{ action: string; detail: unknown }>`
      select action, detail from audit_entries order by seq
    `.execute(db);
    assert.deepEqual(
      entries.rows.map((row) => row.action),
      ['person.created', 'profile.joined'],
    );
    assert.doesNotMatch(JSON.stringify([decisions.rows, entries.rows]), /ada|lovelace|x\.example/i);
  });

  test('the people of one workspace are not seen from another', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const one = await addWorkspace(db, deps);
    const other = await addWorkspace(db, deps);
    await receive(deps, one, { profiles: [withEmail('Ada', 'ada@x.example')] });
    await receive(deps, other, {
      profiles: [withEmail('Ada', 'ada@x.example')],
      touches: [aTouch({ person: { email: 'ada@x.example' } })],
    });
    await identifyAll(deps);
    assert.equal(await livePersons(db), 2);
    const [ofOne] = (await memberships(db, one)).values();
    assert.notEqual((await touchOwners(db))[0], ofOne);
  });
});
