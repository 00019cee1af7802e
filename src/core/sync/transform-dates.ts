// Dates on their way to Lever: an ISO 8601 instant as milliseconds or as text, always in UTC.

export const dateForms = ['ms', 'day', 'month', 'year', 'us', 'eu'] as const;
/** `ms` a number; `day` 2026-03-09; `month` 2026-03; `year` 2026; `us` 03/09/2026; `eu` 09.03.2026. */
export type DateForm = (typeof dateForms)[number];

/** The instant in the form asked for; null where the text is not a date. */
export function dateText(instant: string, form: DateForm): string | number | null {
  const ms = instantMs(instant);
  if (ms === null) return null;
  const [day = ''] = new Date(ms).toISOString().split('T');
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  switch (form) {
    case 'ms':
      return ms;
    case 'day':
      return day;
    case 'month':
      return `${year}-${month}`;
    case 'year':
      return year;
    case 'us':
      return `${month}/${dayOfMonth}/${year}`;
    case 'eu':
      return `${dayOfMonth}.${month}.${year}`;
  }
}

const instantForm = /^\d{4}-\d{2}(-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?)?$/;

/** Milliseconds since 1970 of ISO 8601 text; a time without a zone is read as UTC; null where it is no date. */
export function instantMs(text: string): number | null {
  const trimmed = text.trim();
  if (!instantForm.test(trimmed)) return null;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(trimmed) || !trimmed.includes('T');
  const ms = Date.parse(hasZone ? trimmed : `${trimmed}Z`);
  return Number.isNaN(ms) ? null : ms;
}
