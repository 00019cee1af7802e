// The commands around outreach: where the database is, and against a running server.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startSmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { eachDatabase } from '../../test/databases.ts';
import { identifyAll } from '../../test/people.ts';
import { Secret } from '../core/secret.ts';
import { InputError } from '../core/input-error.ts';
import type { OpenedDatabase } from '../db/connect.ts';
import { openApi, profileOf } from '../http/api.fixture.ts';
import type { Answer } from '../http/api.fixture.ts';
import { connectMailbox } from '../flows/save-mailbox.ts';
import { checkSequence } from '../http/contract/sequence.ts';
import { outreachAtHand } from '../http/outreach.fixture.ts';
import type { AddCommand, CommandWorld } from './command-world.ts';
import { addEnrollCommand } from './enroll.ts';
import { addEnrollmentsCommand } from './enrollments.ts';
import { addExplainCommand } from './explain.ts';
import type { RemoteServer } from './remote-server.ts';
import { runCommandLine } from './run.ts';
import { addSequenceCommand } from './sequence.ts';
import { addSuppressCommand } from './suppress.ts';
import { addTasksCommand } from './tasks.ts';

const commands: readonly AddCommand[] = [
  addSequenceCommand,
  addEnrollCommand,
  addEnrollmentsCommand,
  addTasksCommand,
  addSuppressCommand,
  addExplainCommand,
];

const me = 'sam@acme.example';

