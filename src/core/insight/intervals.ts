// How sure a number is: 95 % intervals of shares, of differences of shares, and the ranks around a quantile.

/** Of the normal distribution, for 95 %. */
const z = 1.959963984540054;

/** Fewer than this say little; shown as such. */
export const fewIsUnder = 30;

export interface Share {
  count: number;
  of: number;
  /** Null where there is nothing to share. */
  value: number | null;
  low: number | null;
  high: number | null;
  isFew: boolean;
}

/** Wilson's interval: right for small numbers and for shares near 0 and 1. */
export function shareOf(count: number, of: number): Share {
  if (of <= 0) return { count, of, value: null, low: null, high: null, isFew: true };
  const share = Math.min(1, count / of);
  const square = z * z;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const half =
    (z / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  return {
    count,
    of,
    value: share,
    low: share === 0 ? 0 : Math.max(0, middle - half),
    high: share === 1 ? 1 : Math.min(1, middle + half),
    isFew: of < fewIsUnder,
  };
}

export interface Difference {
  value: number;
  low: number;
  high: number;
}

/** Newcombe's interval of `one` minus `other`; null where either has nothing. */
export function differenceOf(one: Share, other: Share): Difference | null {
  const parts = [one.value, one.low, one.high, other.value, other.low, other.high];
  if (parts.some((part) => part === null)) return null;
  const [a = 0, aLow = 0, aHigh = 0, b = 0, bLow = 0, bHigh = 0] = parts.map((part) => part ?? 0);
  return {
    value: a - b,
    low: a - b - Math.hypot(a - aLow, bHigh - b),
    high: a - b + Math.hypot(aHigh - a, b - bLow),
  };
}

export interface Ranks {
  /** From 0; which value in ascending order. */
  at: number;
  low: number;
  high: number;
}

/** The value of a quantile by its rank, and the ranks between which it lies with 95 %; null of nothing. */
export function ranksOf(quantile: number, count: number): Ranks | null {
  if (count <= 0) return null;
  const spread = z * Math.sqrt(count * quantile * (1 - quantile));
  const within = (rank: number): number => Math.min(count - 1, Math.max(0, rank));
  return {
    at: within(Math.ceil(count * quantile) - 1),
    low: within(Math.floor(count * quantile - spread) - 1),
    high: within(Math.ceil(count * quantile + spread)),
  };
}
