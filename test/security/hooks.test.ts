// Webhooks of Lever by somebody else, changed on the way, or sent again: outreach that ended never begins again by them.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { eachDatabase } from '../databases.ts';
import { openOutreachWorld } from '../outreach-world.ts';
import type { KeptHook } from '../outreach-world.ts';

interface HookBody {
  event: string;
  triggeredAt: number;
  token: string;
  signature: string;
  data: Record<string, unknown>;
}

const bodyOf = (hook: KeptHook): HookBody =>
  JSON.parse(Buffer.from(hook.body).toString('utf8')) as HookBody;
const hookWith = (hook: KeptHook, body: Partial<HookBody>): KeptHook => ({
  ...hook,
  body: Buffer.from(JSON.stringify({ ...bodyOf(hook), ...body })),
});

eachDatabase((_kind, open) => {
  test('a signature made with any secret but the subscription’s own is refused and leaves nothing', async () => {
    const world = await openOutreachWorld((await open()).db, { keepHooks: true });
    const person = await world.source('Ada');
    world.control.archive({
      opportunity: person.opportunityId,
      reason: world.control.archiveReasons({})[0]?.id ?? '',
    });
    await world.control.settleWebhooks({});
    const hook = world.hooks[0];
    assert(hook !== undefined);
    const { token, triggeredAt } = bodyOf(hook);
    const before = await world.audit();
    for (const secret of ['', 'secret', token, hook.secret, 'null', 'undefined']) {
      const signature = createHmac('sha256', secret)
        .update(token + String(triggeredAt))
        .digest('hex');
      const answer = await world.deliver(hookWith(hook, { signature }));
      assert.equal(answer.status, 401, `signed with ${JSON.stringify(secret)}`);
    }
    const { signature } = bodyOf(hook);
    for (const wrong of [
      signature.slice(0, -1),
      `${signature}0`,
      signature.toUpperCase(),
      ` ${signature}`,
      '0'.repeat(64),
    ]) {
      assert.equal((await world.deliver(hookWith(hook, { signature: wrong }))).status, 401, wrong);
    }
    for (const odd of [[signature], { signature }, 1, true, null]) {
      const forged = hookWith(hook, { signature: odd as unknown as string });
      assert.equal((await world.deliver(forged)).status, 401, JSON.stringify(odd));
    }
    assert.deepEqual(await world.holds(person.personId), []);
    assert.deepEqual(await world.audit(), before);
  });

  test('a signed webhook with other data, which the signature does not cover, can pause and never resume', async () => {
    const world = await openOutreachWorld((await open()).db, { keepHooks: true });
    const person = await world.source('Bo');
    world.control.moveStage({ opportunity: person.opportunityId, stage: 'offer' });
    await world.control.settleWebhooks({});
    const hook = world.hooks.find((each) => bodyOf(each).event === 'candidateStageChange');
    assert(hook !== undefined);
    await world.deliver(hook);
    const [held] = await world.holds(person.personId);
    assert.equal(held?.effect, 'pause');
    const { data } = bodyOf(hook);
    for (const change of [
      { toStageId: 'lead-new' },
      { toStageId: null },
      { toStageId: 'lead-new', fromStageId: 'offer' },
      { toArchived: null, fromArchived: { reason: 'x' } },
    ]) {
      const forged = hookWith(hook, { data: { ...data, ...change } });
      assert.equal((await world.deliver(forged)).status, 200);
    }
    await world.readAll();
    assert.deepEqual(
      (await world.holds(person.personId)).map((one) => one.effect),
      ['pause'],
    );
    assert(!(await world.told()).some((one) => one.event === 'outreach.resume'));
  });

  test('everything sent again, backwards and several times over, changes nothing', async () => {
    const world = await openOutreachWorld((await open()).db, { keepHooks: true });
    const person = await world.source('Cy');
    for (const stage of ['lead-responded', 'offer', 'lead-new']) {
      world.control.moveStage({ opportunity: person.opportunityId, stage });
      await world.control.settleWebhooks({});
    }
    const hooks = [...world.hooks];
    assert(hooks.length >= 3);
    for (const hook of hooks) assert.equal((await world.deliver(hook)).status, 200);
    await world.readAll();
    const [holds, told, audit] = [
      await world.holds(person.personId),
      await world.told(),
      await world.audit(),
    ];
    assert(holds.length > 0);
    for (const hook of [...hooks.toReversed(), ...hooks, ...hooks.toReversed()]) {
      assert.equal((await world.deliver(hook)).because, 'received before');
    }
    await world.readAll();
    assert.deepEqual(await world.holds(person.personId), holds);
    assert.deepEqual(await world.told(), told);
    assert.deepEqual(await world.audit(), audit);
  });
});
