// What is generated is what is committed.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTables } from '../src/db/generate-tables.ts';
import { renderConfigurationPage, renderEnvExample } from '../src/settings-text.ts';
import { openEmbeddedForTest } from './databases.ts';

const stale = 'is stale: run `npm run generate`';

function formatted(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-format-'));
  try {
    writeFileSync(join(folder, name), text);
    const run = spawnSync('node_modules/.bin/oxfmt', ['-c', '.oxfmtrc.json', join(folder, name)], {
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    return readFileSync(join(folder, name), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('.env.example follows the settings', () => {
  assert.equal(readFileSync('.env.example', 'utf8'), renderEnvExample(), `.env.example ${stale}`);
});

test('docs/configuration.md follows the settings', () => {
  const page = formatted('configuration.md', renderConfigurationPage());
  assert.equal(
    readFileSync('docs/configuration.md', 'utf8'),
    page,
    `docs/configuration.md ${stale}`,
  );
});

test('the table types follow the migrations', async () => {
  const database = await openEmbeddedForTest();
  try {
    const types = formatted('tables.ts', await renderTables(database.db));
    assert.equal(readFileSync('src/db/tables.ts', 'utf8'), types, `src/db/tables.ts ${stale}`);
  } finally {
    await database.close();
  }
});
