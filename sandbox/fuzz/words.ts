// What random requests are made of: nonsense, likely words, and ids of what exists.
import type { Random } from '../random.ts';

export const NONSENSE = [
  '',
  '0',
  '-1',
  '1e9',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '%',
  '%zz',
  '%00',
  '../..',
  'a'.repeat(300),
  '💥',
  '\'"><',
  '\u0000',
  '999999999999999999999',
  'NaN',
  ' ',
  'ä',
  '__proto__',
  'constructor',
];

export const ORIGINS = [
  'agency',
  'applied',
  'internal',
  'referred',
  'sourced',
  'university',
  'friend',
];

/** An id a reply brought, with the opportunity it hangs on. */
export type Learned = { id: string; opportunity: string };

export type Words = {
  random: Random;
  learned: Map<string, Learned[]>;
  id: (kind: string) => string;
};
