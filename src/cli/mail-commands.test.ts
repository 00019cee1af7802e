// Mailboxes and the inbox from the command line: where the database is, and against a running server.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { startSmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { eachDatabase } from '../../test/databases.ts';
import { InputError } from '../core/input-error.ts';
import type { OpenedDatabase } from '../db/connect.ts';
import { openApi } from '../http/api.fixture.ts';
import { checkSequence } from '../http/contract/sequence.ts';
import { outreachAtHand } from '../http/outreach.fixture.ts';
import type { CommandWorld } from './command-world.ts';
import { addInboxCommand } from './inbox.ts';
import { addMailboxCommand } from './mailbox.ts';
import type { RemoteServer } from './remote-server.ts';
import { runCommandLine } from './run.ts';

const address = 'sam@acme.example';
const password = 'kept-in-a-file';

async function openShell(opened: OpenedDatabase, way: 'here' | 'there') {
  const folder = await mkdtemp(join(tmpdir(), 'fulcrum-cli-'));
  const sink = await startSmtpSink({ users: { [address]: password } });
  const outreach = outreachAtHand();
  const api = await openApi(opened, { outreach: outreach.ports });
  const said = { out: '', error: '' };
  const nothing = (): Promise<never> => Promise.reject(new Error('not needed here'));
  const server: RemoteServer = {
    url: 'http://127.0.0.1',
    async ask({ method, path, body }) {
      const answer = await api.call(method, path, body === undefined ? {} : { body });
      if (answer.status < 400) return answer.body;
      throw new InputError('conflict', answer.body.message ?? answer.text);
    },
    upload: nothing,
    download: () => {
      throw new Error('not needed here');
    },
  };
  const { deps, workspaceId } = api;
  const world: CommandWorld = {
    streams: {
      out: (text) => void (said.out += text),
      error: (text) => void (said.error += text),
      isTerminal: false,
    },
    leverApiKey: undefined,
    server: way === 'there' ? server : null,
    open: async () => ({
      deps,
      workspaceId,
      actor: 'cli',
      outreach: { ports: outreach.ports, checkSequence },
      close: async () => undefined,
    }),
    serve: nothing,
    demo: nothing,
    sandbox: nothing,
  };
  return {
    api,
    folder,
    port: sink.port,
    run: async (...args: string[]) => {
      Object.assign(said, { out: '', error: '' });
      const code = await runCommandLine(args, world, [addMailboxCommand, addInboxCommand]);
      return { code, ...said };
    },
    close: async () => {
      await api.close();
      await outreach.close();
      await sink.close();
      await rm(folder, { recursive: true });
    },
  };
}

eachDatabase((_kind, open) => {
  for (const way of ['here', 'there'] as const) {
    test(`${way}: a mailbox is connected with a password from a file, looked after, paused and disconnected`, async () => {
      const { run, folder, port, close } = await openShell(await open(), way);
      const file = join(folder, 'password');
      const whose = ['--as', address, '--name', 'Sam', '--zone', 'Europe/Berlin'];
      const servers = ['--smtp', `127.0.0.1:${port}:none`, '--imap', 'none'];
      const connect = ['mailbox', 'connect', address, ...whose, ...servers];
      const missing = await run(...connect, '--password-file', file);
      assert.notEqual(missing.code, 0);
      assert.match(missing.error, /cannot be read/u);
      await writeFile(file, 'wrong\n');
      const refused = await run(...connect, '--password-file', file);
      assert.notEqual(refused.code, 0);
      assert.match(refused.error, /SMTP/u);
      await writeFile(file, `${password}\n`);
      const made = await run(...connect, '--password-file', file);
      assert.equal(made.code, 0, made.error);
      assert.ok(!`${made.out}${made.error}`.includes(password));
      assert.match((await run('mailbox', 'list')).out, /sam@acme\.example +on /u);
      const shown = await run('mailbox', 'show', address, '--json');
      assert.ok(!/sealed|kept-in/u.test(shown.out));
      assert.equal((await run('mailbox', 'test', address)).code, 0);
      const health = await run('mailbox', 'health', address);
      assert.match(health.out, /acme\.example[\s\S]*spf +missing/u);
      assert.equal(health.code, 1);
      const because = ['--because', 'a test'];
      assert.match((await run('mailbox', 'pause', address, ...because)).out, /is paused/u);
      assert.match((await run('mailbox', 'resume', address, ...because)).out, /sends again/u);
      await run('mailbox', 'disconnect', address, ...because);
      const gone = await run('mailbox', 'resume', address, ...because);
      assert.match(gone.error, /connect it again/u);
      assert.equal((await run(...connect, '--password-file', file)).code, 0);
      assert.match((await run('mailbox', 'list')).out, /sam@acme\.example +on /u);
      await close();
    });

    test(`${way}: what is written wrongly is named, and an application that is missing is said`, async () => {
      const { run, folder, close } = await openShell(await open(), way);
      const file = join(folder, 'password');
      await writeFile(file, password);
      const whose = ['--as', address, '--name', 'Sam', '--zone', 'Europe/Berlin'];
      const rest = ['--imap', 'none', '--password-file', file];
      const wrong = await run('mailbox', 'connect', address, ...whose, '--smtp', 'host', ...rest);
      assert.match(wrong.error, /host:port:security/u);
      const page = await run('mailbox', 'consent', address, ...whose, '--provider', 'google');
      assert.match(page.error, /GOOGLE_CLIENT_ID/u);
      assert.match(
        (await run('mailbox', 'pause', 'x@y.example', '--because', 'x')).error,
        /No mailbox/u,
      );
      await close();
    });

    test(`${way}: the inbox is read, corrected and marked`, async () => {
      const { api, run, close } = await openShell(await open(), way);
      const found = await sql<{ id: string }>`
        insert into inbound_messages (workspace_id, id, channel, content_key, kind, evidence, byte_count,
          received_at, processed_at, state, changed_at)
        values (${api.workspaceId}, gen_random_uuid(), 'sms', '\\x02', 'bounce', '[]', 1, now(), now(), 'open', now())
        returning id`.execute(api.deps.db);
      const id = found.rows[0]?.id ?? '';
      assert.match((await run('inbox', 'list')).out, new RegExp(`bounce.*${id}`, 'u'));
      const labelled = await run('inbox', 'label', id, '--kind', 'human', '--because', 'she wrote');
      assert.equal(labelled.code, 0, labelled.error);
      assert.match((await run('inbox', 'show', id)).out, /human .*she wrote/u);
      const empty = await run('inbox', 'label', id, '--because', 'x');
      assert.match(empty.error, /--kind or --intent/u);
      const nobody = await run('inbox', 'answer', id, '--text', 'Hi', '--as', address);
      assert.match(nobody.error, /Nobody can be answered/u);
      await run('inbox', 'done', id);
      assert.match((await run('inbox', 'list')).out, /Nothing is here/u);
      assert.match((await run('inbox', 'list', '--state', 'done')).out, new RegExp(id, 'u'));
      await close();
    });
  }
});
