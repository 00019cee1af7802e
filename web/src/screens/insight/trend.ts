// The weeks of a trend: every one between the first and the last, so that a quiet week is seen as one.

export interface TrendWeek {
  /** Its Monday. */
  monday: string;
  found: number;
  contacted: number;
  replied: number;
}

interface Row {
  key: string;
  funnel: readonly { step: string; people: number }[];
}

const weekMs = 7 * 86_400_000;
const weeksMax = 120;

/** In order of time; at most so many weeks, the newest. */
export function trendOf(rows: readonly Row[]): TrendWeek[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const mondays = rows.map(({ key }) => Date.parse(`${key}T00:00:00Z`));
  if (mondays.length === 0) return [];
  const last = Math.max(...mondays);
  const first = Math.max(Math.min(...mondays), last - (weeksMax - 1) * weekMs);
  const count = Math.round((last - first) / weekMs) + 1;
  return Array.from({ length: count }, (_, index) => {
    const monday = new Date(first + index * weekMs).toISOString().slice(0, 10);
    const of = (step: string): number =>
      known.get(monday)?.funnel.find((each) => each.step === step)?.people ?? 0;
    return { monday, found: of('found'), contacted: of('contacted'), replied: of('replied') };
  });
}
