// Spans of time that people ask for, in days of UTC as the server counts them.

export const spans = [
  { name: 'weeks4', days: 28 },
  { name: 'weeks12', days: 84 },
  { name: 'year', days: 365 },
] as const;

const dayMs = 86_400_000;

/** `2026-11-24`, so many days before now. */
export function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * dayMs).toISOString().slice(0, 10);
}

/** The span that a choice of days is; null where it is another. Nothing chosen is twelve weeks. */
export function spanOf(
  chosen: { from?: string; to?: string },
  now: Date,
): (typeof spans)[number]['name'] | null {
  if (chosen.from === undefined && chosen.to === undefined) return 'weeks12';
  if (chosen.to !== undefined && chosen.to !== daysBefore(now, 0)) return null;
  return spans.find(({ days }) => daysBefore(now, days - 1) === chosen.from)?.name ?? null;
}

/** Monday to Sunday. */
export function weekFrom(monday: string): { from: string; to: string } {
  const to = new Date(Date.parse(`${monday}T00:00:00Z`) + 6 * dayMs).toISOString().slice(0, 10);
  return { from: monday, to };
}
