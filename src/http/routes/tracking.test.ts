// Tracking over the doors on both databases: off until switched on twice, and machines never count as human beings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { anEmail, hourMs, minuteMs, sendingWorld } from '../../../test/sending-world.ts';
import { setSequenceTracking, setTracking } from '../../flows/set-tracking.ts';
import { openApi } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const steps = [
  anEmail('one', {
    variants: [
      {
        id: 'a',
        weight: 1,
        subject: 'A role',
        text: 'See https://jobs.example/1 and https://news.example/2',
        html: null,
      },
    ],
  }),
];

eachDatabase((_kind, open) => {
  async function scene(isOn: boolean) {
    const opened = await open();
    const world = await sendingWorld(opened.db, 'track');
    const { deps, workspaceId } = world;
    const sequenceId = await world.sequence({ steps });
    if (isOn) {
      await setTracking(deps, { workspaceId, isOn, domain: 'T.Acme.example', actor: 'test' });
      const key = { workspaceId, sequenceId, actor: 'test' };
      await setSequenceTracking(deps, { ...key, opens: true, clicks: true });
    }
    await world.enrol(await world.person('Ada Lovelace', 'ada@gmail.com'), sequenceId);
    await world.pass(hourMs);
    const bytes = world.sink.accepted[0]?.body.toString() ?? '';
    const parts = bytes.split(/\r\nContent-Transfer-Encoding: base64\r\n\r\n/u).slice(1);
    const [text = '', html = ''] = parts.map((part) =>
      Buffer.from(part.split('\r\n--')[0] ?? '', 'base64').toString('utf8'),
    );
    const paths = [...html.matchAll(/https:\/\/t\.acme\.example(\/t\/[oc]\?k=[\w-]+)/gu)];
    const api = await openApi(opened, {}, { sealer: deps.sealer, clock: deps.clock });
    const hit = async (path: string, agent = browser, method: 'GET' | 'POST' = 'GET') =>
      await api.call(method, path, { key: null, headers: { 'user-agent': agent } });
    return {
      world,
      api,
      text,
      html,
      hit,
      sequenceId,
      links: paths.map((match) => match[1] ?? '').filter((path) => path.startsWith('/t/c')),
      picture: paths.map((match) => match[1] ?? '').find((path) => path.startsWith('/t/o')) ?? '',
      verdicts: async (kind: 'open' | 'click') => {
        const found = await opened.db
          .selectFrom('trackingHits')
          .where('kind', '=', kind)
          .select('verdict')
          .orderBy('at')
          .execute();
        return found.map((row) => row.verdict);
      },
      close: async () => {
        await api.close();
        await world.close();
      },
    };
  }

  test('off by default: nothing is rewritten, and neither address exists', async () => {
    const { html, hit, links, close } = await scene(false);
    assert.ok(html.includes('href="https://jobs.example/1"') && !html.includes('<img'));
    assert.deepEqual(links, []);
    for (const path of ['/t/o?k=x', '/t/c?k=x', '/t/o', '/t/c'])
      assert.ok([400, 404].includes((await hit(path)).status), path);
    assert.equal((await hit('/t/c?k=x', browser, 'POST')).status, 404);
    await close();
  });

  test('on: the HTML leads over our own host, the text and the way to say no do not', async () => {
    const { html, text, links, picture, close } = await scene(true);
    assert.equal(links.length, 2);
    assert.notEqual(picture, '');
    assert.ok(text.includes('https://jobs.example/1') && !text.includes('t.acme.example'));
    assert.match(html, /href="https:\/\/go\.example\/u\//u);
    await close();
  });

  test('a human being who reads and comes to the page counts; the link leads where it led', async () => {
    const { world, hit, links, picture, verdicts, close } = await scene(true);
    world.setNow(world.nowMs() + 5 * minuteMs);
    const shown = await hit(picture);
    assert.deepEqual([shown.status, shown.headers['content-type']], [200, 'image/gif']);
    const page = await hit(links[0] ?? '');
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('location.replace("https://jobs.example/1")'));
    assert.deepEqual(await verdicts('click'), ['unknown']);
    assert.equal((await hit(links[0] ?? '', browser, 'POST')).status, 204);
    assert.deepEqual([await verdicts('click'), await verdicts('open')], [['human'], ['unknown']]);
    await close();
  });

  test('gateways that press every link and programs that load ahead are never human beings', async () => {
    const { world, hit, links, picture, verdicts, close } = await scene(true);
    world.setNow(world.nowMs() + 5 * minuteMs);
    for (const link of links) {
      await hit(link);
      await hit(link, browser, 'POST');
    }
    assert.deepEqual(await verdicts('click'), ['scanner', 'scanner']);
    await hit(picture, 'Mozilla/5.0');
    await hit(picture, 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)');
    await hit(picture, '');
    assert.deepEqual((await verdicts('open')).toSorted(), ['machine', 'machine', 'proxy']);
    await close();
  });

  test('switched off again: nothing is recorded, sent links still lead on, and a key cannot be made up', async () => {
    const { world, hit, links, picture, verdicts, close } = await scene(true);
    const { deps, workspaceId } = world;
    const forged = `${(links[0] ?? '').slice(0, -4)}AAAA`;
    assert.equal((await hit(forged)).status, 404);
    await setTracking(deps, { workspaceId, isOn: false, domain: '', actor: 'test' });
    assert.equal((await hit(picture)).status, 404);
    const led = await hit(links[0] ?? '');
    assert.deepEqual([led.status, led.headers['location']], [302, 'https://jobs.example/1']);
    assert.deepEqual([await verdicts('open'), await verdicts('click')], [[], []]);
    await close();
  });

  test('200, 404, 422: the switches and the counts over the API', async () => {
    const api: Api = await openApi(await open());
    const key = api.keys.admin;
    const before = await api.call('GET', '/v1/tracking', { key: api.keys.read });
    assert.deepEqual(before.body, { isOn: false, domain: '' });
    const put = async (body: object) => await api.call('PUT', '/v1/tracking', { key, body });
    assert.equal((await put({ isOn: true })).status, 422);
    assert.equal((await put({ isOn: true, domain: 'https://x' })).status, 422);
    assert.deepEqual((await put({ isOn: true, domain: 'go.acme.example' })).body, {
      isOn: true,
      domain: 'go.acme.example',
    });
    const none = '/v1/tracking/sequences/0190f3c4-0000-7000-8000-00000000beef';
    assert.equal((await api.call('GET', none, { key })).status, 404);
    const body = { opens: true, clicks: false };
    assert.equal((await api.call('PUT', none, { key, body })).status, 404);
    await api.close();
  });
});
