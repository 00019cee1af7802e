// An erasure goes its whole way by itself: what is on the wire is waited for, Lever is marked once, the proof is signed
// and holds; and whom Lever forgets is forgotten here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { startRunning } from '../../test/running.ts';
import type { Running } from '../../test/running.ts';
import type { OpenedDatabase } from '../db/connect.ts';
import { changeRetentionRules } from './change-retention-rules.ts';
import { placeLegalHold, releaseHold } from './change-legal-holds.ts';
import { erasePerson } from './erase-person.ts';
import { erasedTag } from './record-effects/mark-erased.ts';
import { verifyErasure } from './verify-erasure.ts';
import { verifyAudit } from './verify-audit.ts';

const ada = {
  source: 'pin',
  sourceEventId: 'hit-ada',
  externalId: 'pin-ada',
  name: 'Ada Zuckerkandl',
  emails: ['ada@zuckerkandl.example'],
  job: { externalId: 'J1', name: 'Backend' },
};

interface Scene {
  running: Running;
  personId: string;
  opportunityId: string;
}

async function inLever(opened: OpenedDatabase): Promise<Scene> {
  const running = await startRunning(opened);
  await running.profiles(ada);
  await running.quiet();
  const [record] = await opened.db
    .selectFrom('records')
    .select(['personId', 'opportunityId'])
    .execute();
  assert(record?.opportunityId, 'she is in Lever');
  return { running, personId: record.personId, opportunityId: record.opportunityId };
}

function wishOf({ running, personId }: Scene) {
  const { workspaceId } = running;
  return { workspaceId, personId, cause: 'request' as const, because: 'request 17', actor: 'test' };
}

/** Lever is asked for changes now, and what is looked at twice is looked at again. */
async function look(running: Running): Promise<void> {
  const { deps } = running;
  for (let round = 0; round < 2; round += 1) {
    await sql`update work set due_at = now() where kind in ('lever_poll', 'record_read')`.execute(
      deps.db,
    );
    deps.wake();
    await running.quiet();
  }
}

async function stateOf({ running, personId }: Scene) {
  return await running.deps.db
    .selectFrom('erasures')
    .select(['id', 'state', 'cause', 'proof'])
    .where('personId', '=', personId)
    .executeTakeFirst();
}

