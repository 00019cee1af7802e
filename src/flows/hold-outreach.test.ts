import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld } from '../../test/outreach-world.ts';
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { holdOutreach } from './hold-outreach.ts';
import type { HoldWish } from './hold-outreach.ts';
import { liftHold } from './lift-hold.ts';

async function hold(world: OutreachWorld, wish: Omit<HoldWish, 'workspaceId'>): Promise<void> {
  const { deps, workspaceId } = world;
  await deps.db.transaction().execute(async (trx) => {
    await appendAudit(trx, deps, await holdOutreach(trx, deps, { ...wish, workspaceId }));
  });
}

async function states(world: OutreachWorld, personId: string): Promise<string[]> {
  return (await world.enrollments(personId)).map((each) => `${each.state} ${each.epoch}`);
}

const lift = (world: OutreachWorld, holdId: string) =>
  liftHold(world.deps, {
    workspaceId: world.workspaceId,
    holdId,
    actor: 'user:7',
    because: 'agreed with the recruiter',
  });

eachDatabase((_kind, open) => {
  test('the same hold twice is one hold, one telling and one audit entry', async () => {
    const world = await openOutreachWorld((await open()).db, { isUnconnected: true });
    const { personId, email } = await world.source('Ada');
    await world.touch({ kind: 'enrolled', sequence: 's', person: { email } });
    for (let times = 0; times < 2; times += 1) {
      await hold(world, { personId, effect: 'pause', cause: 'manual', because: 'by hand' });
    }
    assert.equal((await world.holds(personId)).length, 1);
    assert.equal((await world.told()).length, 1);
    assert.equal((await world.audit()).filter((action) => action === 'outreach.held').length, 1);
    assert.deepEqual(await states(world, personId), ['paused 2']);
  });

  test('a stop after a pause of the same cause raises it; a pause after a stop changes nothing', async () => {
    const world = await openOutreachWorld((await open()).db, { isUnconnected: true });
    const { personId, email } = await world.source('Bo');
    await world.touch({ kind: 'enrolled', sequence: 's', person: { email } });
    const wish = { personId, cause: 'status', because: 'status' } as const;
    await hold(world, { ...wish, effect: 'pause' });
    await hold(world, { ...wish, effect: 'stop' });
    await hold(world, { ...wish, effect: 'pause' });
    const holds = await world.holds(personId);
    assert.deepEqual(
      holds.map((each) => each.effect),
      ['stop'],
    );
    assert.deepEqual(
      (await world.told()).map((each) => each.event),
      ['outreach.pause', 'outreach.stop'],
    );
    assert.deepEqual(await states(world, personId), ['stopped 3']);
  });

  test('outreach goes on only when the last hold is lifted, and the source is told', async () => {
    const world = await openOutreachWorld((await open()).db, { isUnconnected: true });
    const { personId, email } = await world.source('Cy');
    await world.touch({ kind: 'enrolled', sequence: 's', person: { email } });
    await hold(world, { personId, effect: 'pause', cause: 'status', because: 'one' });
    await hold(world, { personId, effect: 'pause', cause: 'bounce', because: 'other' });
    const [first, second] = await world.holds(personId);
    assert.equal((await lift(world, first?.id ?? '')).effectLeft, 'pause');
    assert.deepEqual(await states(world, personId), ['paused 2']);
    assert.equal((await lift(world, second?.id ?? '')).effectLeft, 'continue');
    assert.deepEqual(await states(world, personId), ['active 3']);
    const told = await world.told();
    assert.deepEqual(
      told.map((each) => each.event),
      ['outreach.pause', 'outreach.resume'],
    );
    assert.equal(told[1]?.payload.enrollments[0]?.epoch, 3);
  });

  test('what was stopped stays stopped when the hold is lifted', async () => {
    const world = await openOutreachWorld((await open()).db, { isUnconnected: true });
    const { personId, email } = await world.source('Di');
    await world.touch({ kind: 'enrolled', sequence: 's', person: { email } });
    await hold(world, { personId, effect: 'stop', cause: 'manual', because: 'by hand' });
    const [held] = await world.holds(personId);
    await lift(world, held?.id ?? '');
    assert.deepEqual(await states(world, personId), ['stopped 2']);
  });

  test('only a person lifts, with a reason, once, in the own workspace, and never after an erasure', async () => {
    const { db } = await open();
    const world = await openOutreachWorld(db, { isUnconnected: true });
    const other = await openOutreachWorld(db, { isUnconnected: true, name: 'other' });
    const { personId } = await world.source('Ed');
    await hold(world, { personId, effect: 'pause', cause: 'manual', because: 'by hand' });
    await hold(world, { personId, effect: 'stop', cause: 'erasure', because: 'erased' });
    const [manual, erasure] = await world.holds(personId);
    assert.ok(manual !== undefined && erasure !== undefined);
    const good = {
      workspaceId: world.workspaceId,
      holdId: manual.id,
      actor: 'user:7',
      because: 'why',
    };
    const cases: [Partial<typeof good>, InputError['code']][] = [
      [{ actor: 'system' }, 'forbidden'],
      [{ actor: 'lever' }, 'forbidden'],
      [{ actor: ' ' }, 'forbidden'],
      [{ because: ' ' }, 'invalid'],
      [{ because: 'x'.repeat(1_001) }, 'invalid'],
      [{ holdId: erasure.id }, 'conflict'],
      [{ holdId: world.deps.ids.next() }, 'not_found'],
      [{ workspaceId: other.workspaceId }, 'not_found'],
    ];
    for (const [change, code] of cases) {
      await assert.rejects(
        liftHold(world.deps, { ...good, ...change }),
        (error) => error instanceof InputError && error.code === code,
      );
    }
    await liftHold(world.deps, good);
    await assert.rejects(
      liftHold(world.deps, good),
      (error) => error instanceof InputError && error.code === 'not_found',
    );
  });
});
