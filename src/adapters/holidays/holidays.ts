// Public holidays from the date-holidays tables, loaded when the first country is asked for: they are 27 MB in memory.

import type { Holidays } from '../../ports/holidays.ts';

type Of = (day: string) => string | null;
const countriesKeptMax = 300;

/** Nationwide public holidays only: what a bank or a region keeps is a working day for most. */
export function publicHolidays(): Holidays {
  const known = new Map<string, Promise<Of>>();
  return {
    of(country) {
      const before = known.get(country);
      if (before !== undefined) return before;
      const made = load(country);
      if (known.size < countriesKeptMax) known.set(country, made);
      return made;
    },
  };
}

async function load(country: string): Promise<Of> {
  const { default: Tables } = await import('date-holidays');
  const tables = new Tables();
  if (!(country in tables.getCountries())) return () => null;
  const ofCountry = new Tables(country, { types: ['public'] });
  const years = new Map<string, Map<string, string>>();
  return (day) => {
    const year = day.slice(0, 4);
    let days = years.get(year);
    if (days === undefined) {
      days = new Map(
        ofCountry.getHolidays(Number(year)).map((each) => [each.date.slice(0, 10), each.name]),
      );
      years.set(year, days);
    }
    return days.get(day) ?? null;
  };
}
