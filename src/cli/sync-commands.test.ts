// The commands of mapping, runs, conflicts, undo and rules, on the database and through a running server.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { sheetFiles } from '../adapters/csv/sheet-files.ts';
import { signInAtHand } from '../http/sign-in.fixture.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import type { OpenedDatabase } from '../db/connect.ts';
import { createApiKey } from '../flows/create-api-key.ts';
import { checkProfile } from '../http/contract/profile.ts';
import { buildServer } from '../http/server.ts';
import type { CommandWorld } from './command-world.ts';
import { commands } from './commands.ts';
import { remoteServer } from './remote-server.ts';
import { runCommandLine } from './run.ts';

interface Told {
  code: number;
  // Tests look into answers whose form is fixed at run time.
  // oxlint-disable-next-line typescript/no-explicit-any
  json: any;
  error: string;
}

interface Shell {
  world: SyncWorld;
  folder: string;
  /** Runs the command with --json on both ways; gives both. */
  both: (...args: string[]) => Promise<[Told, Told]>;
  here: (...args: string[]) => Promise<Told>;
  there: (...args: string[]) => Promise<Told>;
  file: (name: string, content: unknown) => string;
  close: () => Promise<void>;
}

async function openShell(opened: OpenedDatabase): Promise<Shell> {
  const world = await openSyncWorld(opened.db);
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-shell-'));
  const sealer = { ...world.deps.sealer, newKey: () => randomBytes(32) };
  const sheets = sheetFiles({ folder, bytesMax: 1_000_000 });
  const deps = { ...world.deps, sheets, sealer, checkProfile, ...signInAtHand() };
  const app = await buildServer(deps, { databaseKind: opened.kind, checksAnswers: true });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { workspaceId } = world;
  const made = await createApiKey(deps, {
    workspaceId,
    name: 'cli',
    scopes: ['admin'],
    actor: 'cli',
  });
  const server = remoteServer({ url, apiKey: made.key.reveal() });
  const run = async (args: string[], way: CommandWorld['server']): Promise<Told> => {
    const said = { out: '', error: '' };
    const nothing = (): Promise<never> => Promise.reject(new Error('not needed here'));
    const code = await runCommandLine(
      [...args, '--json'],
      {
        streams: {
          out: (text) => void (said.out += text),
          error: (text) => void (said.error += text),
          isTerminal: false,
        },
        leverApiKey: undefined,
        server: way,
        open: async () => ({ deps, workspaceId, actor: 'cli', close: async () => undefined }),
        serve: nothing,
        demo: nothing,
        sandbox: nothing,
      },
      commands,
    );
    return { code, json: said.out === '' ? undefined : JSON.parse(said.out), error: said.error };
  };
  const here: Shell['here'] = async (...args) => await run(args, null);
  const there: Shell['there'] = async (...args) => await run(args, server);
  return {
    world,
    folder,
    here,
    there,
    both: async (...args) => [await here(...args), await there(...args)],
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify(content));
      return path;
    },
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const hour = 60 * 60_000;

embeddedDatabase((open) => {
  test('a mapping is suggested, tried, held, confirmed, compared and taken back, here and on a server', async () => {
    const shell = await openShell(await open());
    const { world, here, there, both, file } = shell;
    try {
      const profiles = ['a', 'b'].map((who) =>
        withEmail(`Person ${who}`, `${who}@x-mail.example`, { externalId: who, tags: ['rust'] }),
      );
      const [personId = ''] = await world.arrive(profiles);
      await world.settle(hour);
      for (const args of [
        ['mapping', 'suggest'],
        ['mapping', 'export'],
        ['mapping', 'versions'],
        ['runs', 'list'],
        ['conflicts', 'list', '--all'],
        ['frozen', 'list'],
        ['rules', 'show', 'brake'],
        ['rules', 'show', 'stage_moves'],
        ['runs', 'back-fill', world.jobId],
        ['undo', '--person', personId, '--because', 'a mistake'],
      ]) {
        const [one, other] = await both(...args);
        assert.equal(one.code, 0, `${args.join(' ')}: ${one.error}`);
        assert.deepEqual(other, one, args.join(' '));
      }
      const brake = file('brake.json', { shareMax: 0, countFree: 1 });
      assert.equal((await there('rules', 'put', 'brake', brake)).json.version, 1);
      const json = defaultMapping({ tagPrefix: 'src:', templateName: null });
      const mapping = file('mapping.json', json);
      const [tried, triedThere] = await both('mapping', 'try', mapping);
      assert.equal(tried.json.sum.changedCount, 2, tried.error);
      assert.deepEqual(triedThere.json, tried.json);
      const held = await there('mapping', 'put', mapping);
      assert.equal(held.json.state, 'held', held.error);
      const { runId } = held.json;
      const [shown, shownThere] = await both('runs', 'show', runId, '--people');
      assert.equal(shown.json.items.length, 2, shown.error);
      assert.deepEqual(shownThere.json, shown.json);
      assert.equal((await here('runs', 'confirm', runId, '--count', 'x')).code, 2);
      const going = await here('runs', 'confirm', runId, '--count', '2');
      assert.equal(going.json.state, 'started', going.error);
      await world.settle(hour);
      const [written, writtenThere] = await both('runs', 'show', runId);
      assert.ok(written.json.written.length > 0, written.error);
      assert.deepEqual(writtenThere.json, written.json);
      const undone = await there('undo', '--run', runId, '--because', 'wrong', '--apply');
      assert.equal(undone.json.recordCount, 2, undone.error);
      await world.settle(hour);
      const again = await here('undo', '--run', runId, '--because', 'wrong');
      assert.equal(again.json.stepCount, 0);
    } finally {
      await shell.close();
    }
  });

  test('wrong input exits with 2 and says what to do, here and on a server', async () => {
    const shell = await openShell(await open());
    const { both, file } = shell;
    try {
      const transforms = file('transforms.json', [{ kind: 'prefix', text: 'x-' }]);
      const [tried, triedThere] = await both('mapping', 'transform', 'y', '--file', transforms);
      assert.deepEqual([tried.json.value, triedThere.json.value], ['x-y', 'x-y']);
      const bad = file('bad.json', { rules: [], shoes: 1 });
      for (const args of [
        ['mapping', 'put', bad],
        ['mapping', 'put', 'no-such-file.json'],
        ['mapping', 'restore', '9'],
        ['rules', 'put', 'shoes', bad],
        ['rules', 'put', 'pause', bad],
        ['conflicts', 'decide', 'x', 'mine'],
        ['undo', '--because', 'nothing named'],
      ])
        for (const told of await both(...args)) assert.equal(told.code, 2, args.join(' '));
    } finally {
      await shell.close();
    }
  });
});
