// A server that is started while Lever is down: it takes in and shows everything, and goes on with Lever when that is back.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSandbox } from '../../sandbox/sandbox.ts';
import { readConfig } from '../../src/config.ts';
import { startFulcrum } from '../../src/start.ts';
import { silentLog } from '../engine.ts';

test('a server whose account is connected starts although Lever does not answer; a first start does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-lever-down-'));
  const sandbox = createSandbox({ world: 'empty', limits: null });
  const lever = await sandbox.listen({ port: 0 });
  const admin = sandbox.control.users().find((user) => user.accessRole === 'super admin');
  const config = readConfig({
    DATA_DIR: folder,
    PORT: '0',
    LEVER_BASE_URL: lever.url,
    LEVER_API_KEY: lever.apiKey,
    LEVER_PERFORM_AS: admin?.email ?? '',
    LEVER_CALL_SECONDS: '2',
  });
  try {
    const first = await startFulcrum(config, { log: silentLog });
    await first.stop();
    await lever.close();
    const again = await startFulcrum(config, { log: silentLog });
    const answer = await fetch(new URL('/readyz', again.url ?? ''));
    assert.equal(answer.status, 200);
    await again.stop();
    const fresh = { ...config, dataDir: join(folder, 'fresh') };
    await assert.rejects(
      startFulcrum(fresh, { log: silentLog }),
      /Lever (?:does not answer|could not be reached)/u,
    );
  } finally {
    sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
