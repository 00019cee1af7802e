// Sealing keeps values secret and whole.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { aesSealer } from './aes-sealer.ts';

const sealer = aesSealer(new Uint8Array(32).fill(7));

test('what was sealed opens to the same bytes, and twice sealed looks different', () => {
  const plain = Buffer.from('zoe@mail.example');
  const one = sealer.seal(plain);
  const two = sealer.seal(plain);
  assert.deepEqual(Buffer.from(sealer.open(one)), plain);
  assert.notDeepEqual(Buffer.from(one), Buffer.from(two));
  assert(!Buffer.from(one).includes(plain));
});

test('any changed byte is refused', () => {
  const sealed = Buffer.from(sealer.seal(Buffer.from('secret')));
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    assert.throws(() => sealer.open(changed));
  }
});

test('another key does not open it', () => {
  const sealed = sealer.sealWith(sealer.newKey(), Buffer.from('secret'));
  assert.throws(() => sealer.openWith(sealer.newKey(), sealed));
});

test('a key of the wrong length is refused at once', () => {
  assert.throws(() => aesSealer(new Uint8Array(16)), /32 bytes/u);
});
