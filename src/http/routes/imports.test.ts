// Sheets from upload to the refused rows: nothing before the start, every row once, and on after a crash.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../../test/databases.ts';
import type { Db } from '../../db/connect.ts';
import { findImport } from '../../db/queries/imports.ts';
import { runImport } from '../../flows/run-import.ts';
import type { Sheets } from '../../ports/sheets.ts';
import { openApi } from '../api.fixture.ts';
import type { Answer, Api } from '../api.fixture.ts';

const missing = '0194a0a0-0000-7000-8000-000000000000';

const sheet = [
  'Full Name,Email,Company,Date Added',
  'Ana Souza,ana@example.com,Initech,2026-11-01',
  'Bo Li,bo@example.com,,2026-11-02',
  'Ana Souza,ana@example.com,Initech,2026-11-01',
  '=BAD(),cy@example.com,,',
  'Di Ek,di at example,,',
  'Ed Oz,ed@example.com,,2026-02-30',
  '"Flo, Dr.",flo@example.com,Hooli,',
].join('\r\n');

function upload(api: Api, content: string | Buffer, query = ''): Promise<Answer> {
  return api.call('POST', `/v1/imports${query}`, { raw: { type: 'text/csv', content } });
}

async function finish(api: Api, importId: string, sliceRows = 3): Promise<void> {
  const key = { workspaceId: api.workspaceId, importId };
  for (let rounds = 0; rounds < 1000; rounds += 1) {
    if ((await runImport(api.deps, key, { sliceRows })) === 'ended') return;
  }
  assert.fail('the import never ended');
}

async function names(db: Db): Promise<string[]> {
  const rows = await sql<{
    name: string;
  }>`select payload->>'name' as name from profiles order by 1`.execute(db);
  return rows.rows.map((row) => row.name);
}

