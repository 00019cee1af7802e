import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { makeWorld } from '../../bench/worlds/world.ts';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, quietDeps, receive } from '../../test/people.ts';
import { defaultModel } from '../core/people/match-model.ts';
import type { Deps } from './deps.ts';
import { loadMatchingInForce } from './matching-in-force.ts';
import { learnWeights } from './learn-weights.ts';

const actor = 'user:1';

// Whose they are is not looked at, so that they need not be told apart first.
async function giveAllToOnePerson(deps: Deps, workspaceId: string): Promise<void> {
  const id = deps.ids.next();
  const now = deps.clock.now();
  await sql`
    insert into persons (workspace_id, id, canonical, created_at, changed_at)
    values (${workspaceId}, ${id}, '{}', ${now}, ${now})
  `.execute(deps.db);
  await sql`
    insert into match_decisions (workspace_id, id, kind, person_id, evidence, rule_version, actor, decided_at)
    values (${workspaceId}, ${id}, 'new', ${id}, '{}', 0, 'system', ${now})
  `.execute(deps.db);
  await sql`
    insert into memberships (workspace_id, profile_id, person_id, decision_id, since)
    select workspace_id, id, ${id}, ${id}, ${now} from profiles where workspace_id = ${workspaceId}
  `.execute(deps.db);
}

eachDatabase((_kind, open) => {
  test('weights are learned as a version, hold from then on, and are not learned twice', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const world = makeWorld({ world: 'west', profiles: 2_050, seed: 4 });
    await receive(deps, workspaceId, { profiles: world.profiles });
    await giveAllToOnePerson(deps, workspaceId);
    const learned = await learnWeights(deps, { workspaceId, actor });
    assert.deepEqual([learned.version, learned.profiles], [1, 2_050]);
    const { model } = await loadMatchingInForce(db, workspaceId);
    assert.notDeepEqual(model.weights, defaultModel.weights);
    const again = await learnWeights(deps, { workspaceId, actor });
    assert.deepEqual([again.version, again.because], [null, 'nothing new since the last time']);
    const audited = await sql<{ actor: string }>`
      select actor from audit_entries where workspace_id = ${workspaceId} and action = 'match_weights.learned'
    `.execute(db);
    assert.deepEqual(audited.rows, [{ actor }]);
  });

  test('a workspace with little data keeps the defaults', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const learned = await learnWeights(deps, { workspaceId, actor });
    assert.equal(learned.version, null);
    assert.match(learned.because, /too few/);
    const { model } = await loadMatchingInForce(db, workspaceId);
    assert.equal(model, defaultModel);
  });
});
