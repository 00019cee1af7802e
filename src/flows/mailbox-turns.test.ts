import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { embeddedDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, minuteMs, sendingWorld } from '../../test/sending-world.ts';
import { listOpenTasks } from '../db/queries/tasks.ts';
import { approveRun } from './approve-run.ts';
import { changeMailbox, changeOutreachCaps, setMailboxState } from './save-mailbox.ts';
import { changeOutreachPolicy } from './outreach-policy.ts';

embeddedDatabase((open) => {
  test('sequences take turns in a mailbox, and follow-ups go before first messages', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const steps = [
      anEmail('one'),
      anEmail('two', { delay: { amount: 1, unit: 'hours' }, isInThread: true }),
    ];
    const large = await world.sequence({ steps }, 'Large');
    const small = await world.sequence({ steps: [anEmail('only')] }, 'Small');
    for (const [index, name] of ['Ada Aa', 'Bea Bb', 'Cleo Cc', 'Dora Dd'].entries())
      await world.enrol(await world.person(name, `l${index}@gmail.com`), large);
    await world.enrol(await world.person('Eve Ee', 's0@gmail.com'), small);
    const order = async (): Promise<string[]> => {
      const sent = await sql<{ sequence: string; kind: string }>`
        select q.name as sequence, m.kind from messages m join sequences q on q.id = m.sequence_id
        where m.state = 'sent' order by m.sent_at`.execute(db);
      return sent.rows.map((row) => `${row.sequence} ${row.kind}`);
    };
    await world.pass(5 * minuteMs);
    assert((await order()).slice(0, 2).includes('Small new'), String(await order()));
    await setMailboxState(world.deps, {
      workspaceId: world.workspaceId,
      mailboxId: world.mailboxId,
      state: 'paused',
      because: 'wait',
      actor: 'test',
    });
    await world.pass(2 * hourMs, 10 * minuteMs);
    await setMailboxState(world.deps, {
      workspaceId: world.workspaceId,
      mailboxId: world.mailboxId,
      state: 'on',
      because: '',
      actor: 'test',
    });
    const before = (await order()).length;
    await world.pass(3 * minuteMs);
    assert.equal((await order())[before], 'Large follow_up');
    await world.close();
  });

  test('a step overtaken by more than five business days asks its owner before it goes', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const { deps, workspaceId, mailboxId } = world;
    const sequenceId = await world.sequence({ steps: [anEmail('only')] });
    const enrolled = await world.enrol(
      await world.person('Ada Lovelace', 'ada@gmail.com'),
      sequenceId,
    );
    assert(enrolled.isEnrolled);
    await setMailboxState(deps, {
      workspaceId,
      mailboxId,
      state: 'paused',
      because: 'away',
      actor: 'test',
    });
    await world.work();
    await sql`update messages set state = 'planned'`.execute(db);
    world.setNow(world.nowMs() + 10 * dayMs);
    await setMailboxState(deps, {
      workspaceId,
      mailboxId,
      state: 'on',
      because: '',
      actor: 'test',
    });
    await world.pass(2 * hourMs, 10 * minuteMs);
    assert.equal(world.sink.accepted.length, 0);
    const [task] = await listOpenTasks(deps.db, { workspaceId, after: null, limit: 10 });
    assert.equal(task?.kind, 'stale');
    await approveRun(deps, { workspaceId, enrollmentId: enrolled.enrollmentId, actor: 'user:sam' });
    await world.pass(hourMs, 10 * minuteMs);
    assert.equal(world.sink.accepted.length, 1);
    await world.close();
  });

  test('one organisation, one company and the whole workspace have limits of their own', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const { deps, workspaceId, mailboxId } = world;
    await changeMailbox(deps, {
      workspaceId,
      mailboxId,
      set: { gapMinSeconds: 1, gapMaxSeconds: 1, rampStart: 100 },
      actor: 'test',
    });
    const sequenceId = await world.sequence({ steps: [anEmail('only')] });
    for (let index = 0; index < 4; index += 1)
      await world.enrol(
        await world.person(`Ada ${'ABCD'[index]}lovelace`, `p${index}@acme-robots.example`, {
          employer: 'Acme Robots',
        }),
        sequenceId,
      );
    await changeOutreachPolicy(deps, {
      workspaceId,
      body: { perDomain: { hour: 2, day: 100 } },
      actor: 'test',
    });
    await world.pass(30 * minuteMs);
    assert.equal(world.sink.accepted.length, 2);
    await changeOutreachPolicy(deps, {
      workspaceId,
      body: { perDomain: { hour: 100, day: 100 }, firstTouchesPerCompanyPerDay: 3 },
      actor: 'test',
    });
    await world.pass(2 * hourMs, 5 * minuteMs);
    assert.equal(world.sink.accepted.length, 3);
    await changeOutreachPolicy(deps, {
      workspaceId,
      body: { firstTouchesPerCompanyPerDay: 100 },
      actor: 'test',
    });
    await changeOutreachCaps(deps, { workspaceId, dayCap: 3, userDayCap: null, actor: 'test' });
    await changeMailbox(deps, { workspaceId, mailboxId, set: {}, actor: 'test' });
    await world.pass(hourMs, 5 * minuteMs);
    assert.equal(world.sink.accepted.length, 3);
    await world.close();
  });
});
