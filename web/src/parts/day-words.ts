// Days and times in the zone of whoever they are for.

const known = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, style: string, options: Intl.DateTimeFormatOptions) {
  const key = `${zone} ${style}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  known.set(key, made);
  return made;
}

/** `2026-11-24`, as the day is in the zone. */
export function dayOf(at: Date, zone: string): string {
  const parts = formatOf(zone, 'parts', { year: 'numeric', month: '2-digit', day: '2-digit' });
  const of = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${of['year']}-${of['month']}-${of['day']}`;
}

/** "Tue 24 Nov". */
export function dayWords(at: Date, zone: string): string {
  return formatOf(zone, 'day', { weekday: 'short', day: 'numeric', month: 'short' })
    .format(at)
    .replace(',', '');
}

/** "09:30". */
export function timeWords(at: Date, zone: string): string {
  return formatOf(zone, 'time', { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** "Tue 24 Nov, 09:30". */
export function momentWords(at: Date, zone: string): string {
  return `${dayWords(at, zone)}, ${timeWords(at, zone)}`;
}

/** "Porto" of `Europe/Porto`: how people call a zone. */
export function zoneWords(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
}
