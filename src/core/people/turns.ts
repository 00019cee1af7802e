// Long work in pure functions, cut into turns: whoever drives it decides what else happens between two of them.

export type Turns<Result> = Generator<undefined, Result, undefined>;

/** Does the whole work at once, for a command that has nothing else to do. */
export function allAtOnce<Result>(turns: Turns<Result>): Result {
  let step = turns.next();
  while (step.done !== true) step = turns.next();
  return step.value;
}

/** Pairs compared, or descriptions read, in one turn: a few milliseconds of work. */
export const perTurn = 500;
