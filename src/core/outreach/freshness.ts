// Whether what we know of a candidate is fresh enough to send to them: confirmed within five minutes, or not at all.

export const freshForMs = 5 * 60_000;

export interface KnownCandidate {
  /** When Lever was last read for it; null: never. */
  readAtMs: number | null;
  gone: string | null;
}

export type FreshnessDecision =
  | { decide: 'fresh' }
  | { decide: 'fetch'; because: string }
  | { decide: 'blocked'; because: string };

/** Pure. Gone candidates block for good; a clock that ran backwards counts as stale, never as fresh. */
export function decideFreshness(known: KnownCandidate, nowMs: number): FreshnessDecision {
  if (known.gone !== null)
    return { decide: 'blocked', because: `the candidate is ${known.gone} in Lever` };
  if (known.readAtMs === null)
    return { decide: 'fetch', because: 'Lever was never read for this candidate' };
  const ageMs = nowMs - known.readAtMs;
  if (ageMs < 0 || ageMs > freshForMs)
    return { decide: 'fetch', because: 'Lever was last read more than five minutes ago' };
  return { decide: 'fresh' };
}
