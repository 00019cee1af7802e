// The life of an intent: its states and the moves between them, in one table that the code, the database check and
// the diagram in docs/engine.md share (states.test.ts compares the three).

export const intentStates = [
  'planned',
  'armed',
  'ambiguous',
  'confirmed',
  'parked',
  'dismissed',
  'superseded',
] as const;
export type IntentState = (typeof intentStates)[number];

/** From each state the states it may move to; an empty list marks an end. */
export const intentMoves = {
  // Confirmed without sending: a look before the first send found the effect already there.
  planned: ['armed', 'confirmed', 'parked', 'superseded'],
  // Back to planned: certainly not applied, or harmless to repeat.
  armed: ['confirmed', 'planned', 'ambiguous', 'parked', 'superseded'],
  // Back to planned: looked for twice after waiting, and not there.
  ambiguous: ['confirmed', 'planned', 'parked'],
  // A person asked to try again: where it may have happened it is looked for first, else it is decided anew.
  parked: ['ambiguous', 'superseded', 'dismissed'],
  confirmed: [],
  dismissed: [],
  superseded: [],
} as const satisfies Record<IntentState, readonly IntentState[]>;

export const openStates = ['planned', 'armed', 'ambiguous', 'parked'] as const;
export const endStates = ['confirmed', 'dismissed', 'superseded'] as const;

/** True where an intent may go from one state to the other. */
export function mayMove(from: IntentState, to: IntentState): boolean {
  return (intentMoves[from] as readonly IntentState[]).includes(to);
}
