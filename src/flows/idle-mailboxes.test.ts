// Who listens on which mailbox: one process each, another one where it ends, and nobody where it is switched off.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { sendingWorld } from '../../test/sending-world.ts';
import { readMail } from '../adapters/mime/read-mail.ts';
import { PortFailure } from '../ports/failure.ts';
import { idleMailboxes } from './idle-mailboxes.ts';
import type { MailDeps } from './mail-deps.ts';
import { mailboxReadKind } from './read-mailbox.ts';
import { setMailboxState } from './save-mailbox.ts';

/** Several turns of sockets and timers. */
async function until(isTrue: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 5_000; tries += 1) {
    if (await isTrue()) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  assert.fail(what);
}

eachDatabase((_kind, open) => {
  async function scene() {
    const { db } = await open();
    const world = await sendingWorld(db, 'idle');
    let nowMs = world.nowMs();
    /** Users that are listened on now, by process. */
    const listening = new Map<string, string[]>();
    const failing = new Set<string>();
    const hints = new Map<string, () => void>();
    const deps: MailDeps = {
      ...world.deps,
      readMail,
      intentModel: null,
      clock: {
        now: () => new Date(nowMs),
        async sleep(ms) {
          nowMs += ms;
          await new Promise<void>((resolve) => {
            setImmediate(resolve);
          });
        },
      },
    };
    const start = (name: string) => {
      const end = new AbortController();
      const mailReader: MailDeps['mailReader'] = {
        ...deps.mailReader,
        async waitForChange(access, _folder, signal) {
          const { user } = access.signIn;
          if (failing.has(user))
            throw new PortFailure({ kind: 'unreachable', message: 'Away.', detail: 'test' });
          listening.set(name, [...(listening.get(name) ?? []), user]);
          await new Promise<void>((resolve) => {
            hints.set(user, resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
            if (signal.aborted) resolve();
          });
          const left = (listening.get(name) ?? []).filter((each) => each !== user);
          listening.set(name, left);
        },
      };
      const done = idleMailboxes({ ...deps, mailReader }, end.signal);
      return {
        stop: async () => {
          end.abort();
          await done;
        },
      };
    };
    return {
      world,
      deps,
      start,
      failing,
      hints,
      users: () => [...listening.values()].flat().toSorted(),
      asked: async (): Promise<number> => {
        const found = await sql`select 1 from work where kind = ${mailboxReadKind}`.execute(db);
        return found.rows.length;
      },
      pass: (ms: number) => void (nowMs += ms),
    };
  }

  test('of two processes each mailbox is listened on by one, and taken over when that one ends', async () => {
    const { world, start, users } = await scene();
    const all = ['sam@acme.example', 'two@acme.example', 'three@acme.example'].toSorted();
    await world.mailbox('two@acme.example');
    await world.mailbox('three@acme.example');
    const first = start('first');
    await until(() => users().length === 3, 'all are listened on');
    const second = start('second');
    for (let turns = 0; turns < 50; turns += 1)
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    assert.deepEqual(users(), all, 'each once');
    await first.stop();
    await until(() => users().length === 3, 'all are taken over');
    assert.deepEqual(users(), all);
    await second.stop();
    assert.deepEqual(users(), []);
    const rows = await sql`select 1 from mailbox_watches`.execute(world.deps.db);
    assert.equal(rows.rows.length, 0);
    await world.close();
  });

  test('a hint asks for the mailbox to be read; one switched off is let go', async () => {
    const { world, start, users, hints, asked } = await scene();
    const { workspaceId, mailboxId, deps } = world;
    const process = start('only');
    await until(() => users().length === 1, 'it is listened on');
    assert.equal(await asked(), 0);
    hints.get('sam@acme.example')?.();
    await until(async () => (await asked()) === 1, 'reading is asked for');
    await until(() => users().length === 1, 'it is listened on again');
    const off = { workspaceId, mailboxId, state: 'off', because: 'over', actor: 'test' } as const;
    await setMailboxState(deps, off);
    await until(() => users().length === 0, 'it is let go');
    await process.stop();
    await world.close();
  });

  test('a server that is away is tried again, and stops nobody else', async () => {
    const { world, start, users, failing } = await scene();
    await world.mailbox('two@acme.example');
    failing.add('sam@acme.example');
    const process = start('only');
    await until(() => users().length === 1, 'the other is listened on');
    assert.deepEqual(users(), ['two@acme.example']);
    failing.clear();
    await until(() => users().length === 2, 'it is listened on when it is back');
    await process.stop();
    await world.close();
  });
});
