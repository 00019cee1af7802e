// Sending by real processes on a real Postgres to a real SMTP server that counts: one is killed at every point, ten
// share every limit, and a pause that was acknowledged is kept while they send.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { FaultPoint } from '../../sandbox/mail/smtp-sink.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import type { Db } from '../../src/db/connect.ts';
import { claimDue } from '../../src/flows/claim-due.ts';
import type { OutreachDeps } from '../../src/flows/outreach-deps.ts';
import { changeOutreachPolicy } from '../../src/flows/outreach-policy.ts';
import { pauseRun } from '../../src/flows/pause-run.ts';
import { createServerDatabase } from '../databases.ts';
import { anEmail, minuteMs, sendingWorld, tuesday } from '../sending-world.ts';
import type { SendingWorld } from '../sending-world.ts';

const fixture = fileURLToPath(new URL('sender.fixture.ts', import.meta.url));
const allDay = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' };
const oneStep = { steps: [anEmail('only')], window: allDay };
const letters = 'abcdefghijklmnopqrstuvwxyz';

interface Scene {
  world: SendingWorld;
  db: Db;
  wallMs: number;
  /** Starts a process; the lines it tells come through `onLine`. */
  start: (
    settings: Record<string, string>,
    onLine?: (line: string, kill: () => void) => void,
  ) => Promise<string | null>;
  person: (number: number, email?: string) => Promise<string>;
}

async function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  const database = await createServerDatabase();
  const opened = await openDatabase({
    databaseUrl: new Secret(database.url),
    dataDir: '',
    connectWithinMs: 20_000,
    sleep: async (ms) => await sleep(ms),
  });
  const world = await sendingWorld(opened.db);
  const sent = createServer((request, response) => {
    const token = (request.url ?? '').slice(1);
    const isThere = world.sink.accepted.some((mail) => mail.body.includes(token));
    response.writeHead(isThere ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => sent.listen(0, '127.0.0.1', resolve));
  const { port } = sent.address() as AddressInfo;
  const wallMs = Date.now();
  const start: Scene['start'] = async (settings, onLine = () => undefined) => {
    const child = spawn(process.execPath, [fixture], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        DATABASE_URL: database.url,
        VIRTUAL_MS: String(tuesday),
        WALL_MS: String(wallMs),
        SENT_URL: `http://127.0.0.1:${port}`,
        ...settings,
      },
    });
    createInterface({ input: child.stdout }).on('line', (line) =>
      onLine(line, () => child.kill('SIGKILL')),
    );
    return await new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? (code === 0 ? null : `code ${code}`)));
    });
  };
  try {
    await use({
      world,
      db: opened.db,
      wallMs,
      start,
      person: (number, email = `p${number}@gmail.com`) =>
        world.person(
          `Person ${letters[number % 26]}${letters[Math.floor(number / 26) % 26]}`,
          email,
        ),
    });
  } finally {
    await world.close();
    sent.close();
    sent.closeAllConnections();
    await opened.close();
    await database.drop();
  }
}

const ownPoints = ['prepared', 'submitting', 'data', 'answered', 'settled'] as const;
const wirePoints: readonly FaultPoint[] = ['greet', 'mail', 'rcpt', 'data', 'midBody', 'afterDot'];
/** Past a lost attempt's deadline, and past the looks into Sent after 1, 6 and 16 minutes, with one try more. */
const afterwards = [1, 3, 9, 20, 22].map((minutes) => minutes * minuteMs).join(',');

for (const { name, own, wire } of [
  ...ownPoints.map((own) => ({ name: `passing “${own}”`, own, wire: null })),
  ...wirePoints.map((wire) => ({ name: `the server stands at “${wire}”`, own: null, wire })),
])
  test(`a process killed while ${name}: exactly one copy arrives in the end`, async () => {
    await withScene(async ({ world, start, person }) => {
      const sequenceId = await world.sequence(oneStep);
      const personId = await person(1);
      await world.enrol(personId, sequenceId);
      if (wire !== null) world.sink.addFault({ point: wire, act: 'hang', times: 1 });
      const signal = await start({ AHEAD_MS: '0', CRASH_AT: own ?? '' }, (line, kill) => {
        // It can get no further than to where the server stands.
        if (wire !== null && line === 'submitting') void sleep(700).then(kill);
      });
      assert.equal(signal, 'SIGKILL');
      world.sink.clearFaults();
      assert.equal(await start({ AHEAD_MS: afterwards }), null);
      const [message] = await world.messages(personId);
      const copies = world.sink.accepted.filter((mail) =>
        mail.body.includes(message?.token ?? '?'),
      );
      const hashes = new Set(copies.map((mail) => mail.body.toString()));
      assert.deepEqual(
        [message?.state, copies.length, hashes.size],
        ['sent', 1, 1],
        String(message?.because),
      );
    });
  });

