import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { aProfile, aTouch, withEmail } from '../../test/received.ts';
import { InputError } from '../core/input-error.ts';
import type { Db } from '../db/connect.ts';
import type { Deps } from './deps.ts';
import { answerReview } from './answer-review.ts';
import { holdOutreach } from './hold-outreach.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { splitProfile } from './split-profile.ts';
import { undoMerge } from './undo-merge.ts';

const actor = 'user:1';

// Everything a merge may touch, without what is meant to stay different: times, revisions, decisions.
async function stateOf(db: Db): Promise<string> {
  const tables = [
    sql`select id, canonical, merged_into, is_erased from persons order by id`,
    sql`select profile_id, person_id from memberships order by profile_id`,
    sql`select kind, value, person_id, profile_id from identifiers order by kind, value, profile_id`,
    sql`select kind, value, person_id, profile_id, status from contact_points order by kind, value, profile_id`,
    sql`select id, person_id from touches order by id`,
    sql`select id, person_id, source, sequence, state from enrollments order by id`,
    sql`select id, person_id, effect, cause from holds order by id`,
    sql`select person_id, job_id, record_id, triggered_by from candidacies order by person_id, job_id`,
    sql`select id, person_id, posting_id from records order by id`,
    sql`select person_id, traits from match_traits order by person_id`,
    sql`select key, person_id from match_keys order by key, person_id`,
  ];
  const states: unknown[] = [];
  for (const table of tables) states.push((await table.execute(db)).rows);
  return JSON.stringify(states, null, 1);
}

async function threePeople(deps: Deps, workspaceId: string): Promise<[string, string, string]> {
  const ids = await receive(deps, workspaceId, {
    profiles: [
      withEmail('Ada Lovelace', 'ada@home.example', { tags: ['x'], title: 'Analyst' }),
      withEmail('Augusta King', 'ak@palace.example', { foundAt: '2026-02-01T00:00:00Z' }),
      withEmail('Ada Byron', 'ada@byron.example', { hasOptedOut: true }),
    ],
    touches: [
      aTouch({ person: { email: 'ada@home.example' }, kind: 'enrolled', sequence: 's' }),
      aTouch({ person: { email: 'ak@palace.example' }, kind: 'enrolled', sequence: 't' }),
      aTouch({ person: { email: 'ada@byron.example' }, kind: 'sent', sequence: 'u' }),
    ],
  });
  await identifyAll(deps);
  const of = await memberships(deps.db, workspaceId);
  const [one = '', two = '', three = ''] = ids.slice(0, 3).map((id) => of.get(id) ?? '');
  assert.equal(new Set([one, two, three]).size, 3);
  return [one, two, three];
}