eachDatabase((_kind, open) => {
  test('the candidate in Lever is marked once, and the proof is signed and holds', async () => {
    const scene = await inLever(await open());
    const { running, opportunityId } = scene;
    try {
      await erasePerson(running.deps, wishOf(scene));
      await running.quiet();
      const tags = running.sandbox.control.opportunity({ id: opportunityId })?.tags ?? [];
      assert.equal(tags.filter((tag) => tag === erasedTag).length, 1);
      const erasure = await stateOf(scene);
      assert.equal(erasure?.state, 'done');
      const proof = JSON.parse(erasure?.proof ?? '{}') as { inLever: { state: string }[] };
      assert.deepEqual(
        proof.inLever.map(({ state }) => state),
        ['marked'],
      );
      assert(!/zuckerkandl/iu.test(erasure?.proof ?? ''), 'the proof names nobody');
      const key = { workspaceId: running.workspaceId, erasureId: erasure?.id ?? '' };
      const verdict = await verifyErasure(running.deps, key);
      assert.deepEqual(
        verdict.checks.filter(({ isPassed }) => !isPassed),
        [],
      );
      assert.equal(verdict.isProven, true);
      assert.equal((await verifyAudit(running.deps, key)).isWhole, true);
      const writes = await sql<{ count: number }>`
        select count(*)::int as count from intents where kind = 'mark_erased'`.execute(
        running.deps.db,
      );
      assert.equal(writes.rows[0]?.count, 1);
      const tasks = await sql<{ kind: string }>`select kind from cleanup_tasks`.execute(
        running.deps.db,
      );
      assert.deepEqual(
        tasks.rows.map(({ kind }) => kind),
        ['delete_in_lever'],
      );
    } finally {
      await running.stop();
    }
  });

  test('a proof that was changed, or a value that came back, does not hold', async () => {
    const scene = await inLever(await open());
    const { running, personId } = scene;
    const { db } = running.deps;
    try {
      await erasePerson(running.deps, wishOf(scene));
      await running.quiet();
      const erasure = await stateOf(scene);
      const key = { workspaceId: running.workspaceId, erasureId: erasure?.id ?? '' };
      const failed = async () =>
        (await verifyErasure(running.deps, key)).checks
          .filter(({ isPassed }) => !isPassed)
          .map(({ check }) => check);
      await sql`update erasures set proof = replace(proof, 'request 17', 'request 18')`.execute(db);
      assert.deepEqual(await failed(), ['signed']);
      await sql`update erasures set proof = replace(proof, 'request 18', 'request 17')`.execute(db);
      assert.deepEqual(await failed(), []);
      await sql`
        insert into identifiers (workspace_id, kind, value, person_id, profile_id)
        select workspace_id, 'email', 'ada@zuckerkandl.example', person_id, profile_id from memberships`.execute(
        db,
      );
      assert.deepEqual(await failed(), ['rows_gone', 'not_back']);
      await sql`delete from identifiers`.execute(db);
      await sql`
        insert into person_keys (workspace_id, person_id, wrapped_key, created_at)
        values (${running.workspaceId}, ${personId}, '\\x01', now())`.execute(db);
      assert.deepEqual(await failed(), ['rows_gone', 'keys_destroyed']);
    } finally {
      await running.stop();
    }
  });

  test('whom Lever anonymised is erased here', async () => {
    const scene = await inLever(await open());
    const { running, opportunityId } = scene;
    try {
      running.sandbox.control.anonymise({ opportunity: opportunityId });
      await running.quiet();
      await look(running);
      const erasure = await stateOf(scene);
      assert.deepEqual([erasure?.state, erasure?.cause], ['done', 'lever']);
      const traces = await sql`
        select from persons where canonical::text ilike '%zuckerkandl%'`.execute(running.deps.db);
      assert.equal(traces.rows.length, 0);
    } finally {
      await running.stop();
    }
  });

  test('whom Lever deleted is erased here, unless the rules keep them', async () => {
    for (const [deletedInLever, wanted] of [
      ['erase', 'lever'],
      ['keep', undefined],
    ] as const) {
      const scene = await inLever(await open());
      const { running, opportunityId } = scene;
      const { workspaceId } = running;
      try {
        const body = { keepDays: null, because: 'policy 4', deletedInLever };
        await changeRetentionRules(running.deps, { workspaceId, body, actor: 'test' });
        running.sandbox.control.deleteOpportunity({ opportunity: opportunityId });
        await running.quiet();
        await look(running);
        assert.equal((await stateOf(scene))?.cause, wanted);
      } finally {
        await running.stop();
      }
    }
  });

  test('a legal hold that comes in between keeps the person until it is released', async () => {
    const scene = await inLever(await open());
    const { running, personId } = scene;
    const { workspaceId } = running;
    const holding = { workspaceId, actor: 'test', because: 'case 12' };
    try {
      const later = new Date(running.deps.clock.now().getTime() + 60_000);
      await erasePerson(running.deps, { ...wishOf(scene), dueAt: later });
      const hold = await placeLegalHold(running.deps, { ...holding, personId });
      await sql`update work set due_at = now() where kind = 'erasure'`.execute(running.deps.db);
      running.deps.wake();
      await running.quiet();
      assert.equal((await stateOf(scene))?.state, 'waiting');
      await releaseHold(running.deps, { ...holding, id: hold.id });
      await running.quiet();
      assert.equal((await stateOf(scene))?.state, 'done');
    } finally {
      await running.stop();
    }
  });
});
