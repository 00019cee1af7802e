// The command line as its users run it: a process, its two outputs and its exit code.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startWhole } from '../whole.ts';
import type { Whole } from '../whole.ts';

const program = fileURLToPath(new URL('../../bin/fulcrum', import.meta.url));
const people = fileURLToPath(new URL('../../demo/people.csv', import.meta.url));

interface Ran {
  code: number | null;
  out: string;
  error: string;
}

let folder: string;
let whole: Whole;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fulcrum-command-'));
  whole = await startWhole('embedded');
});
after(async () => {
  await whole?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** On a database of its own, without any other setting. */
function run(...args: string[]): Promise<Ran> {
  return runWith({ DATA_DIR: join(folder, 'data') }, args);
}

/** Through the API of the running server. */
function ask(...args: string[]): Promise<Ran> {
  return runWith({ FULCRUM_URL: whole.fulcrum.url ?? '', FULCRUM_API_KEY: whole.apiKey }, args);
}

function runWith(environment: Record<string, string>, args: string[]): Promise<Ran> {
  const { PATH = '' } = process.env;
  const child = spawn(program, args, { cwd: folder, env: { PATH, ...environment } });
  const ran: Ran = { code: null, out: '', error: '' };
  child.stdout.on('data', (data: Buffer) => (ran.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (ran.error += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ran, code }));
  });
}

test('a file is previewed, tried, imported, and imported again without effect', async () => {
  const preview = await run('import', people, '--preview', '--json');
  assert.equal(preview.code, 0, preview.error);
  const columns = (JSON.parse(preview.out) as { columns: { target: string | null }[] }).columns;
  assert.ok(columns.every((column) => column.target !== null));
  const trial = JSON.parse((await run('import', people, '--dry-run', '--json')).out) as object;
  assert.deepEqual(pick(trial, ['rows', 'accepted', 'rejected']), [500, 500, 0]);
  const first = JSON.parse(
    (await run('import', people, '--source', 'pin', '--json')).out,
  ) as object;
  assert.deepEqual(pick(first, ['state', 'accepted', 'duplicates']), ['finished', 500, 0]);
  const again = JSON.parse(
    (await run('import', people, '--source', 'pin', '--json')).out,
  ) as object;
  assert.deepEqual(pick(again, ['accepted', 'duplicates']), [0, 500]);
});

test('refused rows stand in a file that can be corrected and imported', async () => {
  const path = join(folder, 'some.csv');
  writeFileSync(
    path,
    'Name,Email,Found At\nAda,ada@mail.example,2026-01-05\nBea,bea@mail.example,never\n',
  );
  const ran = await run('import', path, '--json');
  assert.deepEqual(pick(JSON.parse(ran.out) as object, ['accepted', 'rejected']), [1, 1]);
  const errors = join(folder, 'some.errors.csv');
  const text = readFileSync(errors, 'utf8');
  assert.match(text, /Bea/);
  writeFileSync(errors, text.replaceAll('never', '2026-01-06'));
  const again = await run('import', errors, '--json');
  assert.deepEqual(pick(JSON.parse(again.out) as object, ['accepted', 'rejected']), [1, 0]);
});

test('wrong use exits with 2 and says what to do', async () => {
  const unknown = await run('statsu');
  assert.equal(unknown.code, 2);
  assert.match(unknown.error, /status/);
  const missing = await run('import', 'nowhere.csv');
  assert.equal(missing.code, 2);
  assert.match(missing.error, /nowhere\.csv/);
  const start = await run('start');
  assert.equal(start.code, 2);
  assert.match(start.error, /LEVER_API_KEY[\s\S]*npm run demo/);
  const asJson = await run('api-key', 'revoke', 'x', '--json');
  assert.equal(asJson.code, 2);
  assert.deepEqual(Object.keys(JSON.parse(asJson.out) as object), ['error']);
});

test('keys are made, listed without their secret, and ended', async () => {
  const made = JSON.parse((await run('api-key', 'create', 'ci', '--json')).out) as {
    id: string;
    key: string;
  };
  assert.match(made.key, /^fk_/);
  const listed = await run('api-key', 'list', '--json');
  assert.ok(listed.out.includes(made.id) && !listed.out.includes(made.key));
  assert.equal((await run('api-key', 'revoke', made.id)).code, 0);
});

test('every command that reads works on a running server as well', async () => {
  const imported = await ask('import', people, '--source', 'pin', '--json');
  assert.equal(imported.code, 0, imported.error);
  assert.deepEqual(pick(JSON.parse(imported.out) as object, ['accepted']), [500]);
  for (const args of [
    ['status'],
    ['jobs', 'list'],
    ['parked', 'list'],
    ['holds'],
    ['api-key', 'list'],
    ['webhook-endpoint', 'list'],
    ['audit', 'verify'],
  ]) {
    const ran = await ask(...args, '--json');
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.error}`);
    assert.equal(typeof JSON.parse(ran.out), 'object');
  }
});

test('a refused key and a server that is not there are told apart', async () => {
  const url = whole.fulcrum.url ?? '';
  const refused = await runWith({ FULCRUM_URL: url, FULCRUM_API_KEY: 'fk_wrong' }, ['status']);
  assert.equal(refused.code, 2);
  assert.match(refused.error, /FULCRUM_API_KEY/);
  const away = await runWith({ FULCRUM_URL: 'http://127.0.0.1:9' }, ['status']);
  assert.equal(away.code, 3);
  assert.match(away.error, /No Fulcrum server/);
});

test('a database that a server holds is not touched; its API is named', async () => {
  const held = await runWith({ DATA_DIR: whole.folder }, ['status']);
  assert.equal(held.code, 2);
  assert.match(held.error, /FULCRUM_URL/);
});

function pick(from: object, names: string[]): unknown[] {
  return names.map((name) => (from as Record<string, unknown>)[name]);
}
