// What text message providers tell us, on both databases: signed by hand as the provider documents it.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { findTraces } from '../../test/no-traces.ts';
import { Secret } from '../core/secret.ts';
import { listHoldsInForce } from '../db/queries/holds.ts';
import { findInbound, listInbound } from '../db/queries/inbound.ts';
import { listOpenTasks } from '../db/queries/tasks.ts';
import { erasePerson } from './erase-person.ts';
import { openInbound } from './inbound-content.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { receiveSmsCall } from './receive-sms.ts';
import type { SmsCallTaken } from './receive-sms.ts';
import { changeSmsNumber, connectSmsNumber } from './save-sms-number.ts';

const number = '+14155550100';
const theirs = '+4930901821';

interface Scene {
  world: SendingWorld;
  numberId: string;
  personId: string;
  enrollmentId: string;
  call: (
    event: 'received' | 'status',
    fields: Record<string, string>,
    more?: { secret?: string; signedUrl?: string },
  ) => Promise<SmsCallTaken>;
  text: (body: string, sid?: string, from?: string) => Promise<SmsCallTaken>;
  causes: () => Promise<string[]>;
  runState: () => Promise<string | undefined>;
  close: () => Promise<void>;
}

eachDatabase((_kind, open) => {
  async function scene(): Promise<Scene> {
    const { db } = await open();
    const world = await sendingWorld(db, 'sms');
    const { workspaceId } = world;
    const deps: OutreachDeps = {
      ...world.deps,
      smsSender: {
        ...world.deps.smsSender,
        send: async () => ({ outcome: 'accepted', providerId: 'SM-out-1', segmentCount: 1 }),
      },
    };
    world.deps = deps;
    const sequenceId = await world.sequence({
      steps: [
        anEmail('one', {
          channel: 'sms',
          window: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' },
        }),
        anEmail('two', { delay: { amount: 9, unit: 'business_days' } }),
      ],
    });
    const { numberId } = await connectSmsNumber(deps, {
      workspaceId,
      number,
      baseUrl: 'https://sms.example',
      accountId: 'AC1',
      secret: new Secret('token'),
      campaignId: null,
      dayCap: 10,
      actor: 'test',
    });
    const personId = await world.person('Ada Lovelace', 'ada@gmail.com', { phone: theirs });
    const now = deps.clock.now();
    await sql`insert into consents (workspace_id, id, person_id, first_person_id, channel, kind, basis, given_at, recorded_by, recorded_at)
      values (${workspaceId}, ${deps.ids.next()}, ${personId}, ${personId}, 'sms', 'given', 'express', ${now}, 'sam', ${now})`.execute(
      db,
    );
    const enrolled = await world.enrol(personId, sequenceId);
    assert.ok(enrolled.isEnrolled);
    await world.pass(hourMs);
    const [sent] = await world.messages(personId);
    assert.deepEqual([sent?.state, sent?.serverMessageId], ['sent', 'SM-out-1']);
    const { enrollmentId } = enrolled;
    let count = 0;
    const call: Scene['call'] = async (event, fields, more = {}) => {
      const path = `/sms/${numberId}/${event}`;
      const url = more.signedUrl ?? `https://go.example${path}`;
      const text = Object.keys(fields)
        .toSorted()
        .reduce((all, name) => all + name + (fields[name] ?? ''), url);
      const signature = createHmac('sha1', more.secret ?? 'token')
        .update(text)
        .digest('base64');
      return await receiveSmsCall(deps, { numberId, event, path, fields, signature });
    };
    return {
      world,
      numberId,
      personId,
      enrollmentId,
      call,
      text: async (body, sid = `SM-in-${(count += 1)}`, from = theirs) =>
        await call('received', { MessageSid: sid, From: from, To: number, Body: body }),
      async causes() {
        const found = await sql<{ kind: string; cause: string }>`
          select kind, cause from suppressions where lifted_at is null order by kind`.execute(db);
        return found.rows.map((row) => `${row.kind} ${row.cause}`);
      },
      async runState() {
        const found = await sql<{ state: string }>`
          select state from enrollments where id = ${enrollmentId}`.execute(db);
        return found.rows[0]?.state;
      },
      close: async () => await world.close(),
    };
  }

  test('an answer by text message stops the run and lies in the inbox of whoever enrolled', async () => {
    const { world, text, runState, causes, personId, close } = await scene();
    const taken = await text('Sounds interesting, tell me more!');
    assert.ok(taken.did === 'taken' && taken.answer.body.endsWith('<Response></Response>'));
    assert.equal(await runState(), 'stopped');
    const { db } = world.deps;
    const { workspaceId } = world;
    const page = { state: null, assignee: null, personId, kinds: [], before: null, limit: 10 };
    const [row] = await listInbound(db, { workspaceId, ...page });
    assert.ok(row !== undefined);
    assert.deepEqual(
      [row.channel, row.state, row.intent, row.assignee],
      ['sms', 'open', 'interested', 'sam@acme.example'],
    );
    const whole = await findInbound(db, { workspaceId, inboundId: row.id });
    assert.ok(whole !== undefined);
    const content = await openInbound(db, world.deps, whole);
    assert.deepEqual([content?.from, content?.text], [theirs, 'Sounds interesting, tell me more!']);
    assert.deepEqual(await causes(), []);
    await close();
  });

  test('STOP ends everything at once on every channel; the same call again changes nothing', async () => {
    const { world, text, runState, causes, personId, close } = await scene();
    await text('Stop.', 'SM-stop');
    assert.equal(await runState(), 'stopped');
    assert.deepEqual(await causes(), ['person sms_stop', 'phone sms_stop']);
    const holds = await listHoldsInForce(world.deps.db, {
      workspaceId: world.workspaceId,
      personId,
    });
    assert.deepEqual(
      holds.map((hold) => hold.cause),
      ['opt_out'],
    );
    const count = async (): Promise<number> => {
      const found = await sql<{ count: number }>`
        select (select count(*) from audit_entries) + (select count(*) from inbound_messages) as count`.execute(
        world.deps.db,
      );
      return Number(found.rows[0]?.count);
    };
    const before = await count();
    const again = await text('Stop.', 'SM-stop');
    assert.equal(again.did, 'taken');
    assert.equal(await count(), before);
    await close();
  });

  test('START lifts what STOP did and leaves the hold to a person; an old START again lifts nothing', async () => {
    const { world, text, causes, personId, close } = await scene();
    await text('STOP');
    await text('start', 'SM-start');
    assert.deepEqual(await causes(), []);
    const { workspaceId } = world;
    assert.equal((await listHoldsInForce(world.deps.db, { workspaceId, personId })).length, 1);
    const tasks = await listOpenTasks(world.deps.db, { workspaceId, after: null, limit: 10 });
    assert.match(tasks[0]?.because ?? '', /START/u);
    await text('STOP');
    await text('start', 'SM-start');
    assert.deepEqual(await causes(), ['person sms_stop', 'phone sms_stop']);
    await close();
  });

  test('words that ask to stop count as well as the word', async () => {
    const { text, causes, close } = await scene();
    await text('Please remove me from your list and do not contact me again');
    assert.deepEqual(await causes(), ['person sms_stop', 'phone sms_stop']);
    await close();
  });

  test('HELP says who we are where the provider does not, and stops nothing', async () => {
    const { world, text, runState, numberId, close } = await scene();
    const silent = await text('HELP');
    assert.ok(silent.did === 'taken' && !silent.answer.body.includes('<Message>'));
    const set = { providerAnswers: false };
    await changeSmsNumber(world.deps, {
      workspaceId: world.workspaceId,
      numberId,
      set,
      actor: 'test',
    });
    const told = await text('help');
    assert.ok(told.did === 'taken');
    assert.match(told.answer.body, /<Message>Acme, 1 Main St, Springfield\..*STOP/u);
    assert.equal(await runState(), 'active');
    await close();
  });

  test('STOP from a number nobody knows is followed, and nothing else of it is kept', async () => {
    const { world, text, causes, close } = await scene();
    await text('hello?', 'SM-stranger-1', '+4930901899');
    await text('STOP', 'SM-stranger-2', '+4930901899');
    assert.deepEqual(await causes(), ['phone sms_stop']);
    const found = await sql`select 1 from inbound_messages`.execute(world.deps.db);
    assert.equal(found.rows.length, 0);
    await close();
  });

  test('a call that is not signed, signed by another key, for another address or event is refused', async () => {
    const { call, text, causes, close } = await scene();
    const fields = { MessageSid: 'SM-x', From: theirs, To: number, Body: 'STOP' };
    const refused = [
      await call('received', fields, { secret: 'another' }),
      await call('received', fields, { signedUrl: 'https://go.example/sms/other/received' }),
      await call('status', fields),
      await call('received', { ...fields, To: '+14155550199' }),
    ];
    for (const one of refused) assert.equal(one.did, 'refused');
    assert.deepEqual(await causes(), []);
    assert.equal((await text('STOP', 'SM-x')).did, 'taken');
    await close();
  });

  test('delivered is noted once; a number that takes none is left alone and the run ends', async () => {
    const { world, call, causes, runState, personId, close } = await scene();
    const told = async (state: string, code = ''): Promise<void> => {
      const fields = { MessageSid: 'SM-out-1', MessageStatus: state, ErrorCode: code };
      assert.equal((await call('status', fields)).did, 'taken');
    };
    await told('sent');
    await told('delivered');
    await told('delivered');
    const entries = await sql<{ action: string }>`
      select action from audit_entries where action like 'message.%delivered'`.execute(
      world.deps.db,
    );
    assert.equal(entries.rows.length, 1);
    assert.deepEqual((await world.messages(personId))[0]?.outcome, {
      outcome: 'accepted',
      delivery: 'delivered',
      deliveryCode: '',
    });
    assert.equal(await runState(), 'active');
    await told('undelivered', '30006');
    assert.deepEqual(await causes(), ['phone invalid']);
    assert.equal(await runState(), 'stopped');
    await close();
  });

  test('an opt-out that only the provider heard of counts, and a carrier’s block pauses the number', async () => {
    const { world, call, causes, numberId, close } = await scene();
    const fields = { MessageSid: 'SM-out-1', MessageStatus: 'undelivered' };
    await call('status', { ...fields, ErrorCode: '30034' });
    const found = await sql<{ state: string; because: string }>`
      select state, because from sms_numbers where id = ${numberId}`.execute(world.deps.db);
    assert.equal(found.rows[0]?.state, 'paused');
    assert.match(found.rows[0]?.because ?? '', /10DLC/u);
    await call('status', { ...fields, MessageStatus: 'failed', ErrorCode: '21610' });
    assert.deepEqual(await causes(), ['person sms_stop', 'phone sms_stop']);
    await world.pass(dayMs, dayMs);
    await close();
  });

  test('what somebody writes who was erased is answered for and not kept', async () => {
    const { world, personId, text, close } = await scene();
    const { deps, workspaceId } = world;
    const wish = { workspaceId, personId, cause: 'request' as const, actor: 'test' };
    await erasePerson(deps, { ...wish, because: 'request 17' });
    const traces = ['lovelace', theirs.slice(1), 'quite personal words'];
    assert.deepEqual(await findTraces(deps.db, traces), []);
    assert.equal((await text('Quite personal words, yours Ada Lovelace', 'SM-late')).did, 'taken');
    assert.equal((await text('STOP', 'SM-late-stop')).did, 'taken');
    await world.pass(dayMs, dayMs);
    assert.deepEqual(await findTraces(deps.db, traces), []);
    await close();
  });
});
