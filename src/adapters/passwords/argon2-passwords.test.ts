import { test } from 'node:test';
import assert from 'node:assert/strict';
import { argon2Passwords } from './argon2-passwords.ts';

const passwords = argon2Passwords();

test('the right password opens and any other does not', async () => {
  const hash = await passwords.hash('correct horse');
  assert.ok(await passwords.isRight('correct horse', hash));
  assert.ok(!(await passwords.isRight('correct horsé', hash)));
  assert.ok(!(await passwords.isRight('', hash)));
});

test('the same password never has the same hash twice', async () => {
  assert.notEqual(await passwords.hash('same'), await passwords.hash('same'));
});

test('a letter typed composed or decomposed is the same letter', async () => {
  const hash = await passwords.hash('Zoe\u0308');
  assert.ok(await passwords.isRight('Zo\u00eb', hash));
});

test('a hash in an unknown form is an error, never a yes', async () => {
  await assert.rejects(passwords.isRight('x', 'plain'), /unknown form/u);
});
