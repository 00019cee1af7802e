// Rolling limits: at no instant more sends in the span before it than the cap. Whoever is over it is told when there is room.

export interface Limit {
  /** For people: "this mailbox, new people, a day". */
  name: string;
  cap: number;
  spanMs: number;
  /** When the sends that count happened, oldest first; older ones than the span do no harm. */
  atMs: readonly number[];
}

export interface QuotaFigure {
  name: string;
  used: number;
  cap: number;
}

export type QuotaDecision =
  | { isFree: true; figures: QuotaFigure[] }
  | { isFree: false; freeAtMs: number; because: string; figures: QuotaFigure[] };

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Pure. Every limit must have room at the same time; where one has none, the latest of all is when to ask again. */
export function decideQuota(limits: readonly Limit[], nowMs: number): QuotaDecision {
  const figures: QuotaFigure[] = [];
  let freeAtMs = nowMs;
  let because = '';
  for (const limit of limits) {
    const inSpan = limit.atMs.filter((at) => at > nowMs - limit.spanMs);
    figures.push({ name: limit.name, used: inSpan.length, cap: limit.cap });
    const free = roomAt(inSpan, limit, nowMs);
    if (free > freeAtMs) {
      freeAtMs = free;
      because = `${limit.name}: ${inSpan.length} of ${limit.cap} are used`;
    }
  }
  return freeAtMs === nowMs
    ? { isFree: true, figures }
    : { isFree: false, freeAtMs, because, figures };
}

// A send leaves the window a span after it happened.
function roomAt(inSpan: readonly number[], limit: Limit, nowMs: number): number {
  if (inSpan.length < limit.cap) return nowMs;
  if (limit.cap <= 0) return nowMs + limit.spanMs;
  return (inSpan[inSpan.length - limit.cap] ?? nowMs) + limit.spanMs;
}
