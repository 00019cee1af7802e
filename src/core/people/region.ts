// Which country a written place is in, as far as it says so: for numbers without a country code.

import { getCountries } from 'libphonenumber-js';
import { citiesByCountry } from './cities.ts';

const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'ja',
  'ko',
  'zh',
  'ru',
  'vi',
  'tr',
];

const usStates =
  `alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho
  illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi
  missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia
  washington wisconsin wyoming`.split(/\s+/);
const usStatesOfTwoWords = [
  'new hampshire',
  'new jersey',
  'new mexico',
  'new york',
  'north carolina',
  'north dakota',
  'rhode island',
  'south carolina',
  'south dakota',
  'west virginia',
  'district of columbia',
];
const usCodes =
  `AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC
  ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC`.split(/\s+/);
const canadianCodes = 'ON QC BC AB MB SK NS NB NL PE'.split(' ');
const canadianProvinces =
  'ontario|quebec|québec|british columbia|alberta|manitoba|saskatchewan|nova scotia|new brunswick'.split(
    '|',
  );
const nicknames: readonly (readonly [string, string])[] = [
  ['usa', 'US'],
  ['u.s.a.', 'US'],
  ['u.s.', 'US'],
  ['us', 'US'],
  ['america', 'US'],
  ['uk', 'GB'],
  ['u.k.', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['northern ireland', 'GB'],
  ['holland', 'NL'],
  ['the netherlands', 'NL'],
  ['korea', 'KR'],
  ['republic of korea', 'KR'],
  ['uae', 'AE'],
  ['czech republic', 'CZ'],
  ['turkey', 'TR'],
  ['prc', 'CN'],
  ['hong kong', 'HK'],
  ['taiwan', 'TW'],
  ['macau', 'MO'],
  ['russia', 'RU'],
  ['viet nam', 'VN'],
  ['ivory coast', 'CI'],
];

let byName: ReadonlyMap<string, string> | undefined;

/** ISO 3166 country of a place such as "Minneapolis, MN" or "München, Deutschland"; null where it does not say. */
export function regionOfPlace(place: string | undefined): string | null {
  if (place === undefined) return null;
  byName ??= countriesByName();
  const parts = place
    .split(/[,;|/()·•-]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  // The last part is the widest area, so it decides first.
  for (const part of parts.toReversed()) {
    const region = regionOfPart(part, parts.length > 1, byName);
    if (region !== null) return region;
  }
  return null;
}

function regionOfPart(
  part: string,
  hasOthers: boolean,
  names: ReadonlyMap<string, string>,
): string | null {
  // Two capitals behind a city are a state far more often than a country.
  if (hasOthers && usCodes.includes(part)) return 'US';
  if (hasOthers && canadianCodes.includes(part)) return 'CA';
  const plain = part
    .toLowerCase()
    .replace(/^(?:greater|the|metro)\s+/, '')
    .replace(/\s+(?:metropolitan|metro)?\s*(?:area|region|und umgebung)$/, '')
    .trim();
  return names.get(plain) ?? null;
}

function countriesByName(): Map<string, string> {
  const names = new Map<string, string>();
  for (const [country, cities] of Object.entries(citiesByCountry)) {
    for (const city of cities.split('|')) names.set(city, country);
  }
  for (const state of [...usStates, ...usStatesOfTwoWords]) names.set(state, 'US');
  for (const province of canadianProvinces) names.set(province, 'CA');
  for (const language of languages) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const country of getCountries()) {
      const name = display.of(country)?.toLowerCase();
      // "Georgia" is left out: the state is far more frequent in recruiting data, and neither is certain.
      if (name !== undefined && country !== 'GE') names.set(name, country);
    }
  }
  for (const [name, country] of nicknames) names.set(name, country);
  return names;
}