async function openShell(opened: OpenedDatabase, way: 'here' | 'there') {
  const folder = await mkdtemp(join(tmpdir(), 'fulcrum-cli-'));
  const sink = await startSmtpSink();
  const outreach = outreachAtHand();
  const api = await openApi(opened, { outreach: outreach.ports });
  const said = { out: '', error: '' };
  const nothing = (): Promise<never> => Promise.reject(new Error('not needed here'));
  const checked = (answer: Answer): Answer => {
    if (answer.status < 400) return answer;
    throw new InputError('conflict', answer.body.message ?? answer.text);
  };
  const server: RemoteServer = {
    url: 'http://127.0.0.1',
    ask: async ({ method, path, body }) =>
      checked(await api.call(method, path, body === undefined ? {} : { body })).body,
    upload: async (path, file) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of file) pieces.push(piece);
      const content = Buffer.concat(pieces);
      return checked(await api.call('POST', path, { raw: { type: 'text/csv', content } })).body;
    },
    download: async function* (path) {
      yield Buffer.from(checked(await api.call('GET', path)).text);
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
    sink,
    folder,
    run: async (...args: string[]) => {
      Object.assign(said, { out: '', error: '' });
      const code = await runCommandLine(args, world, commands);
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

type Shell = Awaited<ReturnType<typeof openShell>>;

const step = {
  id: 'first',
  channel: 'email',
  delay: { amount: 0, unit: 'hours' },
  variants: [{ id: 'a', subject: 'A role', text: 'Hi {{ first_name }}, shall we talk?' }],
};

async function prepare({ api, sink, folder }: Shell) {
  const identity = { organisation: 'Acme', postalAddress: '1 Main St, Springfield' };
  await api.call('PUT', '/v1/outreach/policy', { body: { body: { identity } } });
  const server = { host: '127.0.0.1', port: sink.port, security: 'none' } as const;
  await connectMailbox(api.deps, {
    workspaceId: api.workspaceId,
    ownerEmail: me,
    address: me,
    senderName: 'Sam',
    provider: 'other',
    smtp: server,
    imap: null,
    auth: 'password',
    signInAs: me,
    credential: new Secret('p'),
    zone: 'Europe/Berlin',
    actor: 'test',
  });
  const items = ['1', '2'].map((id) => profileOf(id));
  await api.call('POST', '/v1/profiles', { body: { items } });
  await identifyAll(api.deps);
  const people = await api.call('GET', '/v1/people');
  const file = join(folder, 'sequence.json');
  await writeFile(file, JSON.stringify({ steps: [step], approval: 'first' }));
  const wrong = join(folder, 'wrong.json');
  const bad = { ...step, variants: [{ ...step.variants[0], text: 'Hi {name}, http://x.example' }] };
  await writeFile(wrong, JSON.stringify({ steps: [bad] }));
  return { ids: (people.body.items as { id: string }[]).map((one) => one.id), file, wrong };
}

eachDatabase((kind, open) => {
  for (const way of ['here', 'there'] as const) {
    const where = way === 'here' ? 'on the database' : 'against a server';

    test(`${kind}: a sequence is checked, kept, published, tried, used and ended ${where}`, async () => {
      const shell = await openShell(await open(), way);
      const { run, sink } = shell;
      const { ids, file, wrong } = await prepare(shell);
      const [one = '', two = ''] = ids;
      const linted = await run('sequence', 'lint', wrong);
      assert.equal(linted.code, 1);
      assert.match(linted.out, /Use https/u);
      assert.equal((await run('sequence', 'lint', file)).out, 'It may be published.\n');
      const saved = await run('sequence', 'save', 'Engineers', file, '--as', me);
      assert.equal(saved.out, 'Version 1 of Engineers is kept as a draft.\n', saved.error);
      assert.match((await run('sequence', 'list')).out, /Engineers +draft/u);
      assert.match((await run('sequence', 'show', 'engineers')).out, /first +email/u);
      const preview = await run('sequence', 'preview', 'Engineers', one, '--mailbox', me);
      assert.match(preview.out, /shall we talk\?/u, preview.error);
      const tried = await run(
        'sequence',
        'test',
        'Engineers',
        'first',
        one,
        '--mailbox',
        me,
        '--as',
        me,
      );
      assert.equal(tried.out, `It went to ${me} and to nobody else.\n`, tried.error);
      assert.deepEqual(
        sink.accepted.map((mail) => mail.to),
        [[me]],
      );
      assert.match((await run('sequence', 'publish', 'Engineers')).out, /Version 1 is in force/u);

      const list = join(shell.folder, 'people.csv');
      await writeFile(list, `name,id\nOne,${one}\n"Two";"${two}"\nNobody,x@nowhere.example\n`);
      const asked = ['enroll', 'Engineers', '--file', list, '--mailbox', me, '--as', me];
      const would = await run(...asked, '--preview', '--json');
      const shown = JSON.parse(would.out) as { enrolled: number; unknown: string[] };
      assert.deepEqual([shown.enrolled, shown.unknown], [2, ['x@nowhere.example']]);
      assert.match((await run('enrollments', 'list')).out, /Nobody is in/u);
      assert.match((await run(...asked)).out, /2 people enrolled, 1 not/u);
      const again = await run('enroll', 'Engineers', one, '--mailbox', me, '--as', me);
      assert.match(again.out, /sam@acme\.example has them in “Engineers” since/u);
      const runs = JSON.parse((await run('enrollments', 'list', '--json')).out) as {
        enrollments: { id: string; personId: string }[];
      };
      const ofOne = runs.enrollments.find((each) => each.personId === one)?.id ?? '';
      const tasks = await run('tasks', 'list', '--kind', 'approve');
      assert.equal(tasks.out.split('\n').filter((line) => line.includes('approve')).length, 2);
      assert.match((await run('explain', one)).out, /^Not contacted: the next message waits for/u);
      assert.match((await run('enrollments', 'approve', ofOne)).out, /It goes at/u);
      await run('enrollments', 'pause', ofOne, '--because', 'a look first');
      assert.match((await run('explain', one)).out, /the run is paused: a look first/u);
      await run('enrollments', 'resume', ofOne, '--because', 'looked');
      await run('enrollments', 'stop', ofOne, '--because', 'enough');
      assert.match((await run('explain', one, '--messages')).out, /the run is stopped: enough/u);
      const open2 = JSON.parse((await run('tasks', 'list', '--json')).out) as {
        tasks: { id: string }[];
      };
      const task = open2.tasks[0]?.id ?? '';
      assert.match((await run('tasks', 'show', task)).out, /approve for sam/u);
      assert.match((await run('tasks', 'skip', task)).out, /skipped/u);

      assert.match((await run('sequence', 'pause', 'Engineers', '--because', 'x')).out, /paused/u);
      await run('sequence', 'resume', 'Engineers', '--because', 'x');
      assert.match(
        (await run('sequence', 'archive', 'Engineers', '--because', 'x')).out,
        /archived/u,
      );
      const unknown = await run('sequence', 'show', 'Nobody knows');
      assert.equal(unknown.code, 2);
      assert.match(unknown.error, /There is no sequence "Nobody knows"/u);
      await shell.close();
    });

    test(`${kind}: the list of whom not to contact is kept ${where}`, async () => {
      const shell = await openShell(await open(), way);
      const { run, folder } = shell;
      const { ids } = await prepare(shell);
      assert.equal((await run('suppress', 'list')).out, 'The list is empty.\n');
      const because = ['--because', 'a client'];
      const added = await run(
        'suppress',
        'add',
        'domain',
        'client.example',
        ...because,
        '--cause',
        'client',
      );
      assert.equal(added.out, 'It counts from now on.\n', added.error);
      const person = await run(
        'suppress',
        'add',
        'person',
        ids[0] ?? '',
        '--because',
        'asked by phone',
      );
      assert.equal(person.code, 0, person.error);
      assert.equal(
        (await run('explain', ids[0] ?? '')).out,
        'Not contacted: not to be contacted: asked by phone\n',
      );
      const file = join(folder, 'list.csv');
      await writeFile(file, 'value\nnorthwind.example\n???\n');
      const seen = await run('suppress', 'import', file, '--preview');
      assert.equal(seen.code, 1);
      assert.match(seen.out, /^2 rows: 1 can be read, 1 refused\.\n {2}row 2: What is/u);
      assert.match((await run('suppress', 'import', file, '--cause', 'no_poach')).out, /1 added/u);
      const listed = await run('suppress', 'list');
      assert.match(listed.out, /domain +client\.example +client/u);
      assert.match(listed.out, /domain +northwind\.example +no_poach/u);
      const out = join(folder, 'out.csv');
      assert.equal((await run('suppress', 'export', out)).code, 0);
      assert.match(await readFile(out, 'utf8'), /domain,northwind\.example,no_poach/u);
      const entries = JSON.parse((await run('suppress', 'list', '--json')).out) as {
        entries: { id: string; shownAs: string | null }[];
      };
      const id = entries.entries.find((one) => one.shownAs === 'client.example')?.id ?? '';
      assert.equal((await run('suppress', 'lift', id, '--because', 'no client any more')).code, 0);
      assert.doesNotMatch((await run('suppress', 'list')).out, /client\.example/u);
      assert.match((await run('suppress', 'list', '--all')).out, /client\.example/u);
      assert.equal((await run('suppress', 'add', 'planet', 'Mars', ...because)).code, 2);
      await shell.close();
    });
  }
});
