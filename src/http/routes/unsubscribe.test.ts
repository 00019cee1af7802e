import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { eachDatabase } from '../../../test/databases.ts';
import { hourMs, sendingWorld } from '../../../test/sending-world.ts';
import type { SendingWorld } from '../../../test/sending-world.ts';
import { openApi } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

eachDatabase((_kind, open) => {
  async function scene(): Promise<{
    api: Api;
    world: SendingWorld;
    url: string;
    close: () => Promise<void>;
  }> {
    const opened = await open();
    const world = await sendingWorld(opened.db);
    const personId = await world.person('Ines Ferro', 'ines.ferro@target.example');
    await world.enrol(personId, await world.sequence());
    await world.pass(2 * hourMs);
    const api = await openApi(opened, {}, { sealer: world.deps.sealer });
    const body = world.sink.accepted[0]?.body.toString() ?? '';
    const token = /^X-Fulcrum-Intent: ?(\w+)/imu.exec(body)?.[1] ?? '';
    const close = async (): Promise<void> => {
      await api.close();
      await world.close();
    };
    return { api, world, url: `/u/${token}`, close };
  }

  async function entries(world: SendingWorld): Promise<string[]> {
    const found = await sql<{ kind: string; cause: string }>`
      select kind, cause from suppressions order by kind`.execute(world.deps.db);
    return found.rows.map((row) => `${row.kind}:${row.cause}`);
  }

  test('looking at the link changes nothing, as gateways do', async () => {
    const { api, world, url, close } = await scene();
    const page = await api.call('GET', url, { key: null });
    assert.equal(page.status, 200);
    assert.match(page.text, /<form method="post">/u);
    const head = await api.app.inject({ method: 'HEAD', url });
    assert.equal(head.statusCode, 200);
    assert.deepEqual(await entries(world), []);
    await close();
  });

  test('one click is followed at once, also twice, and nothing more is sent', async () => {
    const { api, world, url, close } = await scene();
    const raw = {
      type: 'application/x-www-form-urlencoded',
      content: 'List-Unsubscribe=One-Click',
    };
    for (let times = 0; times < 2; times += 1) {
      const done = await api.call('POST', url, { key: null, raw });
      assert.equal(done.status, 200);
    }
    assert.deepEqual(await entries(world), ['address:one_click', 'person:one_click']);
    const before = world.sink.accepted.length;
    await world.pass(7 * 24 * hourMs, hourMs);
    assert.equal(world.sink.accepted.length, before);
    await close();
  });

  test('the page and a multipart form do the same', async () => {
    const { api, world, url, close } = await scene();
    const raw = {
      type: 'multipart/form-data; boundary=b',
      content: '--b\r\nContent-Disposition: form-data; name="confirm"\r\n\r\nyes\r\n--b--\r\n',
    };
    assert.equal((await api.call('POST', url, { key: null, raw })).status, 200);
    assert.deepEqual(await entries(world), ['address:page', 'person:page']);
    await close();
  });

  test('a link that is not ours is told so', async () => {
    const { api, close } = await scene();
    const urls = [`/u/${'a'.repeat(32)}`, '/u/x', "/u/'%20or%201=1"];
    for (const url of urls) {
      assert.equal((await api.call('GET', url, { key: null })).status, 404);
      assert.equal((await api.call('POST', url, { key: null })).status, 404);
    }
    await close();
  });
});
