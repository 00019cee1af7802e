import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mutate } from './mutate.ts';
import { allMutants, mutants } from './mutants.ts';

test('there are mutants, each of its own name', () => {
  assert(mutants.length >= 20);
  assert.equal(new Set(mutants.map((mutant) => mutant.name)).size, mutants.length);
});

test('every mutant still fits its file, and changes it', () => {
  for (const mutant of allMutants) {
    const text = readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
    assert.notEqual(mutate(mutant, text), text, mutant.name);
  }
});

test('a mutant whose text is not there is refused', () => {
  const [mutant] = mutants;
  assert(mutant !== undefined);
  assert.throws(() => mutate(mutant, 'something else'), /no longer fits/u);
});
