// How long an admin decided to keep people who came to nothing, and why: a decision on record, by which erasure is done.

import { InputError } from '../input-error.ts';

export interface RetentionRules {
  /** Days since somebody was last found, written to or heard of; null: kept until they ask. */
  keepDays: number | null;
  /** The legal ground or the policy it follows. */
  because: string;
}

export const defaultRetentionRules: RetentionRules = { keepDays: null, because: 'not decided' };

const keepDaysMax = 3_650;
const becauseMax = 1_000;

/** Throws InputError naming what is wrong. */
export function checkRetentionRules(body: unknown): RetentionRules {
  const given = typeof body === 'object' && body !== null ? { ...body } : {};
  const unknown = Object.keys(given).find((name) => name !== 'keepDays' && name !== 'because');
  if (unknown !== undefined)
    throw new InputError(
      'invalid',
      `"${unknown}" is not known; give keepDays and because.`,
      unknown,
    );
  const { keepDays, because } = given as Record<string, unknown>;
  const isDays =
    typeof keepDays === 'number' &&
    Number.isInteger(keepDays) &&
    keepDays >= 1 &&
    keepDays <= keepDaysMax;
  if (keepDays !== null && !isDays)
    throw new InputError(
      'invalid',
      `Give whole days from 1 to ${keepDaysMax}, or null to keep people until they ask.`,
      'keepDays',
    );
  if (typeof because !== 'string' || because.trim() === '' || because.length > becauseMax)
    throw new InputError(
      'invalid',
      `Say why in at most ${becauseMax} characters, such as the policy it follows.`,
      'because',
    );
  return { keepDays: isDays ? keepDays : null, because };
}
