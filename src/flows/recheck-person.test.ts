import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { aProfile, withEmail } from '../../test/received.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import type { Db } from '../db/connect.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { recheckPerson } from './recheck-person.ts';
import { recheckWorkKind } from './request-rechecks.ts';
import { undoMerge } from './undo-merge.ts';

const atWork = {
  employer: 'Quillfeather Instruments',
  title: 'Lens grinder',
  location: 'Austin, TX',
};
// The middle one has no name, so it meets the first by address and number only; what both know is like the last.
const phones = [{ value: '+1 415 555 0132', status: 'unverified' as const }];
const hits: readonly ReceivedProfile[] = [
  withEmail('Ottilie Quarterbrook', 'oq@home.example', { phones }),
  aProfile({ emails: [{ value: 'oq@home.example', status: 'verified' }], phones, ...atWork }),
  aProfile({ name: 'Ottilie Quarterbrook', ...atWork }),
];

async function recheckAll(deps: Deps, workspaceId: string): Promise<number> {
  for (let turns = 0; turns < 50; turns += 1) {
    const work = await takeOne(deps.db, workspaceId);
    if (work === undefined) return turns;
    assert.equal((await recheckPerson(deps, work)).next, 'done');
  }
  return assert.fail('re-checks do not come to an end');
}

async function takeOne(db: Db, workspaceId: string): Promise<ClaimedWork | undefined> {
  const found = await sql<ClaimedWork>`
    delete from work where workspace_id = ${workspaceId} and kind = ${recheckWorkKind}
      and subject_id = (select subject_id from work
        where workspace_id = ${workspaceId} and kind = ${recheckWorkKind} order by subject_id limit 1)
    returning *
  `.execute(db);
  return found.rows[0];
}

async function persons(db: Db, workspaceId: string): Promise<number> {
  return new Set((await memberships(db, workspaceId)).values()).size;
}

const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [2, 0, 1],
  [1, 2, 0],
] as const;

eachDatabase((_kind, open) => {
  test('a bridge makes one person in whatever order the hits arrive', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    for (const order of orders) {
      const workspaceId = await addWorkspace(db, deps);
      for (const at of order) {
        const hit = hits[at];
        await receive(deps, workspaceId, { profiles: hit === undefined ? [] : [hit] });
        await identifyAll(deps);
      }
      await recheckAll(deps, workspaceId);
      assert.equal(await persons(db, workspaceId), 1, order.join(' '));
    }
  });

  test('a re-check respects what a human said, and its merge can be undone', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    for (const at of [0, 2, 1]) {
      const hit = hits[at];
      await receive(deps, workspaceId, { profiles: hit === undefined ? [] : [hit] });
      await identifyAll(deps);
    }
    assert.equal(await persons(db, workspaceId), 2);
    await recheckAll(deps, workspaceId);
    const merge = await sql<{ id: string }>`
      select id from match_decisions where workspace_id = ${workspaceId} and kind = 'merge'
    `.execute(db);
    const [{ id: decisionId } = { id: '' }] = merge.rows;
    await undoMerge(deps, { workspaceId, decisionId, actor: 'user:1' });
    assert.equal(await persons(db, workspaceId), 2);
    const again = withEmail('Ottilie Quarterbrook', 'oq@home.example', { phones });
    await receive(deps, workspaceId, { profiles: [{ ...again, employer: 'Oakheart Opticians' }] });
    await identifyAll(deps);
    await recheckAll(deps, workspaceId);
    assert.equal(await persons(db, workspaceId), 2, 'they stay apart');
  });

  test('a person that is gone by then is no trouble', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const work: ClaimedWork = {
      workspaceId,
      kind: recheckWorkKind,
      subjectId: deps.ids.next(),
      queueKey: 'match',
      lane: 4,
      dueAt: deps.clock.now(),
      because: 'test',
      version: 1,
      attempts: 0,
    };
    assert.deepEqual(await recheckPerson(deps, work), { next: 'done' });
  });
});
