// Live news: a change is told once with its kind, quiet streams show life, and none lasts for ever.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { createApiKey } from '../../flows/create-api-key.ts';
import { openApi, testNow, type Api } from '../api.fixture.ts';

interface News {
  seq: number;
  kinds: string[] | null;
}

function newsIn(text: string): News[] {
  const lines = text.split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as News);
}

eachDatabase((_kind, open) => {
  test('a change is told once, with what kind of thing changed, until the stream ends', async () => {
    let looks = 0;
    let act: () => Promise<unknown> = async () => undefined;
    const clock = {
      now: () => new Date(testNow),
      // What happens while the stream waits for its next look.
      sleep: async () => {
        looks += 1;
        if (looks === 2) await act();
      },
    };
    const api: Api = await openApi(await open(), {}, { clock });
    const { workspaceId } = api;
    act = async () =>
      await createApiKey(api.deps, { workspaceId, name: 'n', scopes: ['read'], actor: 'cli' });
    const answer = await api.call('GET', '/v1/events');
    assert.equal(answer.headers['content-type'], 'text/event-stream; charset=utf-8');
    const [first, second, ...more] = newsIn(answer.text);
    assert.deepEqual(first?.kinds, []);
    assert.deepEqual(second, { seq: (first?.seq ?? 0) + 1, kinds: ['api_key'] });
    assert.deepEqual(more, []);
    assert.match(answer.text, /: quiet/u);
    assert.equal(looks, 300);
    await api.close();
  });

  test('another workspace is told nothing', async () => {
    const opened = await open();
    let act: () => Promise<unknown> = async () => undefined;
    const clock = { now: () => new Date(testNow), sleep: async () => void (await act()) };
    const one = await openApi(opened, {}, { clock });
    const two = await openApi(opened);
    act = async () => {
      act = async () => undefined;
      const { workspaceId } = two;
      await createApiKey(two.deps, { workspaceId, name: 'n', scopes: ['read'], actor: 'cli' });
    };
    const answer = await one.call('GET', '/v1/events');
    assert.equal(newsIn(answer.text).length, 1);
    await one.close();
    await two.close();
  });
});
