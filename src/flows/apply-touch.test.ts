import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { openOutreachWorld } from '../../test/outreach-world.ts';
import type { OutreachWorld } from '../../test/outreach-world.ts';
import { changePauseRules } from './outreach-rules.ts';
import { defaultPauseRules } from '../core/outreach/pause-rules.ts';

async function openWithPerson(open: () => Promise<{ db: OutreachWorld['deps']['db'] }>) {
  const world = await openOutreachWorld((await open()).db, { isUnconnected: true });
  const { personId, email } = await world.source('Ada');
  const touch = async (
    kind: Parameters<OutreachWorld['touch']>[0]['kind'],
    more: Partial<Parameters<OutreachWorld['touch']>[0]> = {},
  ): Promise<void> => {
    await world.account.clock.advance(60_000);
    await world.touch({ sequence: 's', person: { email }, ...more, ...(kind ? { kind } : {}) });
  };
  const states = async (): Promise<string[]> =>
    (await world.enrollments(personId)).map((each) => `${each.sequence} ${each.state}`);
  const events = async (): Promise<string[]> => (await world.told()).map((each) => each.event);
  return { world, personId, email, touch, states, events };
}

eachDatabase((_kind, open) => {
  test('a first message makes an active enrollment, the end of the sequence finishes it', async () => {
    const { touch, states, events } = await openWithPerson(open);
    await touch('sent');
    await touch('sent');
    await touch('opened');
    assert.deepEqual(await states(), ['s active']);
    await touch('finished');
    assert.deepEqual(await states(), ['s finished']);
    await touch('enrolled');
    assert.deepEqual(await states(), ['s active']);
    assert.deepEqual(await events(), []);
  });

  test('a reply stops the sequence it answers and no other, and the source is told', async () => {
    const { world, touch, states } = await openWithPerson(open);
    await touch('enrolled');
    await touch('enrolled', { sequence: 't' });
    await touch('replied');
    assert.deepEqual(await states(), ['s stopped', 't active']);
    const [told] = await world.told();
    assert.equal(told?.event, 'outreach.stop');
    assert.equal(told.payload.scope, 'sequences');
    assert.deepEqual(
      told.payload.enrollments.map((each) => each.sequence),
      ['s'],
    );
    assert.equal((await world.holds(told.payload.person.id)).length, 0);
  });

  test('a reply without a sequence stops all of that source', async () => {
    const { world, email, touch, states } = await openWithPerson(open);
    await touch('enrolled');
    await touch('enrolled', { source: 'other', sequence: 't' });
    await world.account.clock.advance(60_000);
    await world.touch({ kind: 'replied', person: { email } });
    assert.deepEqual(await states(), ['t active', 's stopped']);
  });

  test('what a reply does is a rule that can be changed', async () => {
    const { world, touch, states } = await openWithPerson(open);
    for (const [reply, expected] of [
      ['continue', 's active'],
      ['pause', 's paused'],
    ] as const) {
      await changePauseRules(world.deps, {
        workspaceId: world.workspaceId,
        body: { ...defaultPauseRules, reply },
        actor: 'user:admin',
      });
      await touch('enrolled');
      await touch('replied');
      assert.deepEqual(await states(), [expected]);
    }
    assert.equal((await world.audit()).filter((each) => each === 'rules.changed').length, 2);
  });

  test('who asks not to be contacted is held for good', async () => {
    const { world, personId, touch, states, events } = await openWithPerson(open);
    await touch('enrolled');
    await touch('unsubscribed');
    const [hold] = await world.holds(personId);
    assert.deepEqual([hold?.effect, hold?.cause], ['stop', 'opt_out']);
    assert.deepEqual(await states(), ['s stopped']);
    assert.deepEqual(await events(), ['outreach.stop']);
  });

  test('a hard bounce invalidates that address and pauses; a soft one does nothing', async () => {
    const { world, personId, touch } = await openWithPerson(open);
    await touch('bounced', { isHardBounce: false });
    assert.deepEqual(await world.holds(personId), []);
    await touch('bounced', { isHardBounce: true });
    const [hold] = await world.holds(personId);
    assert.deepEqual([hold?.effect, hold?.cause], ['pause', 'bounce']);
    const points = await world.deps.db.selectFrom('contactPoints').select('status').execute();
    assert.deepEqual(points, [{ status: 'invalid' }]);
  });

  test('a source that enrolls a held person is told at once, and again when it goes on sending', async () => {
    const { world, touch, states, events } = await openWithPerson(open);
    await touch('unsubscribed');
    assert.deepEqual(await events(), ['outreach.stop']);
    await touch('enrolled');
    assert.deepEqual(await states(), ['s stopped']);
    assert.deepEqual(await events(), ['outreach.stop', 'outreach.stop']);
    await touch('sent');
    await touch('sent');
    assert.equal((await events()).length, 2, 'the telling under way is not doubled');
    await world.deps.db
      .updateTable('webhookDeliveries')
      .set({ state: 'delivered', deliveredAt: world.deps.clock.now() })
      .execute();
    await world.account.clock.advance(11 * 60_000);
    await touch('sent');
    await touch('sent');
    assert.equal((await events()).length, 3);
  });

  test('messages sent before the hold say nothing about whether the source obeyed', async () => {
    const { world, touch, events } = await openWithPerson(open);
    await touch('enrolled');
    const before = world.deps.clock.now().toISOString();
    await touch('unsubscribed');
    await world.deps.db
      .updateTable('webhookDeliveries')
      .set({ state: 'delivered', deliveredAt: world.deps.clock.now() })
      .execute();
    await world.account.clock.advance(11 * 60_000);
    await touch('sent', { occurredAt: before });
    assert.deepEqual(await events(), ['outreach.stop']);
  });

  test('reports that overtake each other end in the same state', async () => {
    const at = (minute: number): string => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();
    const touches = [
      { kind: 'enrolled', occurredAt: at(1) },
      { kind: 'sent', occurredAt: at(2) },
      { kind: 'replied', occurredAt: at(3) },
    ] as const;
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1],
    ]) {
      const { touch, states } = await openWithPerson(open);
      for (const index of order) {
        const next = touches[index];
        if (next !== undefined) await touch(next.kind, { occurredAt: next.occurredAt });
      }
      assert.deepEqual(await states(), ['s stopped'], `order ${order.join(' ')}`);
    }
  });
});
