import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../core/input-error.ts';
import { PortFailure } from '../ports/failure.ts';
import type { AddCommand, CommandWorld } from './command-world.ts';
import { table } from './output.ts';
import { runCommandLine } from './run.ts';

const hello: AddCommand = (program, context) => {
  program
    .command('hello')
    .argument('[name]')
    .action((name: string | undefined) => {
      context.output().result({ hello: name ?? 'nobody' }, [`Hello, ${name ?? 'nobody'}.`]);
    });
};

const failing =
  (error: Error): AddCommand =>
  (program) => {
    program.command('fail').action(async () => {
      throw error;
    });
  };

test('a command prints lines for people, and one object where --json stands before or after it', async () => {
  assert.deepEqual(await run(['hello', 'Ada']), { code: 0, out: 'Hello, Ada.\n', error: '' });
  const asJson = { code: 0, out: '{"hello":"Ada"}\n', error: '' };
  assert.deepEqual(await run(['hello', 'Ada', '--json']), asJson);
  assert.deepEqual(await run(['--json', 'hello', 'Ada']), asJson);
});

test('bad input exits with 2 and says what to do, in JSON too', async () => {
  const add = failing(new InputError('invalid', 'The file has no header; add one.', 'file'));
  assert.deepEqual(await run(['fail'], add), {
    code: 2,
    out: '',
    error: 'The file has no header; add one. (file)\n',
  });
  const { code, out, error } = await run(['fail', '--json'], add);
  assert.deepEqual([code, error], [2, '']);
  assert.deepEqual(JSON.parse(out), {
    error: { code: 'invalid', message: 'The file has no header; add one.', field: 'file' },
  });
});

test('a failure outside exits with 3, an unexpected error with 1', async () => {
  const away = new PortFailure({
    kind: 'unreachable',
    message: 'Lever cannot be reached.',
    detail: 'x',
  });
  assert.deepEqual(await run(['fail'], failing(away)), {
    code: 3,
    out: '',
    error: 'Lever cannot be reached.\n',
  });
  assert.equal((await run(['fail'], failing(new Error('oops')))).code, 1);
});

test('an unknown command exits with 2 and suggests the one that was meant', async () => {
  const { code, error } = await run(['helo']);
  assert.equal(code, 2);
  assert.match(error, /hello/);
  assert.equal((await run(['hello', '--nonsense'])).code, 2);
  const asJson = await run(['helo', '--json']);
  assert.match(asJson.out, /^\{"error":/);
});

test('help exits with 0', async () => {
  const { code, out } = await run(['--help']);
  assert.equal(code, 0);
  assert.match(out, /hello/);
});

test('a table is as wide as its widest cells', () => {
  assert.deepEqual(
    table(
      ['id', 'name'],
      [
        ['1', 'Zoé'],
        [22, null],
      ],
    ),
    ['id  name', '1   Zoé', '22  –'],
  );
});

async function run(
  args: string[],
  ...commands: AddCommand[]
): Promise<{ code: number; out: string; error: string }> {
  const said = { out: '', error: '' };
  const nothing = (): Promise<never> => Promise.reject(new Error('not needed here'));
  const world: CommandWorld = {
    streams: {
      out: (text) => void (said.out += text),
      error: (text) => void (said.error += text),
      isTerminal: false,
    },
    leverApiKey: undefined,
    server: null,
    open: nothing,
    serve: nothing,
    demo: nothing,
    sandbox: nothing,
  };
  const code = await runCommandLine(args, world, [hello, ...commands]);
  return { code, ...said };
}
