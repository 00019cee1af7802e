import { test } from 'node:test';
import assert from 'node:assert/strict';
import { stepsToTry } from '../core/governance/totp.ts';
import { totpCode } from './totp-code.ts';

// The SHA-1 column of RFC 6238, appendix B, cut to six digits.
const published = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

test('codes are those of the published table', () => {
  const secret = Buffer.from('12345678901234567890');
  for (const [seconds, code] of published) {
    assert.equal(totpCode(secret, Math.floor(seconds / 30)), code);
  }
});

test('a step is tried with its neighbours, and never again once used', () => {
  assert.deepEqual(stepsToTry(90_000, null), [3, 2, 4]);
  assert.deepEqual(stepsToTry(90_000, 3), [4]);
  assert.deepEqual(stepsToTry(90_000, 4), []);
});
