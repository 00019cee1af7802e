// After an erasure nothing brings the person back: no source, no sheet, no shared hit, no answer by mail.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { findTraces } from '../../test/no-traces.ts';
import { hourMs, sendingWorld } from '../../test/sending-world.ts';
import { identifyAll } from '../../test/people.ts';
import { readMail } from '../adapters/mime/read-mail.ts';
import { openApi } from '../http/api.fixture.ts';
import type { Api } from '../http/api.fixture.ts';
import { erasePerson } from './erase-person.ts';
import { receiveInbound } from './receive-inbound.ts';
import { runImport } from './run-import.ts';

const ada = {
  source: 'pin',
  sourceEventId: 'hit-1',
  externalId: 'own-zuckerkandl',
  name: 'Ada Zuckerkandl',
  emails: ['ada@zuckerkandl.example'],
  phones: ['+1 415 555 0173'],
  profileUrls: ['https://www.linkedin.com/in/ada-zuckerkandl'],
};
const traces = ['zuckerkandl', '4155550173'];

async function erased(api: Api): Promise<string> {
  await api.call('POST', '/v1/profiles', { body: ada });
  await identifyAll(api.deps);
  const found = await api.call('GET', '/v1/people?email=ada@zuckerkandl.example');
  const personId = String(found.body.items[0].id);
  const answer = await api.call('POST', `/v1/people/${personId}/erase`, {
    body: { because: 'request 17' },
  });
  assert.equal(answer.status, 202);
  assert.deepEqual(await findTraces(api.deps.db, traces), []);
  return personId;
}

