// Whether somebody may be enrolled although others wrote to them, or they said something to us, before.

export interface PastOutreach {
  /** A run of ours that is not over. */
  running: { by: string; sequence: string; sinceMs: number } | null;
  /** A run that another tool reports and that is not over. */
  elsewhere: { source: string; sequence: string; sinceMs: number } | null;
  lastTouchMs: number | null;
  lastTouchBy: string | null;
  notInterestedMs: number | null;
}

export type DuplicateDecision =
  | { may: 'enrol' }
  /** Nobody may: the database would refuse it too. */
  | { may: 'never'; because: string; by: string; sinceMs: number }
  /** Somebody with the right to may, giving a reason. */
  | {
      may: 'override';
      because: string;
      by: string | null;
      sinceMs: number;
      untilMs: number | null;
    };

const dayMs = 24 * 3_600_000;

/** Pure. Days count from the last touch or word. */
export function decideDuplicate(
  past: PastOutreach,
  rules: { coolDownDays: number; notInterestedDays: number },
  nowMs: number,
): DuplicateDecision {
  if (past.running !== null) {
    const { by, sequence, sinceMs } = past.running;
    return {
      may: 'never',
      because: `${by} has them in “${sequence}” since ${dayOf(sinceMs)}`,
      by,
      sinceMs,
    };
  }
  if (past.elsewhere !== null) {
    const { source, sequence, sinceMs } = past.elsewhere;
    const named = sequence === '' ? source : `${source}, “${sequence}”`;
    return {
      may: 'override',
      because: `${named} writes to them since ${dayOf(sinceMs)}`,
      by: source,
      sinceMs,
      untilMs: null,
    };
  }
  const declined = within(past.notInterestedMs, rules.notInterestedDays, nowMs);
  if (declined !== null)
    return {
      may: 'override',
      because: `they said on ${dayOf(declined.sinceMs)} that they are not interested; wait until ${dayOf(declined.untilMs)}`,
      by: null,
      ...declined,
    };
  const touched = within(past.lastTouchMs, rules.coolDownDays, nowMs);
  if (touched !== null)
    return {
      may: 'override',
      because: `${past.lastTouchBy ?? 'somebody'} wrote to them on ${dayOf(touched.sinceMs)}; wait until ${dayOf(touched.untilMs)}`,
      by: past.lastTouchBy,
      ...touched,
    };
  return { may: 'enrol' };
}

function within(
  sinceMs: number | null,
  days: number,
  nowMs: number,
): { sinceMs: number; untilMs: number } | null {
  if (sinceMs === null) return null;
  const untilMs = sinceMs + days * dayMs;
  return nowMs < untilMs ? { sinceMs, untilMs } : null;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
