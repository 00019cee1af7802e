import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, quietDeps } from '../../test/people.ts';
import { InputError } from '../core/input-error.ts';
import { listParkedThings } from '../db/queries/parked.ts';
import type { Deps } from './deps.ts';
import { dismissParkedThing, retryParkedThing } from './settle-parked.ts';

eachDatabase((_kind, open) => {
  test('everything parked stands in one list, and each kind can be tried again', async () => {
    const { deps, workspaceId } = await world(open);
    const ids = await parkOneOfEach(deps, workspaceId);
    const listed = await listParkedThings(deps.db, { workspaceId, limit: 10 });
    assert.deepEqual(new Set(listed.map((one) => `${one.kind} ${one.id}`)), new Set(ids.names));
    assert.ok(listed.every((one) => one.because !== '' && one.nextAction !== ''));
    const kinds: string[] = [];
    for (const { id } of listed) {
      kinds.push((await retryParkedThing(deps, { workspaceId, id, actor: 'cli' })).kind);
    }
    assert.deepEqual(kinds.toSorted(), ['effect', 'intake', 'webhook']);
    assert.deepEqual(await listParkedThings(deps.db, { workspaceId, limit: 10 }), []);
    assert.deepEqual(await workKinds(deps), ['delivery', 'record']);
    assert.deepEqual(await actions(deps), ['parked.retried', 'parked.retried', 'parked.retried']);
  });

  test('each kind can be given up with a reason, and a second time there is nothing to give up', async () => {
    const { deps, workspaceId } = await world(open);
    await parkOneOfEach(deps, workspaceId);
    for (const { id } of await listParkedThings(deps.db, { workspaceId, limit: 10 })) {
      const decision = { workspaceId, id, actor: 'cli', reason: 'left the company' };
      await dismissParkedThing(deps, decision);
      await assert.rejects(dismissParkedThing(deps, decision), InputError);
    }
    assert.deepEqual(await listParkedThings(deps.db, { workspaceId, limit: 10 }), []);
    assert.deepEqual(await actions(deps), [
      'parked.dismissed',
      'parked.dismissed',
      'parked.dismissed',
    ]);
  });

  test('a reason is asked for, and what is not parked is not found', async () => {
    const { deps, workspaceId } = await world(open);
    const decision = { workspaceId, id: deps.ids.next(), actor: 'cli' };
    await assert.rejects(dismissParkedThing(deps, { ...decision, reason: ' ' }), /Say why/);
    await assert.rejects(retryParkedThing(deps, decision), /parked/);
    await assert.rejects(retryParkedThing(deps, { ...decision, id: 'nonsense' }), /parked/);
  });
});

async function world(
  open: () => Promise<{ db: Deps['db'] }>,
): Promise<{ deps: Deps; workspaceId: string }> {
  const deps = quietDeps((await open()).db);
  return { deps, workspaceId: await addWorkspace(deps.db, deps) };
}

async function parkOneOfEach(deps: Deps, workspaceId: string): Promise<{ names: string[] }> {
  const [intent, item, endpoint, delivery] = [0, 1, 2, 3].map(() => deps.ids.next());
  const now = deps.clock.now();
  await sql`insert into intents (workspace_id, id, subject_kind, subject_id, queue_key, lane, kind, payload, marker,
      is_repeatable, state, planned_at, due_at, failure, failure_text, next_action, cause)
    values (${workspaceId}, ${intent}, 'record', ${deps.ids.next()}, 'q', 2, 'create_opportunity', '{}', 'm', false,
      'parked', ${now}, ${now}, 'rejected', 'The posting is closed.', 'Reopen it.', 'test')`.execute(
    deps.db,
  );
  await sql`insert into pending_intake (workspace_id, kind, item_id, due_at, parked_because)
    values (${workspaceId}, 'touch', ${item}, ${now}, 'failed 5 times')`.execute(deps.db);
  await sql`insert into webhook_endpoints (workspace_id, id, url, sealed_secret, events, created_at)
    values (${workspaceId}, ${endpoint}, 'http://127.0.0.1:1/', '\\x00', '{}', ${now})`.execute(
    deps.db,
  );
  await sql`insert into webhook_deliveries (workspace_id, id, endpoint_id, event, payload, state, last_error, created_at)
    values (${workspaceId}, ${delivery}, ${endpoint}, 'outreach.pause', '{}', 'parked', 'answer 500', ${now})`.execute(
    deps.db,
  );
  return { names: [`effect ${intent}`, `intake ${item}`, `webhook ${delivery}`] };
}

async function workKinds(deps: Deps): Promise<string[]> {
  const rows = await deps.db.selectFrom('work').select('kind').orderBy('kind').execute();
  return rows.map((row) => row.kind);
}

async function actions(deps: Deps): Promise<string[]> {
  const rows = await deps.db.selectFrom('auditEntries').select('action').orderBy('seq').execute();
  return rows.map((row) => row.action);
}