eachDatabase((_kind, open) => {
  test('nothing that comes over HTTP afterwards brings her back', async () => {
    const api = await openApi(await open());
    try {
      await erased(api);
      const again = [
        ada,
        { ...ada, sourceEventId: 'hit-2' },
        { ...ada, source: 'other', sourceEventId: 'x', externalId: 'x' },
        {
          source: 'other',
          sourceEventId: 'y',
          name: 'A. Zuckerkandl',
          emails: ['ADA+work@Zuckerkandl.example', 'ada@zuckerkandl.example'],
        },
        { source: 'other', sourceEventId: 'z', profileUrls: ['linkedin.com/in/Ada-Zuckerkandl/'] },
        { source: 'pin', sourceEventId: 'z', externalId: 'own-zuckerkandl', name: 'Ada' },
        {
          source: 'other',
          sourceEventId: 'w',
          name: 'Ada Zuckerkandl',
          phones: ['(415) 555-0173'],
        },
      ];
      await api.call('POST', '/v1/profiles', { body: { items: again } });
      const touch = {
        source: 'pin',
        channel: 'email',
        kind: 'replied',
        occurredAt: '2026-11-20T10:00:00Z',
      };
      const persons = [
        { email: 'ada@zuckerkandl.example' },
        { phone: '+14155550173' },
        { profileUrl: 'https://linkedin.com/in/ada-zuckerkandl' },
        { externalId: 'own-zuckerkandl' },
      ];
      await api.call('POST', '/v1/touches', {
        body: {
          items: persons.map((person, at) => {
            return { ...touch, sourceEventId: `t${at}`, person, excerpt: 'Yours, Ada Zuckerkandl' };
          }),
        },
      });
      await identifyAll(api.deps);
      assert.deepEqual(await findTraces(api.deps.db, traces), []);
      const people = await api.call('GET', '/v1/people?q=Ada');
      assert.deepEqual(people.body.items, []);
    } finally {
      await api.close();
    }
  });

  test('a sheet with her in it takes everybody else in, and is not kept', async () => {
    const api = await openApi(await open());
    const { deps, workspaceId } = api;
    try {
      await erased(api);
      const content =
        'Name,Email,Phone\r\nAda Zuckerkandl,ada@zuckerkandl.example,+14155550173\r\nBo Li,bo@initech.example,\r\n';
      const sheet = await api.call('POST', '/v1/imports?source=csv', {
        raw: { type: 'text/csv', content },
      });
      const importId = String(sheet.body.import.id);
      assert.equal((await api.call('POST', `/v1/imports/${importId}/start`)).status, 200);
      for (let slice = 0; slice < 20; slice += 1) {
        if ((await runImport(deps, { workspaceId, importId }, { sliceRows: 50 })) === 'ended')
          break;
      }
      await identifyAll(deps);
      assert.deepEqual(await findTraces(deps.db, traces), []);
      const found = await api.call('GET', '/v1/people?email=bo@initech.example');
      assert.equal(found.body.items.length, 1);
      const shown = await api.call('GET', `/v1/imports/${importId}`);
      assert(!/zuckerkandl/iu.test(shown.text));
      const kept = await sql<{ path: string }>`select file_path as path from imports`.execute(
        deps.db,
      );
      const folder = (kept.rows[0]?.path ?? '').replace(/\/[^/]*$/u, '');
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      await api.close();
    }
  });

  test('a hit that joins her to somebody who is here changes nothing about them', async () => {
    const api = await openApi(await open());
    try {
      await erased(api);
      const grace = {
        source: 'pin',
        sourceEventId: 'g',
        name: 'Grace Hopper',
        emails: ['grace@navy.example'],
      };
      await api.call('POST', '/v1/profiles', { body: grace });
      await identifyAll(api.deps);
      const both = ['grace@navy.example', 'ada@zuckerkandl.example'];
      await api.call('POST', '/v1/profiles', {
        body: { ...grace, sourceEventId: 'g2', source: 'other', emails: both },
      });
      await identifyAll(api.deps);
      assert.deepEqual(await findTraces(api.deps.db, traces), []);
      const found = await api.call('GET', '/v1/people?email=grace@navy.example');
      assert.equal(found.body.items.length, 1);
      assert.equal(found.body.items[0].canonical.emails.length, 1);
    } finally {
      await api.close();
    }
  });

  test('her answer to a mail of ours is counted and not kept', async () => {
    const { db } = await open();
    const world = await sendingWorld(db);
    try {
      const { deps, workspaceId, mailboxId } = world;
      const personId = await world.person('Ada Zuckerkandl', 'ada@zuckerkandl.example');
      await world.enrol(personId, await world.sequence());
      await world.pass(2 * hourMs);
      const sentAs = /^Message-ID: ?(.*)$/imu.exec(
        world.sink.accepted[0]?.body.toString() ?? '',
      )?.[1];
      await erasePerson(deps, {
        workspaceId,
        personId,
        cause: 'request',
        because: 'request 17',
        actor: 'test',
      });
      assert.deepEqual(await findTraces(db, traces), []);
      const head = [
        'Message-ID: <reply-1@zuckerkandl.example>',
        `In-Reply-To: ${sentAs}`,
        `References: ${sentAs} <other@zuckerkandl.example>`,
        'From: Ada Zuckerkandl <ada@zuckerkandl.example>',
        'To: sam@acme.example',
        'Subject: Re: A role',
      ];
      const text = 'Please stop writing to me.\r\nAda Zuckerkandl, +1 415 555 0173\r\n';
      const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
      await receiveInbound(
        { ...deps, readMail, intentModel: null },
        {
          workspaceId,
          mailbox: { id: mailboxId, address: 'sam@acme.example', ownerEmail: 'sam@acme.example' },
          place: null,
          fetched: {
            bytes,
            byteCount: bytes.byteLength,
            receivedAt: deps.clock.now(),
            threadId: 'thread-zuckerkandl',
          },
        },
      );
      assert.deepEqual(await findTraces(db, traces), []);
      const before = world.sink.accepted.length;
      await world.pass(200 * hourMs);
      assert.equal(world.sink.accepted.length, before, 'nothing is sent to her any more');
    } finally {
      await world.close();
    }
  });
});
