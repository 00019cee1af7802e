// A process that is killed loses nothing it has answered, and takes up its ids where they stood.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { requestMaker } from '../fuzz/make-request.ts';
import { createRandom } from '../random.ts';
import { createSandbox, type Sandbox } from '../sandbox.ts';

const root = mkdtempSync(join(tmpdir(), 'sandbox-journal-'));
after(() => rmSync(root, { recursive: true, force: true }));
const START = 1_790_000_000_000;
const post = () => Promise.resolve({ status: 200 });

/** A folder as a killed process leaves it. */
function asKilled(folder: string): string {
  const copy = mkdtempSync(join(root, 'copy-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function opened(folder: string): Sandbox {
  return createSandbox({ folder, limits: null, startAt: START, post });
}

test('after any requests and acts the journal gives back the very same world', async () => {
  const folder = join(root, 'fuzzed');
  const sandbox = createSandbox({
    world: 'demo',
    seed: 'journal',
    limits: null,
    startAt: START,
    webhooksOn: true,
    post,
    folder,
  });
  const { control } = sandbox;
  const maker = requestMaker(sandbox, createRandom('journal:fuzz'));
  const user = control.users()[0]?.id;
  for (let at = 0; at < 3_000; at += 1) {
    const each = maker.make();
    const { status, body } = await sandbox.handle(each.request);
    if (status === 201) maker.learn(each, JSON.parse(body.toString('utf8')).data?.id);
    if (at === 1_000) control.setSwitches({ contactArrays: 'replace', tagCase: 'fold' });
    if (at % 50 === 0) {
      const [row, other] = control.candidates({ offset: at % 60, limit: 2 });
      const opportunity = row?.id ?? '';
      control.addNote({ opportunity, value: `by hand ${at}`, by: user });
      control.moveStage({ opportunity, stage: 'offer' });
      const [survivor, merged] = [row, other].map((each) =>
        control.opportunity({ id: each?.id ?? '' }),
      );
      if (at % 200 === 0 && survivor && merged && survivor.contact !== merged.contact) {
        control.mergeContacts({ survivor: survivor.contact, merged: merged.contact });
        control.deleteOpportunity({ opportunity });
      }
    }
    control.advanceClock({ ms: 7 });
  }
  const second = opened(asKilled(folder));
  assert.deepEqual(second.control.exportWorld(), control.exportWorld());
  assert.ok(control.totals().deleted > 0 && control.totals().files > 0);
  sandbox.close();
  const third = opened(folder);
  assert.deepEqual(third.control.exportWorld(), second.control.exportWorld());
  second.close();
  third.close();
});

test('a line that was cut in the middle is dropped, and later lines stand on their own', async () => {
  const folder = join(root, 'cut');
  const first = createSandbox({ world: 'demo', folder, startAt: START, post });
  const opportunity = first.control.candidates()[0]?.id ?? '';
  first.control.addNote({ opportunity, value: 'whole' });
  const copy = asKilled(folder);
  appendFileSync(join(copy, 'journal.ndjson'), '{"kind":"act","name":"addNo');
  const second = opened(copy);
  second.control.addNote({ opportunity, value: 'after' });
  const third = opened(asKilled(copy));
  const texts = third.control.timeline({ opportunity }).map((entry) => entry.text);
  assert.ok(texts.includes('whole') && texts.includes('after'));
  for (const sandbox of [first, second, third]) sandbox.close();
});

test('a kill between the two renames of a save leaves a whole world', () => {
  const folder = join(root, 'renamed');
  createSandbox({ world: 'demo', folder, startAt: START, post }).close();
  const whole = opened(folder).control.exportWorld();
  const copy = asKilled(folder);
  renameSync(copy, `${copy}.new`);
  assert.deepEqual(opened(copy).control.exportWorld(), whole);
});

test('another world by control call is kept as well, and new ids differ from old ones', () => {
  const folder = join(root, 'reset');
  const first = createSandbox({ world: 'demo', folder, startAt: START, post });
  first.control.reset({ world: 30, seed: 'other' });
  const opportunity = first.control.candidates()[0]?.id ?? '';
  const one = first.control.addNote({ opportunity, value: 'one' });
  const second = opened(asKilled(folder));
  const two = second.control.addNote({ opportunity, value: 'two' });
  assert.notEqual(one.note, two.note);
  const texts = second.control.timeline({ opportunity }).map((entry) => entry.text);
  assert.ok(texts.includes('one') && texts.includes('two'));
  first.close();
  second.close();
});

test('the command loses nothing when it is killed', async () => {
  const folder = join(root, 'command');
  const started = async () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const args = ['--port', '0', '--json', '--no-limit', '--world', 'empty', '--folder', folder];
    const child = spawn(process.execPath, [main, ...args]);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return { child, ...(JSON.parse(line) as { url: string; apiKey: string; controlUrl: string }) };
  };
  const first = await started();
  const headers = {
    authorization: `Basic ${btoa(`${first.apiKey}:`)}`,
    'content-type': 'application/json',
  };
  const users = (await (await fetch(`${first.controlUrl}/users`)).json()) as { id: string }[];
  const made: string[] = [];
  for (let at = 0; at < 20; at += 1) {
    const body = JSON.stringify({ name: `Person ${at}`, emails: [`p${at}@people.example`] });
    const url = `${first.url}/opportunities?perform_as=${users[0]?.id}`;
    const reply = await fetch(url, { method: 'POST', headers, body });
    made.push(((await reply.json()) as { data: { id: string } }).data.id);
  }
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await started();
  for (const id of made) {
    assert.equal((await fetch(`${second.url}/opportunities/${id}`, { headers })).status, 200);
  }
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
});