eachDatabase((_kind, open) => {
  test('a sheet is previewed, tried, started, worked on, and its refused rows come back fixable', async () => {
    const api = await openApi(await open());
    const { db } = api.deps;
    const made = await upload(api, sheet, '?source=apollo&jobExternalId=J1&fileName=people.csv');
    assert.equal(made.status, 201);
    const { id } = made.body.import;
    const targets = made.body.preview.columns.map((column: { target: string }) => column.target);
    assert.deepEqual(targets, ['fullName', 'email', 'employer', 'foundAt']);
    assert.deepEqual(made.body.preview.columns[2].samples, ['Initech', 'Hooli']);
    const trial = await api.call('POST', `/v1/imports/${id}/try`);
    assert.deepEqual(
      [trial.body.rows, trial.body.accepted, trial.body.duplicates, trial.body.rejected],
      [7, 3, 1, 3],
    );
    assert.deepEqual(
      trial.body.problems.map((one: { row: number; field: string }) => [one.row, one.field]),
      [
        [4, 'Full Name'],
        [5, 'Email'],
        [6, 'Date Added'],
      ],
    );
    assert.deepEqual(await names(db), []);
    assert.equal((await api.call('POST', `/v1/imports/${id}/start`)).body.state, 'running');
    assert.equal((await api.call('POST', `/v1/imports/${id}/start`)).status, 200);
    const work = await db
      .selectFrom('work')
      .select(['kind', 'subjectId', 'lane', 'queueKey'])
      .execute();
    assert.deepEqual(work, [{ kind: 'import', subjectId: id, lane: 5, queueKey: 'import' }]);
    await finish(api, id);
    const ended = await api.call('GET', `/v1/imports/${id}`);
    assert.deepEqual(
      [
        ended.body.state,
        ended.body.rows,
        ended.body.accepted,
        ended.body.duplicates,
        ended.body.rejected,
        ended.body.progress,
      ],
      ['finished', 7, 3, 1, 3, 1],
    );
    assert.deepEqual(await names(db), ['Ana Souza', 'Bo Li', 'Flo, Dr.']);
    const profile = await db.selectFrom('profiles').selectAll().limit(1).executeTakeFirstOrThrow();
    assert.deepEqual([profile.source, profile.importId], ['apollo', id]);
    assert.ok(profile.jobId !== null);
    const errors = await api.call('GET', `/v1/imports/${id}/errors.csv`);
    const lines = errors.text.trimEnd().split('\r\n');
    assert.equal(lines[0], 'Import error,Full Name,Email,Company,Date Added');
    assert.match(
      lines[1] ?? '',
      /^"?Row 4: Column ""Full Name"" holds a formula .*,'=BAD\(\),cy@example\.com,,$/,
    );
    assert.equal(lines.length, 4);
    const fixed = errors.text
      .replace("'=BAD()", 'Cy Wu')
      .replace(/,di at example,/, ',di@example.com,')
      .replaceAll('2026-02-30', '2026-02-28');
    const second = await upload(api, fixed, '?source=apollo&jobExternalId=J1');
    await api.call('POST', `/v1/imports/${second.body.import.id}/start`);
    await finish(api, second.body.import.id);
    assert.deepEqual(await names(db), [
      'Ana Souza',
      'Bo Li',
      'Cy Wu',
      'Di Ek',
      'Ed Oz',
      'Flo, Dr.',
    ]);
    await api.close();
  });

  test('the same import again adds nothing, even with the columns in another order', async () => {
    const api = await openApi(await open());
    const swapped = sheet
      .split('\r\n')
      .map((line) => line.replace(/^("[^"]*"|[^,]*),([^,]*),(.*)$/, '$2,$1,$3'))
      .join('\n');
    const counts: number[][] = [];
    for (const content of [sheet, sheet, swapped]) {
      const made = await upload(api, content);
      await api.call('POST', `/v1/imports/${made.body.import.id}/start`);
      await finish(api, made.body.import.id);
      const ended = await api.call('GET', `/v1/imports/${made.body.import.id}`);
      counts.push([ended.body.accepted, ended.body.duplicates, ended.body.rejected]);
    }
    assert.deepEqual(counts, [
      [3, 1, 3],
      [0, 4, 3],
      [0, 4, 3],
    ]);
    await api.close();
  });

  test('killed after any number of rows, it goes on and every row counts once', async () => {
    const rows = Array.from({ length: 50 }, (_, index) =>
      index % 10 === 3 ? `=X(),x${index}@example.com` : `Ana ${index},ana${index}@example.com`,
    );
    const content = `Name,Email\n${rows.join('\n')}\n`;
    for (const killAfter of [1, 6, 7, 20, 49]) {
      const api = await openApi(await open());
      const made = await upload(api, content);
      const { id } = made.body.import;
      await api.call('POST', `/v1/imports/${id}/start`);
      const key = { workspaceId: api.workspaceId, importId: id };
      const dying = { ...api.deps, sheets: dyingAfter(api.deps.sheets, killAfter) };
      await assert.rejects(runImport(dying, key, { sliceRows: 7 }), /killed/);
      const between = await findImport(api.deps.db, key);
      assert.equal(between?.nextRow, Math.floor((killAfter - 1) / 7) * 7);
      await finish(api, id, 7);
      const ended = await findImport(api.deps.db, key);
      assert.deepEqual(
        [
          ended?.state,
          ended?.nextRow,
          ended?.acceptedCount,
          ended?.duplicateCount,
          ended?.rejectedCount,
        ],
        ['finished', 50, 45, 0, 5],
      );
      assert.equal((await names(api.deps.db)).length, 45);
      await api.close();
    }
  });

  test('the kept copy is gone when the import has ended, also where the process died just before', async () => {
    const api = await openApi(await open());
    const made = await upload(api, sheet);
    const key = { workspaceId: api.workspaceId, importId: made.body.import.id as string };
    const kept = await findImport(api.deps.db, key);
    assert.ok(existsSync(kept?.filePath ?? ''));
    await api.call('POST', `/v1/imports/${key.importId}/start`);
    const keeps = { ...api.deps.sheets, remove: async () => assert.fail('killed') };
    await assert.rejects(
      runImport({ ...api.deps, sheets: keeps }, key, { sliceRows: 500 }),
      /killed/,
    );
    assert.equal(await runImport(api.deps, key, { sliceRows: 500 }), 'ended');
    assert.ok(!existsSync(kept?.filePath ?? ''));
    const ended = await findImport(api.deps.db, key);
    assert.deepEqual([ended?.state, ended?.acceptedCount], ['finished', 3]);
    await api.close();
  });
});

function dyingAfter(sheets: Sheets, rowsMax: number): Sheets {
  return {
    ...sheets,
    async *rows(path, layout, from) {
      let count = 0;
      for await (const row of sheets.rows(path, layout, from)) {
        count += 1;
        if (count > rowsMax - 1) throw new Error('killed');
        yield row;
      }
    },
  };
}

embeddedDatabase((open) => {
  test('a column can be given another meaning or left out before the start, not after', async () => {
    const api = await openApi(await open());
    const made = await upload(api, 'Wer,Mail\nAna,ana@example.com\n');
    const { id } = made.body.import;
    assert.match(made.body.preview.warnings[0], /No column names a person/);
    const early = await api.call('POST', `/v1/imports/${id}/start`);
    assert.equal(early.status, 422);
    const put = (columns: unknown) =>
      api.call('PUT', `/v1/imports/${id}/mapping`, { body: { columns } });
    assert.equal((await put({ Wer: 'nonsense' })).status, 422);
    assert.equal((await put({ Who: 'fullName' })).status, 422);
    const mapped = await put({ Wer: 'fullName', Mail: 'email' });
    assert.equal(mapped.status, 200);
    assert.equal(mapped.body.rows[0].profile.name, 'Ana');
    await api.call('POST', `/v1/imports/${id}/start`);
    assert.equal((await put({ Wer: null })).status, 409);
    await api.close();
  });

  test('a cancelled import takes no more rows and cannot be started', async () => {
    const api = await openApi(await open());
    const { id } = (await upload(api, sheet)).body.import;
    await api.call('POST', `/v1/imports/${id}/start`);
    const cancelled = await api.call('POST', `/v1/imports/${id}/cancel`);
    assert.equal(cancelled.body.state, 'cancelled');
    await finish(api, id);
    assert.deepEqual(await names(api.deps.db), []);
    assert.equal((await api.call('POST', `/v1/imports/${id}/start`)).status, 409);
    assert.equal((await api.call('POST', `/v1/imports/${id}/cancel`)).status, 200);
    await api.close();
  });

  test('a file that cannot be read to its end fails with the reason, and keeps what came before', async () => {
    const api = await openApi(await open());
    const { id } = (await upload(api, 'Name,Title\nAna,x\n"Bo,y\nCy,z\n')).body.import;
    await api.call('POST', `/v1/imports/${id}/start`);
    await finish(api, id);
    const ended = await api.call('GET', `/v1/imports/${id}`);
    assert.equal(ended.body.state, 'failed');
    assert.match(ended.body.because, /A quote opened in row 2 is never closed/);
    assert.deepEqual([ended.body.accepted, ended.body.rejected], [1, 1]);
    await api.close();
  });

  test('a cell of 5 MB refuses its row and nothing else', async () => {
    const api = await openApi(await open());
    const content = `Name,Title\nAna,${'x'.repeat(5 * 1024 * 1024)}\nBo,CTO\n`;
    const { id } = (await upload(api, content)).body.import;
    await api.call('POST', `/v1/imports/${id}/start`);
    await finish(api, id);
    const ended = await api.call('GET', `/v1/imports/${id}`);
    assert.deepEqual(
      [ended.body.state, ended.body.accepted, ended.body.rejected],
      ['finished', 1, 1],
    );
    const errors = await api.call('GET', `/v1/imports/${id}/errors.csv`);
    assert.match(errors.text, /Row 1: Column ""Title"" is too long/);
    assert.ok(errors.text.length < 40_000);
    await api.close();
  });

  test('a form with a file is taken; 400 without a file, 415 for another type, 422 without a header', async () => {
    const api = await openApi(await open());
    const form = (part: string) => ({
      type: 'multipart/form-data; boundary=b',
      content: `--b\r\n${part}\r\n--b--\r\n`,
    });
    const file =
      'content-disposition: form-data; name="file"; filename="mine.csv"\r\ncontent-type: text/csv\r\n\r\nName\nAna';
    const taken = await api.call('POST', '/v1/imports', { raw: form(file) });
    assert.equal(taken.status, 201);
    assert.equal(taken.body.import.fileName, 'mine.csv');
    const field = 'content-disposition: form-data; name="source"\r\n\r\npin';
    assert.equal((await api.call('POST', '/v1/imports', { raw: form(field) })).status, 400);
    const none = { type: 'multipart/form-data', content: 'x' };
    assert.equal((await api.call('POST', '/v1/imports', { raw: none })).status, 400);
    assert.equal((await api.call('POST', '/v1/imports', { body: {} })).status, 415);
    assert.equal((await upload(api, '')).status, 422);
    assert.equal((await upload(api, '\n\n')).status, 422);
    await api.close();
  });

  test('404: every path of an import that is not there', async () => {
    const api = await openApi(await open());
    const calls: ['GET' | 'POST' | 'PUT', string, unknown?][] = [
      ['GET', ''],
      ['GET', '/preview'],
      ['GET', '/errors.csv'],
      ['POST', '/try'],
      ['POST', '/start'],
      ['POST', '/cancel'],
      ['PUT', '/mapping', {}],
    ];
    for (const [method, path, body] of calls) {
      const url = `/v1/imports/${missing}${path}`;
      const answer = await api.call(method, url, body === undefined ? {} : { body });
      assert.equal(answer.status, 404, path);
    }
    await api.close();
  });

  test('imports are listed in pages, newest first', async () => {
    const api = await openApi(await open());
    for (const name of ['a', 'b', 'c']) await upload(api, 'Name\nAna\n', `?fileName=${name}`);
    const first = await api.call('GET', '/v1/imports?limit=2');
    const second = await api.call('GET', `/v1/imports?limit=2&cursor=${first.body.next}`);
    const listed = [...first.body.items, ...second.body.items].map(
      (one: { fileName: string }) => one.fileName,
    );
    assert.deepEqual(listed, ['c', 'b', 'a']);
    assert.equal(second.body.next, null);
    await api.close();
  });
});
