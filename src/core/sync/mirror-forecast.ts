// What is left of a full reading of the account: calls, and the time they take at the rate limit.

export interface MirrorForecast {
  /** Null where nobody knows how many candidates the account has. */
  callsLeft: number | null;
  secondsLeft: number | null;
}

/** The most that Lever gives at once. */
const rowsPerCall = 100;
/** What Lever allows a key; used before the first call has made a pace of its own. */
const ratePerSecondDefault = 10;

/** Pure. Before the first reading ends, only `candidates` can say how many there are. */
export function mirrorForecast(facts: {
  isRead: boolean;
  rowCount: number;
  mirroredCount: number;
  candidates: number | null;
  ratePerSecond: number | null;
}): MirrorForecast {
  const { isRead, rowCount, mirroredCount } = facts;
  if (isRead) return { callsLeft: 0, secondsLeft: 0 };
  // An earlier reading, or the polls, have shown more than this one so far.
  const known = mirroredCount > rowCount ? mirroredCount : null;
  const expected = facts.candidates ?? known;
  if (expected === null) return { callsLeft: null, secondsLeft: null };
  const callsLeft = Math.max(1, Math.ceil((expected - rowCount) / rowsPerCall));
  const rate = facts.ratePerSecond ?? ratePerSecondDefault;
  return { callsLeft, secondsLeft: Math.ceil(callsLeft / rate) };
}
