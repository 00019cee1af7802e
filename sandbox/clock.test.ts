// Virtual time and its timers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { steeredClock } from './clock.ts';

test('virtual time moves by hand and runs timers in order, at their own time', () => {
  const clock = steeredClock(1_000);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
  clock.after(30, note('b'));
  clock.after(10, note('a'));
  clock.after(10, () => clock.after(5, note('nested')));
  const cancel = clock.after(20, note('cancelled'));
  cancel();
  clock.advance(29);
  assert.deepEqual(ran, ['a@1010', 'nested@1015']);
  clock.advance(1);
  assert.deepEqual(ran, ['a@1010', 'nested@1015', 'b@1030']);
  assert.equal(clock.now(), 1_030);
});

test('real time can be set ahead and frozen', () => {
  const clock = steeredClock();
  clock.set(5_000_000_000_000);
  assert.ok(clock.now() >= 5_000_000_000_000);
  clock.setMode('virtual');
  const frozen = clock.now();
  clock.advance(7);
  assert.equal(clock.now(), frozen + 7);
  clock.stop();
});

test('a process lives as long as a caller waits in it, and no longer than the caller does', async () => {
  const script = `
    import { createSandbox } from './sandbox.ts';
    const sandbox = createSandbox({});
    const headers = { authorization: 'Basic ' + btoa(sandbox.apiKey + ':') };
    sandbox.control.addFault({ kind: 'latency', delayMs: 30, times: 1 });
    console.log((await sandbox.fetch('http://x/v1/stages', { headers })).status);
    sandbox.control.addFault({ kind: 'timeoutAfter', delayMs: 600_000 });
    const signal = AbortSignal.timeout(20);
    const alive = setTimeout(() => undefined, 1_000);
    await sandbox.fetch('http://x/v1/stages', { headers, signal }).catch((error) => console.log(error.name));
    clearTimeout(alive);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    timeout: 60_000,
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.equal(code, 0);
  assert.equal(output, '200\nTimeoutError\n');
});
