// Bugs are for a person, trouble with the database passes, and neither is told with a person's values.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../test/engine.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LogFields } from '../ports/log.ts';
import { asFailure, isDatabaseTrouble } from './own-fault.ts';

for (const [code, isTrouble] of [
  ['57P01', true], // The server shuts down.
  ['53100', true], // Disk full.
  ['40P01', true], // Deadlock.
  ['55P03', true], // Lock timeout.
  ['XX000', true], // Internal, such as a file that cannot be read.
  ['ECONNRESET', true],
  ['23505', false], // A unique key.
  ['22P02', false], // A value that is no number.
  ['42703', false], // A column that does not exist.
  ['ERR_INVALID_ARG_TYPE', false],
] as const) {
  test(`${code} is ${isTrouble ? 'trouble that passes' : 'a bug'}`, () => {
    const error = Object.assign(new Error('x'), { code });
    assert.equal(isDatabaseTrouble(error), isTrouble);
    const kind = isTrouble ? 'unknownOutcome' : 'unexpectedAnswer';
    assert.equal(asFailure(error, silentLog).kind, kind);
  });
}

test('a failure of the outside stays what it is', () => {
  const failure = new PortFailure({ kind: 'conflict', message: 'm', detail: 'd' });
  assert.equal(asFailure(failure, silentLog), failure);
});

test('a bug is told by name and place, without its message', () => {
  const told: LogFields[] = [];
  const log = {
    ...silentLog,
    error: (_event: string, fields?: LogFields) => told.push(fields ?? {}),
  };
  const failure = asFailure(new TypeError('zoe@mail.example is not a function'), log);
  assert.ok(!JSON.stringify([told, failure.message, failure.detail]).includes('zoe'));
  assert.equal(told[0]?.['error'], 'TypeError');
  assert.match(String(told[0]?.['at']), /own-fault\.test\.ts/u);
});
