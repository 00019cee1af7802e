// Worlds survive a restart and travel as JSON.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createSandbox } from '../sandbox.ts';

const root = mkdtempSync(join(tmpdir(), 'sandbox-store-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('a world in a folder is the same after a restart, key and files included', async () => {
  const folder = join(root, 'world');
  const first = createSandbox({ world: 'demo', seed: 'kept', folder, limits: null });
  const form = new FormData();
  form.append('name', 'Kept Person');
  form.append('resumeFile', new Blob(['%PDF-1.4 kept']), 'cv.pdf');
  const headers = { authorization: `Basic ${btoa(`${first.apiKey}:`)}` };
  const user = first.control.users()[0]?.id;
  const url = `http://x/v1/opportunities?perform_as=${user}`;
  const made = await first.fetch(url, { method: 'POST', headers, body: form });
  const { id } = ((await made.json()) as { data: { id: string } }).data;
  first.close();
  const second = createSandbox({ folder, limits: null });
  assert.equal(second.apiKey, first.apiKey);
  assert.deepEqual(second.control.exportWorld(), first.control.exportWorld());
  const base = `http://x/v1/opportunities/${id}/resumes`;
  const list = (await (await second.fetch(base, { headers })).json()) as { data: { id: string }[] };
  const file = await second.fetch(`${base}/${list.data[0]?.id}/download`, { headers });
  assert.equal(await file.text(), '%PDF-1.4 kept');
  second.close();
});

test('an exported world can be imported elsewhere', () => {
  const one = createSandbox({ world: 40, seed: 'one' });
  const two = createSandbox({ world: 'empty', seed: 'two' });
  two.control.importWorld(one.control.exportWorld());
  assert.deepEqual(two.control.exportWorld(), one.control.exportWorld());
  const email = one.control.contacts().find((each) => each.emails.length > 0)?.emails[0];
  assert.equal(two.control.opportunities({ email }).length > 0, true);
});
