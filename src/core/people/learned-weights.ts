// What a workspace's own data says about its weights: bits to add to those that ship, per field and level.

import type { MatchModel } from './match-model.ts';

export interface LearnedWeights {
  /** Of the model they were learned for; others they do not fit. */
  modelVersion: number;
  /** "field level" → bits to add. */
  changes: Record<string, number>;
}

/** The model with the changes laid over it; learned for another version of the model they change nothing. */
export function withLearnedWeights(model: MatchModel, learned: LearnedWeights): MatchModel {
  if (learned.modelVersion !== model.version) return model;
  const weights = Object.fromEntries(
    Object.entries(model.weights).map(([field, levels]) => [
      field,
      Object.fromEntries(
        Object.entries(levels as Record<string, number>).map(([level, bits]) => [
          level,
          bits + (learned.changes[`${field} ${level}`] ?? 0),
        ]),
      ),
    ]),
  );
  return { ...model, weights: weights as unknown as MatchModel['weights'] };
}
