import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, dayMs, hourMs, minuteMs, sendingWorld } from '../../test/sending-world.ts';
import type { SendingWorld } from '../../test/sending-world.ts';
import { Secret } from '../core/secret.ts';
import { connectSmsNumber } from './save-sms-number.ts';

interface SmsSink {
  url: string;
  accepted: { to: string; body: string; at: number }[];
  /** The next answer; `lost` takes the message over and never says so. */
  next: 'ok' | 'lost' | { status: number; code: number };
  close(): Promise<void>;
}

/** A local server that speaks the HTTP API of text messages. */
async function startSmsSink(nowMs: () => number): Promise<SmsSink> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const say = (status: number, body: object): void => {
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify(body));
      };
      if (request.method === 'GET') {
        const messages = sink.accepted.map((each, index) => ({
          sid: `SM${index}`,
          to: each.to,
          from: '+14155550100',
          body: each.body,
          date_created: new Date(each.at).toISOString(),
        }));
        say(200, { messages });
        return;
      }
      const fields = new URLSearchParams(text);
      const next = sink.next;
      sink.next = 'ok';
      if (typeof next === 'object') {
        say(next.status, { code: next.code, message: 'no' });
        return;
      }
      sink.accepted.push({
        to: fields.get('To') ?? '',
        body: fields.get('Body') ?? '',
        at: nowMs(),
      });
      if (next === 'lost') request.socket.destroy();
      else say(201, { sid: `SM${sink.accepted.length}`, num_segments: '1' });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const sink: SmsSink = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    accepted: [],
    next: 'ok',
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
  return sink;
}

async function consented(world: SendingWorld, phone: string, name: string): Promise<string> {
  const { deps, workspaceId } = world;
  const personId = await world.person(
    name,
    `${name.replace(/\W/gu, '.').toLowerCase()}@gmail.com`,
    { phone },
  );
  const now = deps.clock.now();
  await sql`insert into consents (workspace_id, id, person_id, first_person_id, channel, kind, basis, given_at, recorded_by, recorded_at)
    values (${workspaceId}, ${deps.ids.next()}, ${personId}, ${personId}, 'sms', 'given', 'express', ${now}, 'sam', ${now})`.execute(
    deps.db,
  );
  return personId;
}

eachDatabase((kind, open) => {
  test(`${kind}: a text message goes out once, in waking hours, says who writes and how to stop; STOP ends everything`, async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    const sink = await startSmsSink(() => world.nowMs());
    const variants = [
      { id: 'a', weight: 1, subject: '', text: 'Hi {{ first_name }}, shall we talk?', html: null },
    ];
    const steps = [
      anEmail('only', {
        channel: 'sms',
        variants,
        window: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' },
      }),
    ];
    const sequenceId = await world.sequence({ steps });
    await connectSmsNumber(world.deps, {
      workspaceId: world.workspaceId,
      number: '+14155550100',
      baseUrl: sink.url,
      accountId: 'AC1',
      secret: new Secret('s'),
      campaignId: null,
      dayCap: 10,
      actor: 'test',
    });
    const unasked = await world.person('Mary Shelley', 'mary@gmail.com', { phone: '+4930901820' });
    const refused = await world.enrol(unasked, sequenceId);
    assert(!refused.isEnrolled && /needs a consent/u.test(refused.because));

    const first = await consented(world, '+4930901821', 'Ada Lovelace');
    await world.enrol(first, sequenceId);
    world.setNow(world.nowMs() + 14 * hourMs);
    await world.work();
    assert.equal(sink.accepted.length, 0);
    await world.pass(10 * hourMs, hourMs);
    assert.deepEqual(
      sink.accepted.map((each) => [each.to, each.body]),
      [['+4930901821', 'Acme: Hi Ada, shall we talk? Reply STOP to opt out.']],
    );

    const lost = await consented(world, '+4930901822', 'Grace Hopper');
    sink.next = 'lost';
    await world.enrol(lost, sequenceId);
    await world.work();
    assert.equal((await world.messages(lost))[0]?.state, 'unknown');
    await world.pass(hourMs, minuteMs * 5);
    assert.equal((await world.messages(lost))[0]?.state, 'sent');
    assert.equal(sink.accepted.length, 2);

    const stopped = await consented(world, '+4930901823', 'Emmy Noether');
    sink.next = { status: 400, code: 21_610 };
    await world.enrol(stopped, sequenceId);
    await world.pass(dayMs, 3 * hourMs);
    assert.equal((await world.messages(stopped))[0]?.state, 'refused_permanent');
    const again = await world.enrol(stopped, sequenceId);
    assert(!again.isEnrolled && /STOP/u.test(again.because));
    await sink.close();
    await world.close();
  });
});
