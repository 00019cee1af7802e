// The owner is told once of each thing that is wrong, not at night, by mail and in their chat room, and what is over closes.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, quietDeps } from '../../test/people.ts';
import { startSmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { smtpSender } from '../adapters/smtp/smtp-sender.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import { chatPoster } from '../adapters/webhooks/chat-poster.ts';
import { alertMail } from '../alert-ways.ts';
import { Secret } from '../core/secret.ts';
import type { Db } from '../db/connect.ts';
import { listAlertMessages } from '../db/queries/alert-messages.ts';
import { listAlerts } from '../db/queries/alerts.ts';
import { noteCheckpointPlace } from '../db/queries/audit-checkpoints.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { AlertWays } from '../ports/alert-ways.ts';
import { alertWorkKind, sendTestAlert } from './alert-messages.ts';
import { changeAlertRules } from './change-alert-rules.ts';
import type { Deps } from './deps.ts';
import { alertHandler } from './send-alert.ts';
import { lookForAlerts } from './watch-alerts.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = Date.UTC(2026, 10, 24);

interface World {
  deps: Deps;
  workspaceId: string;
  at(ms: number): void;
  look(): Promise<number>;
}

async function open(db: Db): Promise<World> {
  let now = day + 12 * hour;
  const sealer = { ...aesSealer(new Uint8Array(32).fill(7)), newKey: () => randomBytes(32) };
  const quiet = quietDeps(db);
  const deps: Deps = { ...quiet, sealer, clock: { ...quiet.clock, now: () => new Date(now) } };
  const workspaceId = await addWorkspace(db, deps);
  return {
    deps,
    workspaceId,
    at: (ms) => (now = day + ms),
    look: async () =>
      await lookForAlerts(deps, {
        workspace: { id: workspaceId, name: 'Acme' },
        checkpointEveryMs: hour,
        notSince: new Date(now),
      }),
  };
}

const owner = { name: 'Ada Byron', email: 'ada@initech.example' };

async function name(world: World, more: object = {}, room?: string): Promise<void> {
  const { deps, workspaceId } = world;
  const body = {
    owner,
    zone: 'UTC',
    quiet: { from: '20:00', to: '07:00' },
    digestAt: null,
    ...more,
  };
  const webhookUrl = room === undefined ? {} : { webhookUrl: new Secret(room) };
  await changeAlertRules(deps, { workspaceId, body, actor: 'cli', ...webhookUrl });
}

async function holdRun(world: World): Promise<string> {
  const { deps, workspaceId } = world;
  const id = deps.ids.next();
  const row = { workspaceId, id, kind: 'mapping' as const, state: 'held' as const };
  await deps.db
    .insertInto('runs')
    .values({
      ...row,
      change: '{}',
      because: 'it would change 90 %',
      createdAt: deps.clock.now(),
      createdBy: 'cli',
    })
    .execute();
  return id;
}

async function breakLog(world: World, trouble: string | null): Promise<void> {
  const { deps, workspaceId } = world;
  await noteCheckpointPlace(deps.db, {
    workspaceId,
    place: 'chain',
    seq: 1,
    at: deps.clock.now(),
    trouble,
  });
}

async function subjects(world: World): Promise<string[]> {
  const { deps, workspaceId } = world;
  const rows = await listAlertMessages(deps.db, { workspaceId, beforeId: null, limit: 50 });
  return rows.map((row) => row.subject).toReversed();
}

/** What is queued goes out, as the worker would do it. */
async function deliver(world: World, ways: AlertWays): Promise<void> {
  const { db } = world.deps;
  const due = await db.selectFrom('work').selectAll().where('kind', '=', alertWorkKind).execute();
  const handler = alertHandler(ways);
  for (const row of due)
    await handler({ ...world.deps, turn: undefined as never }, {
      ...row,
      attempts: 0,
      because: '',
    } as unknown as ClaimedWork);
}

eachDatabase((_kind, openDatabase) => {
  test('a thing that goes on is told once, again after a day, and closes when it is over', async () => {
    const world = await open((await openDatabase()).db);
    await name(world);
    const runId = await holdRun(world);
    assert.equal(await world.look(), 1);
    world.at(12 * hour + minute);
    assert.equal(await world.look(), 0, 'told already');
    world.at(36 * hour + minute);
    assert.equal(await world.look(), 1, 'told again after a day');
    const { deps, workspaceId } = world;
    await deps.db.updateTable('runs').set({ state: 'cancelled' }).where('id', '=', runId).execute();
    world.at(37 * hour);
    assert.equal(await world.look(), 0);
    const [alert] = await listAlerts(deps.db, { workspaceId, beforeId: null, limit: 9 });
    assert.equal(alert?.kind, 'run_held');
    assert.deepEqual(alert?.closedAt, new Date(day + 37 * hour));
  });

  test('what comes and goes is not told each time', async () => {
    const world = await open((await openDatabase()).db);
    await name(world);
    await breakLog(world, 'entry 3 was changed');
    assert.equal(await world.look(), 1);
    world.at(13 * hour);
    await breakLog(world, null);
    await world.look();
    world.at(14 * hour);
    await breakLog(world, 'entry 3 was changed');
    assert.equal(await world.look(), 0);
    assert.equal((await subjects(world)).length, 1);
  });

  test('at night only what cannot wait is told; the rest comes together in the morning', async () => {
    const world = await open((await openDatabase()).db);
    await name(world);
    world.at(22 * hour);
    await breakLog(world, null);
    await holdRun(world);
    await holdRun(world);
    assert.equal(await world.look(), 0);
    world.at(23 * hour);
    await breakLog(world, 'entry 3 was changed');
    assert.equal(await world.look(), 1);
    world.at(31 * hour + minute);
    await breakLog(world, 'entry 3 was changed');
    assert.equal(await world.look(), 1);
    assert.deepEqual(await subjects(world), [
      'Fulcrum, Acme: The audit log is broken: entry 3 was changed',
      'Fulcrum, Acme: 2 things need you',
    ]);
  });

  test('the digest comes once a day, with what is open and what is over', async () => {
    const world = await open((await openDatabase()).db);
    await name(world, { digestAt: '08:00' });
    world.at(9 * hour);
    assert.equal(await world.look(), 0, 'a day on which nothing is wrong has none');
    const runId = await holdRun(world);
    world.at(10 * hour);
    assert.equal(await world.look(), 1, 'told at once: the digest of today was due before');
    const { db } = world.deps;
    world.at(20 * hour);
    await db.updateTable('runs').set({ state: 'cancelled' }).where('id', '=', runId).execute();
    await world.look();
    world.at(32 * hour + minute);
    assert.equal(await world.look(), 1);
    world.at(33 * hour);
    assert.equal(await world.look(), 0);
    assert.match((await subjects(world)).at(-1) ?? '', /daily digest, all is well/u);
  });

  test('muted kinds and a workspace without an owner make no message', async () => {
    const world = await open((await openDatabase()).db);
    await holdRun(world);
    assert.equal(await world.look(), 0);
    await name(world);
    world.at(13 * hour);
    assert.equal(await world.look(), 1, 'whoever is named then hears of it');
    const other = await open((await openDatabase()).db);
    await name(other, { muted: ['run_held'] });
    await holdRun(other);
    assert.equal(await other.look(), 0);
  });

  test('a message arrives by mail and in the chat room, and one that is refused is tried again', async () => {
    const world = await open((await openDatabase()).db);
    const sink = await startSmtpSink({ users: { 'alerts@ours.example': 'pass word' } });
    const posted: string[] = [];
    let answer = 500;
    const room = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => posted.push(text));
      request.on('end', () => response.writeHead(answer).end());
    });
    await new Promise<void>((resolve) => room.listen(0, '127.0.0.1', resolve));
    const { port } = room.address() as AddressInfo;
    const mail = alertMail({
      alertSmtpUrl: new Secret(`smtp://alerts%40ours.example:pass%20word@127.0.0.1:${sink.port}`),
      alertFrom: 'alerts@ours.example',
    });
    const mailSender = smtpSender({ times: { connectMs: 2_000, replyMs: 500, acceptMs: 500 } });
    const chat = chatPoster({ mayReachLoopback: true, mayReachPrivate: false });
    await name(world, {}, `http://127.0.0.1:${port}/services/T1`);
    const { deps, workspaceId } = world;
    assert.deepEqual(await sendTestAlert(deps, { workspaceId, actor: 'cli' }), { messageCount: 2 });
    await deliver(world, { mailSender, mail, chat });
    const states = async () =>
      (await listAlertMessages(deps.db, { workspaceId, beforeId: null, limit: 9 })).map(
        ({ channel, state, lastError }) => [channel, state, lastError],
      );
    const refused = "The chat room's address answered 500.";
    const inOrder = (await states()).toSorted(([one], [other]) =>
      String(one).localeCompare(String(other)),
    );
    assert.deepEqual(inOrder, [
      ['email', 'sent', null],
      ['webhook', 'waiting', refused],
    ]);
    assert.deepEqual(
      sink.accepted.map(({ from, to }) => [from, to]),
      [['alerts@ours.example', [owner.email]]],
    );
    assert.match(sink.accepted[0]?.body.toString() ?? '', /Subject: Fulcrum, .*: a test/u);
    answer = 200;
    await deliver(world, { mailSender, mail, chat });
    assert.ok((await states()).every(([, state]) => state === 'sent'));
    assert.equal(sink.accepted.length, 1, 'what was sent is not sent again');
    assert.match(posted.at(-1) ?? '', /^\{"text":"\*Fulcrum, /u);
    const inner = chatPoster({ mayReachLoopback: false, mayReachPrivate: false });
    await assert.rejects(inner.post(new Secret(`http://127.0.0.1:${port}/`), 'x'), /own network/u);
    const stored = await deps.db.selectFrom('alertChannels').select('sealedWebhookUrl').execute();
    assert.ok(
      !Buffer.from(stored[0]?.sealedWebhookUrl ?? [])
        .toString('latin1')
        .includes('T1'),
    );
    for (const closing of [chat, inner]) await closing.close();
    mailSender.close();
    await sink.close();
    room.close();
  });
});
