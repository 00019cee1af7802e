// The building blocks of every request schema: texts that the database can hold, instants, days, lists.
import { z } from 'zod';

const nul = '\u0000';

/** A text of 1 to `max` characters without NUL and without half a surrogate pair (Postgres can store neither). */
export function text(max: number) {
  return storable(max).min(1);
}

/** A text that may be left out; null and '' mean the same as leaving it out. */
export function maybeText(max: number) {
  return storable(max).nullish();
}

/** A text of 0 to `max` characters that Postgres can hold. */
export function storable(max: number) {
  return z.string().max(max).refine(isStorable, { error: unstorable });
}

function isStorable(value: string): boolean {
  return !value.includes(nul) && value.isWellFormed();
}

function unstorable(issue: { input?: unknown }): string {
  if (typeof issue.input === 'string' && issue.input.includes(nul)) {
    return 'contains a NUL character; remove it';
  }
  return 'contains half of a surrogate pair (broken emoji or cut text); send valid Unicode';
}

/** An ISO 8601 instant with its offset; impossible days are refused. */
export const instant = z.iso
  .datetime({ offset: true })
  .meta({ examples: ['2026-11-23T09:30:00Z'] });

/** A year, month or day. */
export const roughDay = z
  .union([z.iso.date(), z.string().regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/)], {
    error: 'must be a possible year, month or day: 2021, 2021-04 or 2021-04-30',
  })
  .meta({ examples: ['2021', '2021-04', '2021-04-30'] });

export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** The name of a time zone in the IANA database. */
export const timeZone = text(100)
  .refine(isTimeZone, { error: 'is not a known time zone; write it like Europe/Lisbon' })
  .meta({ examples: ['Europe/Lisbon'] });

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
