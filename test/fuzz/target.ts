// What one target of the fuzzer is: something that takes input from outside, and what must hold whatever comes.

import { performance } from 'node:perf_hooks';
import { asyncProperty, check as runCheck, property } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { InputError } from '../../src/core/input-error.ts';
import { RequestError } from '../../src/http/request-error.ts';

export interface FuzzReport {
  target: string;
  cases: number;
  casesPerSecond: number;
  slowestMs: number;
  /** The smallest input that broke a promise, with how to run it again; null where none did. */
  fault: string | null;
}

export interface FuzzTarget {
  name: string;
  /** Cases of this target per case of the others: slow ones get fewer. */
  weight: number;
  run(wish: { cases: number; seed: number }): Promise<FuzzReport>;
}

/** No input may hold up the process longer; far above what a busy machine adds. */
const caseMsMax = 1_500;

/** A target without I/O. `check` throws where a promise is broken. */
export function pureTarget<Input>(given: {
  name: string;
  input: Arbitrary<Input>;
  weight?: number;
  check(input: Input): void;
}): FuzzTarget {
  return {
    name: given.name,
    weight: given.weight ?? 1,
    async run({ cases, seed }) {
      const slowest = { ms: 0 };
      const startedAt = performance.now();
      const details = runCheck(
        property(given.input, (input) => timed(slowest, () => given.check(input))),
        { numRuns: cases, seed },
      );
      return reportOf(given.name, { details, startedAt, slowest, cases });
    },
  };
}

/** The same for what has to wait for something. */
export function waitingTarget<Input>(given: {
  name: string;
  input: Arbitrary<Input>;
  weight?: number;
  check(input: Input): Promise<void>;
}): FuzzTarget {
  return {
    name: given.name,
    weight: given.weight ?? 0.05,
    async run({ cases, seed }) {
      const slowest = { ms: 0 };
      const startedAt = performance.now();
      const details = await runCheck(
        asyncProperty(given.input, async (input) => {
          const before = performance.now();
          await given.check(input);
          slowest.ms = Math.max(slowest.ms, performance.now() - before);
        }),
        { numRuns: cases, seed },
      );
      return reportOf(given.name, { details, startedAt, slowest, cases });
    },
  };
}

function timed(slowest: { ms: number }, act: () => void): void {
  const before = performance.now();
  act();
  const ms = performance.now() - before;
  slowest.ms = Math.max(slowest.ms, ms);
  if (ms > caseMsMax) throw new Error(`one input took ${Math.round(ms)} ms`);
}

interface Details {
  failed: boolean;
  numRuns: number;
  seed: number;
  counterexamplePath: string | null;
  counterexample: unknown;
  errorInstance: unknown;
}

function reportOf(
  target: string,
  run: { details: Details; startedAt: number; slowest: { ms: number }; cases: number },
): FuzzReport {
  const { details, startedAt, slowest } = run;
  const seconds = (performance.now() - startedAt) / 1000;
  const { failed, numRuns, seed, counterexamplePath } = details;
  const input = JSON.stringify(details.counterexample)?.slice(0, 2_000);
  const fault = `${input}\n${String(details.errorInstance)}\nseed ${seed}, path ${counterexamplePath}`;
  return {
    target,
    cases: numRuns,
    casesPerSecond: Math.round(numRuns / seconds),
    slowestMs: Math.round(slowest.ms),
    fault: failed ? fault : null,
  };
}

/** What it gives, or `refused` for a refusal in words; anything else that is thrown is a fault of ours. */
export function orRefused<Result>(act: () => Result): Result | 'refused' {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof RequestError)) throw error;
    if (error.message.length < 10) throw new Error('The refusal says nothing.', { cause: error });
    return 'refused';
  }
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
