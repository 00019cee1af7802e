import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesAgree, parseName } from './name.ts';

const agree = (one: string, other: string): string => namesAgree(parseName(one), parseName(other));

test('order, case, accents, degrees, pronouns and ornaments do not change a name', () => {
  for (const [one, other] of [
    ['Ada Lovelace', 'LOVELACE, ADA'],
    ['Ada Lovelace', 'Lovelace Ada'],
    ['Sofía López', 'sofia lopez'],
    ['Caden Jones', 'Caden Jones, P.E.'],
    ['Chakor Jha', 'Chakor Jha (she/her) ✨'],
    ['Jürgen Müller', 'Juergen Mueller'],
    ['Yuliya Pakhomova', 'Yulia Pahomova'],
    ['Kim Hyun-woo', 'Hyunwoo Kim'],
    ['Juan Pérez García', 'Juan Perez'],
    ['Ludwig van Beethoven', 'Ludwig Beethoven'],
  ] as const) {
    assert.equal(agree(one, other), 'same', `${one} / ${other}`);
  }
});

test('a familiar form, an initial or a slip of the pen may be the same human', () => {
  for (const [one, other] of [
    ['Jimmy Johnson', 'James Johnson'],
    ['J. Johnson', 'James Johnson'],
    ['Scott Jhnson', 'Scott Johnson'],
    ['Guibin "Helen" Yang', 'Helen Yang'],
    ['Alyce', 'Alyce White'],
  ] as const) {
    assert.ok(['same', 'compatible'].includes(agree(one, other)), `${one} / ${other}`);
  }
});

test('different words, and father and son, are different', () => {
  assert.equal(agree('Ada Lovelace', 'Grace Hopper'), 'different');
  assert.equal(agree('Ada Lovelace', 'Ada Hopper'), 'different');
  assert.equal(agree('John Lovelace', 'Ada Lovelace'), 'different');
  assert.equal(agree('Dennis Peterson Jr.', 'Dennis Peterson Sr.'), 'different');
});

test('digits are not letters of a name', () => {
  assert.equal(agree('Ana Souza 1', 'Ana Souza 2'), 'same');
  assert.equal(agree('Ana Souza (2)', 'Ana Souza'), 'same');
  assert.equal(agree('Ana Souza2', 'Ana Souza'), 'same');
  assert.deepEqual(parseName('Ana Souza 1')?.tokens, ['ana', 'souza']);
  assert.deepEqual(parseName('Souza, Ana 2')?.tokens, ['ana', 'souza']);
  assert.deepEqual(parseName('coder77')?.tokens, ['coder77'], 'an account stays as it is');
  assert.equal(parseName('4711'), null);
  assert.equal(parseName('Dennis Peterson 3rd')?.suffix, '3');
});

test('without a name nothing can be said', () => {
  assert.equal(namesAgree(parseName(''), parseName('Ada')), 'unknown');
  assert.equal(parseName(' ✨ '), null);
});

test('a name of two characters is read family name first', () => {
  assert.deepEqual(parseName('孙建')?.tokens.length, 2);
});

test('two names agree alike whichever is asked first', () => {
  for (const [one, other] of [
    ['Vera T.', 'Thomas'],
    ['⠮ ⟱', '𭷜'],
    ['Ada B', 'Bea'],
  ] as const) {
    assert.equal(agree(one, other), agree(other, one), `${one} and ${other}`);
  }
});
