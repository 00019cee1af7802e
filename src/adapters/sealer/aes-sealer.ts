// AES-256-GCM: version byte, 12-byte nonce, ciphertext, 16-byte tag.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealer } from '../../ports/sealer.ts';

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
const version = 1;

/** `key` is the installation's 32-byte key. Throws where it has another length. */
export function aesSealer(key: Uint8Array): Sealer {
  if (key.length !== keyLength)
    throw new Error(`A sealing key has ${keyLength} bytes, this one ${key.length}.`);
  return {
    seal: (plain) => sealWith(key, plain),
    open: (sealed) => openWith(key, sealed),
    sealWith,
    openWith,
    newKey: () => randomBytes(keyLength),
  };
}

function sealWith(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
}

function openWith(key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const bytes = Buffer.from(sealed);
  if (bytes.length < 1 + nonceLength + tagLength || bytes[0] !== version) {
    throw new Error('This is not a sealed value of a version that is known here.');
  }
  const nonce = bytes.subarray(1, 1 + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
  const body = bytes.subarray(1 + nonceLength, bytes.length - tagLength);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
