// Many cases, one after the other, with the figures of all.

import { performance } from 'node:perf_hooks';
import { runOrderCase } from './order.ts';
import { runCase } from './run-case.ts';

export interface CasesReport {
  seed: number;
  cases: number;
  seconds: number;
  casesPerSecond: number;
  /** Times that the planner was asked until it wanted nothing more. */
  rounds: number;
  plans: number;
  calls: number;
  toleratedCalls: number;
  /** Cases of the second kind: the same events in two orders. */
  orderCases: number;
}

/** Every fourth case is one of order. Throws at the first broken promise. */
export function runCases(wish: { cases: number; seed: number; from: number }): CasesReport {
  const startedAt = performance.now();
  const sum = { rounds: 0, plans: 0, calls: 0, toleratedCalls: 0, orderCases: 0 };
  for (let number = wish.from; number < wish.from + wish.cases; number += 1) {
    if (number % 4 === 3) {
      runOrderCase(wish.seed, number);
      sum.orderCases += 1;
      continue;
    }
    const figures = runCase(wish.seed, number);
    sum.rounds += figures.rounds;
    sum.plans += figures.plans;
    sum.calls += figures.calls;
    sum.toleratedCalls += figures.tolerated;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    seed: wish.seed,
    cases: wish.cases,
    seconds: Math.round(seconds * 10) / 10,
    casesPerSecond: Math.round(wish.cases / seconds),
    ...sum,
  };
}