eachDatabase((_kind, open) => {
  test('a merge carries everything over, and undoing it restores exactly what was', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [one, two] = await threePeople(deps, workspaceId);
    const before = await stateOf(db);
    const merged = await mergeByHand(deps, { workspaceId, personIds: [two, one], actor });
    assert.deepEqual([merged.survivorId, merged.mergedId], [one, two]);
    assert.notEqual(await stateOf(db), before);
    const left = await sql`select 1 from touches where person_id = ${two}`.execute(db);
    assert.equal(left.rows.length, 0);
    await undoMerge(deps, { workspaceId, decisionId: merged.decisionId, actor });
    assert.equal(await stateOf(db), before);
  });

  test('merges undone in another order than they were made restore the same state', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { db } = await open();
      const deps = quietDeps(db);
      const workspaceId = await addWorkspace(db, deps);
      const [one, two, three] = await threePeople(deps, workspaceId);
      const before = await stateOf(db);
      const first = await mergeByHand(deps, { workspaceId, personIds: [two, three], actor });
      const second = await mergeByHand(deps, { workspaceId, personIds: [one, two], actor });
      assert.equal(second.survivorId, one);
      const decisions = [first.decisionId, second.decisionId];
      for (const index of order) {
        await undoMerge(deps, { workspaceId, decisionId: decisions[index] ?? '', actor });
      }
      assert.equal(await stateOf(db), before);
    }
  });

  test('what came after the merge goes with the side it belongs to', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [one, two] = await threePeople(deps, workspaceId);
    const merged = await mergeByHand(deps, { workspaceId, personIds: [one, two], actor });
    const [later, other] = await receive(deps, workspaceId, {
      profiles: [
        withEmail('Augusta King', 'ak@palace.example', { profileUrls: ['linkedin.com/in/ak'] }),
        withEmail('Ada Lovelace', 'ada@home.example'),
      ],
      touches: [aTouch({ person: { profileUrl: 'linkedin.com/in/ak' }, kind: 'replied' })],
    });
    await identifyAll(deps);
    const undone = await undoMerge(deps, { workspaceId, decisionId: merged.decisionId, actor });
    assert.deepEqual([undone.restoredId, undone.laterProfiles, undone.laterTouches], [two, 1, 1]);
    const of = await memberships(db, workspaceId);
    assert.equal(of.get(later ?? ''), two);
    assert.equal(of.get(other ?? ''), one);
    const replies = await sql<{ personId: string }>`
      select person_id from touches where kind = 'replied'
    `.execute(db);
    assert.deepEqual(replies.rows, [{ personId: two }]);
  });

  test('people once told apart are not merged again by a hit that looks like both', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Lovelace', 'ada@home.example'),
        withEmail('Ada Lovelace', 'ada@work.example'),
      ],
    });
    await identifyAll(deps);
    const bridge = aProfile({
      name: 'Ada Lovelace',
      emails: [
        { value: 'ada@home.example', status: 'unverified' },
        { value: 'ada@work.example', status: 'unverified' },
      ],
    });
    await receive(deps, workspaceId, { profiles: [bridge] });
    await identifyAll(deps);
    const merges = await sql<{ id: string }>`
      select id from match_decisions where kind = 'merge'
    `.execute(db);
    assert.equal(merges.rows.length, 1);
    await undoMerge(deps, { workspaceId, decisionId: merges.rows[0]?.id ?? '', actor });
    await receive(deps, workspaceId, { profiles: [bridge] });
    await identifyAll(deps);
    const persons = await sql`select 1 from persons where merged_into is null`.execute(db);
    assert.equal(persons.rows.length, 2);
  });

  test('a hold on the one holds the other once they are one, and undoing lets it go on as before', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [one, two, three] = await threePeople(deps, workspaceId);
    const now = deps.clock.now();
    await sql`
      insert into webhook_endpoints (workspace_id, id, url, events, sealed_secret, created_at)
      values (${workspaceId}, ${deps.ids.next()}, 'https://x.example', '{outreach.stop,outreach.resume}', '\\x00', ${now})
    `.execute(db);
    const states = async (): Promise<string[]> => {
      const found = await sql<{ state: string }>`
        select state from enrollments where person_id in (${one}, ${two}) and sequence in ('s', 't') order by sequence
      `.execute(db);
      return found.rows.map(({ state }) => state);
    };
    const told = async (): Promise<string[]> => {
      const found = await sql<{ event: string }>`
        select event from webhook_deliveries order by created_at, id
      `.execute(db);
      return found.rows.map(({ event }) => event);
    };
    assert.deepEqual(await states(), ['active', 'active']);
    // The third one asked not to be contacted.
    const { decisionId } = await mergeByHand(deps, { workspaceId, personIds: [one, three], actor });
    assert.deepEqual(await states(), ['stopped', 'active']);
    assert.deepEqual(await told(), ['outreach.stop']);
    await undoMerge(deps, { workspaceId, decisionId, actor });
    assert.deepEqual(await states(), ['active', 'active']);
    assert.deepEqual(await told(), ['outreach.stop', 'outreach.resume']);
  });

  test('news from Lever about a record that stayed with a merged person holds whoever that is now', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [one, two] = await threePeople(deps, workspaceId);
    await mergeByHand(deps, { workspaceId, personIds: [one, two], actor });
    await db.transaction().execute(async (trx) => {
      const wish = { workspaceId, personId: two, effect: 'stop', cause: 'status' } as const;
      await holdOutreach(trx, deps, { ...wish, because: 'hired' });
    });
    const holds = await sql<{ personId: string }>`
      select person_id from holds where cause = 'status'
    `.execute(db);
    assert.deepEqual(holds.rows, [{ personId: one }]);
  });

  test('a merge is undone once', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [one, two] = await threePeople(deps, workspaceId);
    const { decisionId } = await mergeByHand(deps, { workspaceId, personIds: [one, two], actor });
    await undoMerge(deps, { workspaceId, decisionId, actor });
    await assert.rejects(undoMerge(deps, { workspaceId, decisionId, actor }), InputError);
  });

  test('an answer settles a question, for good and only once', async () => {
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
    const asked = await sql<{
      id: string;
    }>`select id from match_reviews where state = 'open'`.execute(db);
    const reviewId = asked.rows[0]?.id ?? '';
    const answered = await answerReview(deps, { workspaceId, reviewId, answer: 'same', actor });
    assert.equal(answered.result, 'merged');
    await assert.rejects(
      answerReview(deps, { workspaceId, reviewId, answer: 'different', actor }),
      InputError,
    );
    const persons = await sql`select 1 from persons where merged_into is null`.execute(db);
    assert.equal(persons.rows.length, 1);
  });

  test('a profile put to the wrong person is taken out with its touches', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [stays, goes] = await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Lovelace', 'ada@home.example', { externalId: '1' }),
        withEmail('Ada Lovelace', 'ada@other.example', { externalId: '1' }),
      ],
      touches: [
        aTouch({ person: { email: 'ada@other.example' } }),
        aTouch({ person: { email: 'ada@home.example' } }),
      ],
    });
    await identifyAll(deps);
    const { personId, fromId } = await splitProfile(deps, {
      workspaceId,
      profileId: goes ?? '',
      actor,
    });
    const of = await memberships(db, workspaceId);
    assert.deepEqual([of.get(stays ?? ''), of.get(goes ?? '')], [fromId, personId]);
    const owners = await sql<{
      personId: string;
    }>`select person_id from touches order by id`.execute(db);
    assert.deepEqual(
      owners.rows.map((row) => row.personId),
      [personId, fromId],
    );
  });
});
