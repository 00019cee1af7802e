// The commands around the Lever connection: where the database is, and against a running server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { openLeverAccount } from '../../test/lever-account.ts';
import type { OpenedDatabase } from '../db/connect.ts';
import { InputError } from '../core/input-error.ts';
import { openApi } from '../http/api.fixture.ts';
import type { AddCommand, CommandWorld } from './command-world.ts';
import { addConnectCommand } from './connect.ts';
import { addDoctorCommand } from './doctor.ts';
import { addDriftCommand } from './lever-drift.ts';
import { addHealthCommand, healthLines } from './lever-health.ts';
import { addMirrorCommand } from './lever-mirror.ts';
import type { RemoteServer } from './remote-server.ts';
import { runCommandLine } from './run.ts';
import { addSyncCommand } from './sync-switch.ts';

const commands: readonly AddCommand[] = [
  addConnectCommand,
  addDoctorCommand,
  addSyncCommand,
  addHealthCommand,
  addDriftCommand,
  addMirrorCommand,
];

async function openShell(opened: OpenedDatabase, way: 'here' | 'there') {
  const account = openLeverAccount();
  const api = await openApi(opened, {}, { lever: account.lever });
  const said = { out: '', error: '' };
  const nothing = (): Promise<never> => Promise.reject(new Error('not needed here'));
  const server: RemoteServer = {
    url: 'http://127.0.0.1',
    ask: async ({ method, path, body }) => {
      const answer = await api.call(method, path, body === undefined ? {} : { body });
      if (answer.status < 400) return answer.body;
      throw new InputError('conflict', answer.body.message);
    },
    upload: nothing,
    download: () => assert.fail('not needed here'),
  };
  const { deps, workspaceId } = api;
  const world: CommandWorld = {
    streams: {
      out: (text) => void (said.out += text),
      error: (text) => void (said.error += text),
      isTerminal: false,
    },
    leverApiKey: account.sandbox.apiKey,
    server: way === 'there' ? server : null,
    open: async () => ({ deps, workspaceId, actor: 'cli', close: async () => undefined }),
    serve: nothing,
    demo: nothing,
    sandbox: nothing,
  };
  const run = async (...args: string[]) => {
    Object.assign(said, { out: '', error: '' });
    const code = await runCommandLine(args, world, commands);
    await opened.db
      .updateTable('rateLimits')
      .set({ ratePerSecond: 10_000, rateMax: 10_000, burst: 1_000 })
      .execute();
    return { code, ...said };
  };
  const control = account.sandbox.control;
  return { run, control, close: async () => await api.close() };
}

embeddedDatabase((open) => {
  for (const way of ['here', 'there'] as const) {
    const where = way === 'here' ? 'on the database' : 'against a server';
    test(`connect, doctor, sync, health, drift and mirror ${where}`, async () => {
      const { run, control, close } = await openShell(await open(), way);
      const [user] = control.users({});
      const none = await run('doctor');
      assert.equal(none.code, 1);
      assert.match(none.out, /FAIL {2}connection: No Lever account is connected/);
      assert.match((await run('health')).out, /No Lever account/);
      const made = await run('connect', '--perform-as', user?.email ?? '');
      assert.equal(made.code, 0, made.error);
      const oauth = await run('connect', '--oauth', '--perform-as', user?.email ?? '');
      assert.equal(oauth.code, 2);
      assert.match(oauth.error, /LEVER_CLIENT_ID/);
      const fine = await run('doctor', '--json');
      assert.equal(fine.code, 0, fine.out);
      assert.equal(JSON.parse(fine.out).result, 'warn');
      assert.equal((await run('sync', 'off', '--reason', 'holiday')).code, 0);
      assert.match((await run('health')).out, /off \(holiday\)/);
      control.setUserActive({ user: user?.id ?? '', active: false });
      const failing = await run('doctor');
      assert.equal(failing.code, 1);
      assert.match(failing.out, /FAIL {2}integration user.*\n {6}Reactivate/);
      assert.equal((await run('sync', 'on')).code, 2);
      const forced = await run('sync', 'on', '--override', 'tomorrow');
      assert.equal(forced.code, 0, forced.error);
      assert.match(forced.out, /The sync is on\.\n$/);
      assert.match((await run('drift')).out, /^0 candidates differ/);
      assert.equal((await run('mirror', '--candidates', 'many')).code, 2);
      const mirror = await run('mirror', '--begin', '--candidates', '100000');
      assert.match(mirror.out, /under way.*\n.*\n1000 calls left, \d+ s at the rate limit/);
      await close();
    });
  }

  test('health tells what waits by lane, the last event and what is parked', () => {
    const lines = healthLines({
      connection: { state: 'on', because: null },
      pollAgeSeconds: 12,
      rate: { ratePerSecond: 9.98, callCount: 3, refusedCount: 0, isHeld: true },
      hooks: [{ event: 'candidateHired', lastReceivedAt: null }],
      lanes: [{ name: 'backfill', dueCount: 9, waitingSeconds: 4, secondsToFinish: 3 }],
      parked: [{ because: 'The posting is closed.', nextAction: null, count: 2 }],
    }).join('\n');
    assert.match(lines, /The connection is on\. Last complete poll 12 s ago\./);
    assert.match(lines, /3 calls, 0 refused; now 10\.0 a second, on hold\./);
    assert.match(lines, /candidateHired {2}never/);
    assert.match(lines, /backfill +9 +4 +3/);
    assert.match(lines, /2 {2}The posting is closed\./);
  });
});
