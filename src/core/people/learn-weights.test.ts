import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeWorld } from '../../../bench/worlds/world.ts';
import { keysOfProfile } from './identifiers.ts';
import { learnWeights } from './learn-weights.ts';
import { withLearnedWeights } from './learned-weights.ts';
import { defaultModel } from './match-model.ts';
import type { Traits } from './traits.ts';
import { traitsOfProfile } from './traits.ts';

const traits = makeWorld({ world: 'west', profiles: 2_500, seed: 9 }).profiles.map(
  (profile): Traits => traitsOfProfile(profile, keysOfProfile(profile, 'US')),
);
// Nobody's title is known the same way twice.
const withoutTitles = traits.map((one, at): Traits => ({
  ...one,
  titles: one.titles.length === 0 ? [] : [`title${at}`],
}));

test('too few profiles teach nothing, and say so', () => {
  const found = learnWeights(traits.slice(0, 1_000), defaultModel);
  assert.equal(found.kind, 'refused');
  assert.match(found.kind === 'refused' ? found.because : '', /1000 profiles are too few/);
});

test('the same profiles give the same weights', () => {
  assert.deepEqual(learnWeights(traits, defaultModel), learnWeights(traits, defaultModel));
});

test('data like that of the defaults moves weights little, and never far', () => {
  const found = learnWeights(traits, defaultModel);
  assert.ok(found.kind === 'learned');
  const moved = Object.values(found.weights.changes).map(Math.abs);
  assert.ok(Math.max(...moved) <= 3);
  assert.ok(moved.filter((bits) => bits < 1.5).length > moved.length * 0.8);
});

test('where titles say nothing about who is who, a different title stops counting against', () => {
  const found = learnWeights(withoutTitles, defaultModel);
  assert.ok(found.kind === 'learned');
  const model = withLearnedWeights(defaultModel, found.weights);
  assert.ok(model.weights.title.different > defaultModel.weights.title.different + 1);
});

test('weights learned for another version of the model change nothing', () => {
  const old = { modelVersion: defaultModel.version - 1, changes: { 'title same': 2 } };
  assert.equal(withLearnedWeights(defaultModel, old), defaultModel);
});
