import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLine, startJsonProcess } from './json-process.ts';

const sandbox = new URL('../../sandbox/main.ts', import.meta.url);
const source = new URL('../../sandbox/source/main.ts', import.meta.url);

test('the sandbox starts as a process, says where it is, and leaves no process behind', async () => {
  const helper = startJsonProcess(sandbox, ['--port', '0', '--world', 'empty', '--json']);
  const { url, apiKey } = await nextLine<{ url: string; apiKey: string }>(helper);
  const answer = await fetch(`${url}/stages`, {
    headers: { authorization: `Basic ${btoa(`${apiKey}:`)}` },
  });
  assert.equal(answer.status, 200);
  await answer.arrayBuffer();
  await helper.stop();
  await helper.stop();
  await assert.rejects(fetch(url));
});

test('the source says where it listens and how much it will report', async () => {
  const helper = startJsonProcess(source, ['--hits', '50']);
  const ready = await nextLine<{ event: string; webhookUrl: string; touches: number }>(helper);
  assert.equal(ready.event, 'ready');
  assert.match(ready.webhookUrl, /^http:\/\/127\.0\.0\.1:\d+\//);
  assert.ok(ready.touches > 0);
  await helper.stop();
});

test('a helper that fails says why', async () => {
  const helper = startJsonProcess(source, ['--hits', 'many']);
  await assert.rejects(nextLine(helper), /hitCount/);
  await helper.stop();
});
