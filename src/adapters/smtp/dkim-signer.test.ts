import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { Secret } from '../../core/secret.ts';
import { dkimSigner } from './dkim-signer.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const message =
  'From: mara@ours.example\r\nTo: b@theirs.example\r\nSubject: hello\r\n' +
  'List-Unsubscribe: <https://ours.example/u/abc>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nHello\r\n';

test('the signature covers the unsubscribe headers and verifies, and the message is unchanged', async () => {
  const key = { domain: 'ours.example', selector: 'f1', privateKey: new Secret(privateKey) };
  const signed = Buffer.from(await dkimSigner().sign(Buffer.from(message), key)).toString();
  assert.ok(signed.endsWith(message));
  const header = signed.slice(0, signed.length - message.length);
  const unfolded = header.replaceAll(/\r\n[ \t]+/gu, ' ').trim();
  const field = (name: string): string =>
    new RegExp(`[; ]${name}=([^;]*)`, 'u').exec(unfolded)?.[1]?.replaceAll(' ', '') ?? '';
  const covered = field('h').toLowerCase().split(':');
  assert.ok(covered.includes('list-unsubscribe') && covered.includes('list-unsubscribe-post'));
  assert.equal(field('bh'), createHash('sha256').update('Hello\r\n').digest('base64'));
  const verify = createVerify('RSA-SHA256');
  for (const name of covered) verify.update(canonical(message, name));
  verify.update(
    `dkim-signature:${unfolded
      .slice(unfolded.indexOf(':') + 1)
      .replace(/b=[^;]*$/u, 'b=')
      .replaceAll(/\s+/gu, ' ')
      .trim()}`,
  );
  assert.ok(verify.verify(publicKey, field('b'), 'base64'));
});

function canonical(text: string, name: string): string {
  const line = text.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`));
  if (line === undefined) return '';
  return `${name}:${line
    .slice(name.length + 1)
    .replaceAll(/\s+/gu, ' ')
    .trim()}\r\n`;
}
