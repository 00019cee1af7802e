// The list of people, narrowed: by job, by where they stand in Lever, by holds; together with words and pages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { openApi, profileOf, type Api } from '../api.fixture.ts';

const namesIn = (body: { items: { canonical: { name: { value: string } } }[] }): string[] =>
  body.items.map(({ canonical }) => canonical.name.value).toSorted();

/** Ada and Bo for one job, Cy for none; Ada stands in Lever, Bo is held. */
async function fill(api: Api): Promise<{ jobId: string }> {
  const job = { externalId: 'J1', name: 'Backend' };
  await api.call('POST', '/v1/profiles', {
    body: {
      items: [
        profileOf('1', { name: 'Ada Byron', job }),
        profileOf('2', { name: 'Bo Li', job }),
        profileOf('3', { name: 'Cy Wu' }),
      ],
    },
  });
  await identifyAll(api.deps);
  const people = await api.call('GET', '/v1/people');
  const idOf = (name: string): string => {
    type Row = { id: string; canonical: { name: { value: string } } };
    const rows = people.body.items as Row[];
    return rows.find((row) => row.canonical.name.value === name)?.id ?? '';
  };
  const body = { personId: idOf('Bo Li'), effect: 'pause', because: 'asked to wait' };
  await api.call('POST', '/v1/holds', { body });
  await api.deps.db
    .updateTable('records')
    .set({ opportunityId: 'o1', status: 'offer' })
    .where('personId', '=', idOf('Ada Byron'))
    .execute();
  const jobs = await api.call('GET', '/v1/jobs');
  const named = (jobs.body.items as { id: string; name: string }[]).find(
    ({ name }) => name === 'Backend',
  );
  return { jobId: named?.id ?? '' };
}

eachDatabase((_kind, open) => {
  test('each filter narrows, and all of them together with words', async () => {
    const api = await openApi(await open());
    try {
      const { jobId } = await fill(api);
      const look = async (query: string): Promise<string[]> =>
        namesIn((await api.call('GET', `/v1/people?${query}`, { key: api.keys.read })).body);
      assert.deepEqual(await look(''), ['Ada Byron', 'Bo Li', 'Cy Wu']);
      assert.deepEqual(await look(`jobId=${jobId}`), ['Ada Byron', 'Bo Li']);
      assert.deepEqual(await look('status=offer'), ['Ada Byron']);
      assert.deepEqual(await look('status=hired'), []);
      assert.deepEqual(await look('held=true'), ['Bo Li']);
      assert.deepEqual(await look('inLever=true'), ['Ada Byron']);
      assert.deepEqual(await look('inLever=false'), ['Bo Li', 'Cy Wu']);
      assert.deepEqual(await look(`q=bo&jobId=${jobId}&inLever=false`), ['Bo Li']);
      assert.deepEqual(await look(`q=cy&jobId=${jobId}`), []);
    } finally {
      await api.close();
    }
  });

  test('pages of a narrowed list miss nobody, and an unknown filter value is refused', async () => {
    const api = await openApi(await open());
    try {
      await fill(api);
      const first = await api.call('GET', '/v1/people?inLever=false&limit=1');
      const rest = await api.call('GET', `/v1/people?inLever=false&cursor=${first.body.next}`);
      assert.deepEqual([...namesIn(first.body), ...namesIn(rest.body)].toSorted(), [
        'Bo Li',
        'Cy Wu',
      ]);
      assert.equal((await api.call('GET', '/v1/people?status=shoes')).status, 400);
      assert.equal((await api.call('GET', '/v1/people?jobId=x')).status, 400);
    } finally {
      await api.close();
    }
  });
});
