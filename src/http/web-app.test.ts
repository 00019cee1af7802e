// The web app as files: the page for every address of its own, nothing for programs' addresses, and safe headers.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { embeddedDatabase } from '../../test/databases.ts';
import { openApi } from './api.fixture.ts';

const page = '<!doctype html><title>The app</title>';

embeddedDatabase((open) => {
  async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'fulcrum-web-'));
    try {
      await run(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('the page answers every address of the app, and hashed files are kept for ever', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, 'assets'));
      writeFileSync(join(folder, 'index.html'), page);
      writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
      writeFileSync(join(folder, 'assets', 'index-abc.js.gz'), gzipSync('export {};'));
      writeFileSync(join(folder, 'icon.svg'), '<svg/>');
      const api = await openApi(await open(), { webFolder: folder });
      for (const url of ['/', '/people', '/people/4711?tab=sync', '/v10', '/index.html']) {
        const answer = await api.call('GET', url, { key: null });
        assert.equal(answer.status, 200, url);
        assert.equal(answer.text, page);
        assert.match(String(answer.headers['content-security-policy']), /default-src 'self'/u);
        assert.equal(answer.headers['cache-control'], 'no-cache');
      }
      const script = await api.call('GET', '/assets/index-abc.js', { key: null });
      assert.match(String(script.headers['cache-control']), /immutable/u);
      assert.match(String(script.headers['content-type']), /javascript/u);
      assert.equal(script.headers['content-encoding'], undefined);
      assert.equal(script.text, 'export {};');
      const headers = { 'accept-encoding': 'gzip' };
      const packed = await api.call('GET', '/assets/index-abc.js', { key: null, headers });
      assert.equal(packed.headers['content-encoding'], 'gzip');
      assert.match(String(packed.headers['content-type']), /javascript/u);
      assert.match(String(packed.headers['cache-control']), /immutable/u);
      assert.match(String(packed.headers['vary']), /accept-encoding/iu);
      const icon = await api.call('GET', '/icon.svg', { key: null });
      assert.doesNotMatch(String(icon.headers['cache-control']), /immutable/u);
      await api.close();
    });
  });

  test('addresses of programs, old chunks and ways out of the folder are not the page', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'index.html'), page);
      const api = await openApi(await open(), { webFolder: folder });
      for (const url of ['/v1/nothing', '/v1', '/hooks/x', '/assets/index-old.js']) {
        const answer = await api.call('GET', url, { key: null });
        assert.equal(answer.status, 404, url);
        assert.equal(answer.body.code, 'not_found');
      }
      const out = await api.call('GET', '/..%2f..%2fetc%2fpasswd', { key: null });
      assert.ok(!out.text.includes('root:'));
      assert.equal((await api.call('POST', '/people', { key: null })).status, 404);
      await api.close();
    });
  });

  test('without a built app the page says how to build it', async () => {
    await withFolder(async (folder) => {
      const api = await openApi(await open(), { webFolder: folder });
      assert.match((await api.call('GET', '/', { key: null })).text, /npm run build/u);
      await api.close();
    });
  });
});
