// The mass-update brake: a run that would change more than a set share of what stands in Lever waits for a person.

export interface BrakeLimits {
  /** Share of the records that may be changed without asking, 0 to 1. */
  shareMax: number;
  /** So few changed records never stop a run, whatever their share. */
  countFree: number;
}

export const defaultBrakeLimits: BrakeLimits = { shareMax: 0.1, countFree: 20 };

export interface RunSize {
  /** Records that stand in Lever already and that the run looks at. */
  standingCount: number;
  /** Of these, records of which at least one value would be replaced or taken away. */
  changedCount: number;
  /** The changed count an admin has seen and confirmed; null where nobody was asked. */
  confirmedCount: number | null;
}

export type BrakeDecision =
  | { decide: 'go'; because: string }
  | { decide: 'hold'; because: string; changedCount: number };

/** New candidates and filled empty fields harm nobody: only changes count. */
export function decideBrake(size: RunSize, limits: BrakeLimits): BrakeDecision {
  const { standingCount, changedCount, confirmedCount } = size;
  if (changedCount <= limits.countFree)
    return { decide: 'go', because: `it changes ${changedCount} records` };
  const share = standingCount === 0 ? 0 : changedCount / standingCount;
  if (share <= limits.shareMax)
    return { decide: 'go', because: `it changes ${percent(share)} of the records` };
  // What grew since it was confirmed is another run than the one that was looked at.
  if (confirmedCount !== null && changedCount <= confirmedCount)
    return { decide: 'go', because: `an admin confirmed ${confirmedCount} changed records` };
  return {
    decide: 'hold',
    because: `it would change ${changedCount} of ${standingCount} records (${percent(share)}); at most ${percent(limits.shareMax)} go without asking`,
    changedCount,
  };
}

/** The limits in a body from outside, or what is wrong with them. */
export function readBrakeLimits(body: unknown): { limits: BrakeLimits } | { problem: string } {
  const { shareMax, countFree, ...rest } = (body ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(rest);
  if (unknown.length > 0)
    return { problem: `Remove ${unknown.join(', ')}; the parts are shareMax and countFree.` };
  if (typeof shareMax !== 'number' || !(shareMax >= 0 && shareMax <= 1))
    return { problem: 'shareMax must be a number from 0 to 1, such as 0.1 for a tenth.' };
  if (typeof countFree !== 'number' || !Number.isSafeInteger(countFree) || countFree < 0)
    return { problem: 'countFree must be a whole number of at least 0.' };
  return { limits: { shareMax, countFree } };
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