test('ten processes that take whatever they can keep the caps of mailbox, domain and workspace to the message', async () => {
  await withScene(async ({ world, db, start, person }) => {
    const { deps, workspaceId } = world;
    const mailboxCap = 4;
    const domainCap = 3;
    const workspaceCap = 9;
    const mailboxIds = [
      world.mailboxId,
      await world.mailbox('kim@acme.example'),
      await world.mailbox('lou@acme.example'),
    ];
    await sql`update mailboxes set ramp_start = ${mailboxCap}, gap_min_seconds = 1, gap_max_seconds = 1`.execute(
      db,
    );
    await sql`update outreach_settings set day_cap = ${workspaceCap}`.execute(db);
    const body = { perDomain: { hour: domainCap, day: 100 } };
    await changeOutreachPolicy(deps, { workspaceId, body, actor: 'test' });
    const sequenceId = await world.sequence(oneStep);
    for (let number = 0; number < 24; number += 1) {
      const email = number % 2 === 0 ? `p${number}@target.example` : `p${number}@gmail.com`;
      await world.enrol(await person(number, email), sequenceId, mailboxIds[number % 3]);
    }
    while ((await claimDue(deps)) === 'more');
    const untilMs = String(Date.now() + 25_000);
    const ends = await Promise.all(
      Array.from({ length: 10 }, () => start({ MODE: 'grab', UNTIL_MS: untilMs })),
    );
    assert.deepEqual(
      ends,
      Array.from({ length: 10 }, () => null),
    );
    const sends = await sql<{ mailboxId: string; messageId: string; domain: string; at: Date }>`
      select mailbox_id, message_id, encode(domain_key, 'hex') as domain, at from sends order by at`.execute(
      db,
    );
    const most = (of: (row: (typeof sends.rows)[number]) => string): number =>
      Math.max(...[...Map.groupBy(sends.rows, of).values()].map((rows) => rows.length));
    assert.equal(
      sends.rows.length,
      workspaceCap,
      'the workspace’s cap is used up and not exceeded',
    );
    assert.equal(world.sink.accepted.length, workspaceCap);
    assert.equal(
      most((row) => row.messageId),
      1,
    );
    assert(most((row) => row.mailboxId) <= mailboxCap);
    const toTarget = world.sink.accepted.filter((mail) => mail.to[0]?.endsWith('@target.example'));
    assert(toTarget.length <= domainCap, `${toTarget.length} to one domain`);
    for (const rows of Map.groupBy(sends.rows, (row) => row.mailboxId).values())
      for (const [index, row] of rows.entries())
        assert(index === 0 || row.at.getTime() - (rows[index - 1]?.at.getTime() ?? 0) >= 1_000);
  });
});

const races = 60;

test('no content goes out to somebody whose pause was acknowledged, while three processes send', async () => {
  await withScene(async ({ world, db, wallMs, start, person }) => {
    const { workspaceId } = world;
    await sql`update mailboxes set ramp_start = 5000, new_day_cap = 5000, gap_min_seconds = 1, gap_max_seconds = 1`.execute(
      db,
    );
    await sql`update mailboxes set provider = 'google_relay'`.execute(db);
    const body = { perFreeMailDomain: { hour: 5_000, day: 5_000 } };
    await changeOutreachPolicy(world.deps, { workspaceId, body, actor: 'test' });
    const running: OutreachDeps = {
      ...world.deps,
      clock: {
        now: () => new Date(tuesday + (Date.now() - wallMs)),
        sleep: async (ms) => await sleep(ms),
      },
    };
    const sequenceId = await world.sequence(oneStep);
    const enrolled: { personId: string; enrollmentId: string; mailboxId: string }[] = [];
    for (let number = 0; number < races; number += 1) {
      const mailboxId = await world.mailbox(`sender${number}@acme.example`);
      const personId = await person(number);
      const made = await world.enrol(personId, sequenceId, mailboxId);
      assert(made.isEnrolled);
      enrolled.push({ personId, enrollmentId: made.enrollmentId, mailboxId });
    }
    while ((await claimDue(world.deps)) === 'more');
    const untilMs = String(Date.now() + 30_000);
    const ready = Promise.withResolvers<void>();
    const ends = Array.from({ length: 3 }, () =>
      start({ MODE: 'grab', UNTIL_MS: untilMs }, (line) => {
        if (line === 'ready') ready.resolve();
      }),
    );
    await ready.promise;
    const acknowledged = new Map<string, { at: number; alreadySent: readonly string[] }>();
    for (const { personId, enrollmentId } of enrolled.toReversed()) {
      const change = { workspaceId, enrollmentId, actor: 'user:sam', because: 'a race' };
      try {
        const { alreadySent } = await pauseRun(running, change);
        acknowledged.set(personId, { at: Date.now(), alreadySent });
      } catch (error) {
        assert.match(String(error), /finished already/u);
      }
      await sleep(enrollmentId.charCodeAt(35) % 7);
    }
    assert.deepEqual(await Promise.all(ends), [null, null, null]);
    let late = 0;
    let raced = 0;
    for (const [personId, { at, alreadySent }] of acknowledged) {
      const [message] = await world.messages(personId);
      const copies = world.sink.accepted.filter((mail) =>
        mail.body.includes(message?.token ?? '?'),
      );
      late += copies.filter((mail) => mail.at > at).length;
      if (copies.length > 0) {
        raced += 1;
        assert(alreadySent.includes(message?.id ?? '') || copies.every((mail) => mail.at <= at));
      }
    }
    assert.equal(late, 0);
    assert(acknowledged.size + world.sink.accepted.length - raced === races);
  });
});
