// Which addresses a webhook may go to, in every spelling an attacker has tried elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReachable } from './reachable.ts';

const nothingInner = { mayReachLoopback: false, mayReachPrivate: false };

const inner = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
];

for (const address of inner) {
  test(`${address} is refused`, () => {
    assert.equal(isReachable(address, nothingInner), false);
  });
}

for (const address of ['93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:2800:21f::1']) {
  test(`${address} is allowed`, () => {
    assert.equal(isReachable(address, nothingInner), true);
  });
}

test('what is no address is refused', () => {
  for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5']) {
    assert.equal(isReachable(text, { mayReachLoopback: true, mayReachPrivate: true }), false);
  }
});

test('loopback and private networks are opened one by one', () => {
  const loopbackOnly = { mayReachLoopback: true, mayReachPrivate: false };
  assert.equal(isReachable('127.0.0.1', loopbackOnly), true);
  assert.equal(isReachable('10.0.0.1', loopbackOnly), false);
  const privateOnly = { mayReachLoopback: false, mayReachPrivate: true };
  assert.equal(isReachable('10.0.0.1', privateOnly), true);
  assert.equal(isReachable('::1', privateOnly), false);
});
