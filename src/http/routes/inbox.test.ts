import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { readMail } from '../../adapters/mime/read-mail.ts';
import { receiveInbound } from '../../flows/receive-inbound.ts';
import { eachDatabase } from '../../../test/databases.ts';
import { hourMs, sendingWorld } from '../../../test/sending-world.ts';
import type { SendingWorld } from '../../../test/sending-world.ts';
import { openApi } from '../api.fixture.ts';
import type { Answer, Api } from '../api.fixture.ts';

const address = 'ines.ferro@target.example';

interface Scene {
  api: Api;
  world: SendingWorld;
  receive: (lines: string[], body: string) => Promise<string>;
  put: (id: string, body: object) => Promise<Answer>;
  close: () => Promise<void>;
}

eachDatabase((_kind, open) => {
  async function scene(): Promise<Scene> {
    const opened = await open();
    const world = await sendingWorld(opened.db);
    const personId = await world.person('Ines Ferro', address);
    await world.enrol(personId, await world.sequence());
    await world.pass(2 * hourMs);
    const { workspaceId, mailboxId } = world;
    const { sealer, clock } = world.deps;
    const api = await openApi(opened, {}, { sealer, clock });
    // The key belongs to the workspace of the fixture; the mails are moved there by reading them as that one.
    await sql`update api_keys set workspace_id = ${workspaceId}`.execute(opened.db);
    const sentAs = /^Message-ID: ?(.*)$/imu.exec(
      world.sink.accepted[0]?.body.toString() ?? '',
    )?.[1];
    let count = 0;
    return {
      api,
      world,
      async receive(lines, body) {
        count += 1;
        const head = [
          `Message-ID: <in-${count}@target.example>`,
          `References: ${sentAs}`,
          ...lines,
        ];
        const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
        const received = await receiveInbound(
          { ...world.deps, readMail, intentModel: null },
          {
            workspaceId,
            mailbox: { id: mailboxId, address: 'sam@acme.example', ownerEmail: 'sam@acme.example' },
            place: null,
            fetched: {
              bytes,
              byteCount: bytes.byteLength,
              receivedAt: world.deps.clock.now(),
              threadId: null,
            },
          },
        );
        return received.did === 'kept' ? received.inboundId : '';
      },
      put: async (id, body) =>
        await api.call('PUT', `/v1/inbox/${id}`, { key: api.keys.admin, body }),
      async close() {
        await api.close();
        await world.close();
      },
    };
  }

  test('an answer is listed with who, what and why, and can be taken on, put off and done', async () => {
    const { api, receive, put, close } = await scene();
    const id = await receive([`From: Ines <${address}>`, 'Subject: Re: A role'], 'Yes, call me.');
    const list = await api.call('GET', '/v1/inbox', { key: api.keys.read });
    assert.equal(list.status, 200, list.text);
    assert.equal(list.body.items[0].excerpt, 'Yes, call me.');
    assert.equal(list.body.items[0].from, address);
    assert.equal(list.body.items[0].personName, 'Ines Ferro');
    assert.equal(list.body.items[0].assignee, 'sam@acme.example');
    assert.equal((await put(id, { assignee: 'kim@acme.example' })).status, 200);
    const until = '2027-01-01T09:00:00Z';
    assert.equal((await put(id, { snoozedUntil: until })).status, 200);
    assert.equal((await api.call('GET', '/v1/inbox', { key: api.keys.read })).body.items.length, 0);
    assert.equal((await put(id, { snoozedUntil: '2020-01-01T00:00:00Z' })).status, 422);
    assert.equal((await put(id, { state: 'done' })).status, 200);
    const one = await api.call('GET', `/v1/inbox/${id}`, { key: api.keys.read });
    assert.equal(one.body.item.state, 'done');
    assert.equal(one.body.item.personName, 'Ines Ferro');
    assert.equal(one.body.text.trim(), 'Yes, call me.');
    const none = '00000000-0000-7000-8000-000000000000';
    assert.equal((await put(none, { state: 'done' })).status, 404);
    assert.equal((await api.call('GET', '/v1/inbox', { key: null })).status, 401);
    await close();
  });

  test('a bounce that was none gives the address back, and the run for a person to let go on', async () => {
    const { api, world, receive, close } = await scene();
    const id = await receive(
      [
        'Return-Path: <>',
        'From: MAILER-DAEMON@mx.example',
        'Subject: Undelivered Mail Returned to Sender',
      ],
      `<${address}>: host mx said: 550 5.1.1 User unknown (in reply to RCPT TO command)`,
    );
    const inForce = async (): Promise<number> => {
      const found = await sql<{ n: number }>`
        select count(*) as n from suppressions where lifted_at is null`.execute(world.deps.db);
      return found.rows[0]?.n ?? -1;
    };
    assert.equal(await inForce(), 1);
    const body = {
      kind: 'human',
      intent: 'other',
      because: 'our relay was broken',
      givesRunBack: true,
    };
    const url = `/v1/inbox/${id}/label`;
    const denied = await api.call('POST', url, { key: api.keys.read, body });
    assert.equal(denied.status, 403);
    const kindOnly = { ...body, kind: 'delay' };
    const said = await api.call('POST', url, { key: api.keys.admin, body: kindOnly });
    assert.equal(said.status, 200, said.text);
    assert.equal(await inForce(), 0);
    const one = await api.call('GET', `/v1/inbox/${id}`, { key: api.keys.read });
    assert.deepEqual(
      one.body.labels.map((label: { kind: string }) => label.kind),
      ['bounce', 'delay'],
    );
    await close();
  });

  test('an answer by hand waits for its turn in the thread', async () => {
    const { api, world, receive, close } = await scene();
    const id = await receive([`From: Ines <${address}>`, 'Subject: Re: A role'], 'Yes, call me.');
    const body = { text: 'Gladly, at three?', userEmail: 'sam@acme.example' };
    const answered = await api.call('POST', `/v1/inbox/${id}/answer`, {
      key: api.keys.admin,
      body,
    });
    assert.equal(answered.status, 200, answered.text);
    const kept = await world.deps.db
      .selectFrom('messages')
      .select(['kind', 'state', 'inReplyTo'])
      .where('id', '=', answered.body.messageId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(kept, {
      kind: 'reply',
      state: 'prepared',
      inReplyTo: '<in-1@target.example>',
    });
    await close();
  });
});
