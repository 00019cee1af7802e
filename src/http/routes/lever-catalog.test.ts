// The catalogue of the Lever account: what can be chosen, in order, by name, in pages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { replaceCatalog } from '../../db/queries/lever-catalog.ts';
import { openApi, type Api } from '../api.fixture.ts';

async function fill({ deps, workspaceId }: Api): Promise<void> {
  const now = deps.clock.now();
  const posting = (id: string, text: string, isActive = true) => {
    return { id, text, detail: { state: isActive ? 'published' : 'closed' }, isActive };
  };
  const stage = (id: string, text: string, rank: number) => {
    return { id, text, detail: { rank }, isActive: true };
  };
  await deps.db.transaction().execute(async (trx) => {
    const rows = [
      posting('p2', 'Welder'),
      posting('p1', 'Backend 100%'),
      posting('p3', 'Old', false),
    ];
    await replaceCatalog(trx, { workspaceId, kind: 'posting', rows, now });
    const stages = [stage('s10', 'Offer', 10), stage('s2', 'Screen', 2), stage('s1', 'New', 1)];
    await replaceCatalog(trx, { workspaceId, kind: 'stage', rows: stages, now });
  });
}

const textsOf = ({ items }: { items: { text: string }[] }): string[] =>
  items.map(({ text }) => text);

eachDatabase((_kind, open) => {
  test('open postings come by name, closed ones on demand, and a part of the name finds them', async () => {
    const api = await openApi(await open());
    try {
      await fill(api);
      const look = async (query: string) =>
        (await api.call('GET', `/v1/lever/catalog?kind=posting${query}`, { key: api.keys.read }))
          .body;
      assert.deepEqual(textsOf(await look('')), ['Backend 100%', 'Welder']);
      assert.deepEqual(textsOf(await look('&all=true')), ['Backend 100%', 'Old', 'Welder']);
      assert.deepEqual(textsOf(await look('&q=WELD')), ['Welder']);
      assert.deepEqual(
        textsOf(await look('&q=%25')),
        ['Backend 100%'],
        'a percent sign is a letter',
      );
      const first = await look('&limit=1');
      assert.deepEqual(textsOf(first), ['Backend 100%']);
      assert.deepEqual(textsOf(await look(`&limit=1&cursor=${first.next}`)), ['Welder']);
    } finally {
      await api.close();
    }
  });

  test('stages come in the order of the pipeline; an unknown kind is refused', async () => {
    const api = await openApi(await open());
    try {
      await fill(api);
      const stages = await api.call('GET', '/v1/lever/catalog?kind=stage');
      assert.deepEqual(textsOf(stages.body), ['New', 'Screen', 'Offer']);
      assert.equal((await api.call('GET', '/v1/lever/catalog?kind=shoes')).status, 400);
      assert.equal((await api.call('GET', '/v1/lever/catalog')).status, 400);
    } finally {
      await api.close();
    }
  });
});
