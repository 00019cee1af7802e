import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aProfile } from '../../../test/received.ts';
import { compareNames } from './compare-names.ts';
import type { NameForm } from './traits.ts';
import { traitsOfProfile } from './traits.ts';

const formsOf = (name: string): NameForm[] =>
  traitsOfProfile(aProfile({ name }), { identifiers: [], contacts: [] }).names;
const levelOf = (one: string, other: string): string => {
  const there = compareNames(formsOf(one), formsOf(other)).level;
  const back = compareNames(formsOf(other), formsOf(one)).level;
  assert.equal(there, back, `${one} / ${other} depends on the order`);
  return there;
};

test('names in other scripts meet their customary Latin spelling', () => {
  for (const [one, other] of [
    ['하은 이', 'Haeun Lee'],
    ['이다은', 'Lee Da-eun'],
    ['김민준', 'Min-jun Kim'],
    ['정현우', 'Hyunwoo Jung'],
    ['王伟', 'Wei Wang'],
    ['高橋 太郎', 'Taro Takahashi'],
    ['Сергей Щербаков', 'Sergey Shcherbakov'],
    ['إبراهيم سليمان', 'Ebrahim Suleiman'],
    ['Cẩm Linh Lê', 'Le Cam Linh'],
  ] as const) {
    assert.ok(
      ['exact', 'variant'].includes(levelOf(one, other)),
      `${one} / ${other}: ${levelOf(one, other)}`,
    );
  }
});

test('the level says what kind of agreement it is', () => {
  for (const [one, other, level] of [
    ['Ada Lovelace', 'LOVELACE, Ada', 'exact'],
    ['Jimmy Johnson', 'James Johnson', 'variant'],
    ['Juan Pérez García', 'Juan Perez', 'subset'],
    ['Scott Jhnson', 'Scott Johnson', 'typo'],
    ['E. Smith', 'Esta Smith', 'initial'],
    ['Alyce', 'Alyce White', 'single'],
    ['Sujata Patil', 'Sujata Gill', 'partly'],
    ['John Smith', 'Mary Jones', 'different'],
    ['alovelace', 'Ada Lovelace', 'initial'],
    ['adalovelace', 'Ada Lovelace', 'variant'],
    ['coder77', 'Ada Lovelace', 'unknown'],
    ['Ana Souza 1', 'Ana Souza 2', 'exact'],
  ] as const) {
    assert.equal(levelOf(one, other), level, `${one} / ${other}`);
  }
});

test('father and son conflict, and a missing suffix does not', () => {
  assert.equal(
    compareNames(formsOf('Al King Jr.'), formsOf('Al King Sr.')).hasSuffixConflict,
    true,
  );
  assert.equal(compareNames(formsOf('Al King Jr.'), formsOf('Al King')).hasSuffixConflict, false);
});
