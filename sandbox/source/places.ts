// Towns, invented employers and the telephone ranges that regulators keep for fiction.

import type { NameRegion } from './names.ts';

type Region = NameRegion['region'];

export const placesByRegion: Readonly<Record<Region, readonly string[]>> = {
  us: ['Austin, TX, United States', 'Seattle, WA, United States', 'New York, NY'],
  gb: ['London, United Kingdom', 'Leeds, England', 'Cardiff, Wales'],
  de: ['Berlin, Germany', 'München, Deutschland', 'Köln, Deutschland'],
  fr: ['Paris, France', 'Lyon, France', 'Besançon, France'],
  es: ['Madrid, Spain', 'A Coruña, España'],
  pl: ['Łódź, Poland', 'Kraków, Polska'],
  tr: ['İstanbul, Türkiye', 'Ankara, Turkey'],
  vn: ['Đà Nẵng, Việt Nam', 'Hanoi, Vietnam'],
  se: ['Malmö, Sweden', 'Tromsø, Norway'],
  ie: ['Dublin, Ireland', 'Dún Laoghaire, Ireland'],
  br: ['São Paulo, Brasil', 'Florianópolis, Brazil'],
  cn: ['上海, 中国', 'Shenzhen, China'],
  jp: ['東京, 日本', 'Osaka, Japan'],
  kr: ['서울, 대한민국', 'Busan, South Korea'],
  gr: ['Αθήνα, Ελλάδα', 'Thessaloniki, Greece'],
  in: ['Bengaluru, India', 'Pune, Maharashtra, India'],
};

export interface Employer {
  name: string;
  domain: string;
}

export const employers: readonly Employer[] = [
  { name: 'Halvorsen & Pike', domain: 'halvorsenpike.example' },
  { name: 'Nimbus Freight, Inc.', domain: 'nimbusfreight.example' },
  { name: 'Käsewerk GmbH', domain: 'kaesewerk.example' },
  { name: 'Société Blériot-Roux', domain: 'bleriot-roux.example' },
  { name: '株式会社 ほしぞら', domain: 'hoshizora.example' },
  { name: 'The "Quiet" Grid Company', domain: 'quietgrid.example' },
  { name: 'Orrery Health', domain: 'orrery-health.example' },
  { name: 'Tern Robotics', domain: 'ternrobotics.example' },
  { name: 'Mossbank Savings; Est. 1904', domain: 'mossbank.example' },
  { name: 'Zażółć Data Sp. z o.o.', domain: 'zazolc-data.example' },
  { name: 'Larkspur Analytics', domain: 'larkspur.example' },
  { name: 'Peregrine & Sons', domain: 'peregrine-sons.example' },
];

export const mailDomains: readonly string[] = [
  'post.example',
  'mailbox.example',
  'letters.example',
  'correo.example',
];

export interface FictionalPhone {
  /** In E.164: what all ways of writing it mean. */
  e164: string;
  writings: readonly string[];
}

// Ranges set aside for drama: NANP 555-0100 to 0199, Ofcom 020 7946 0xxx, ARCEP 01 99 00, BNetzA (0)30 23125,
// PTS 070 174 06. People of other countries carry an American number.
const areaCodes =
  '201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252'
    .split(' ')
    .map(Number);
const phoneRanges = {
  us: { count: areaCodes.length * 100, at: american },
  gb: {
    count: 1000,
    at: (serial: number): FictionalPhone => {
      const three = String(serial).padStart(3, '0');
      return {
        e164: `+442079460${three}`,
        writings: [`+44 20 7946 0${three}`, `+44 (0)20 7946 0${three}`, `+44-20-7946-0${three}`],
      };
    },
  },
  de: {
    count: 1000,
    at: (serial: number): FictionalPhone => {
      const three = String(serial).padStart(3, '0');
      return {
        e164: `+493023125${three}`,
        writings: [`+49 30 23125 ${three}`, `+49 (0)30/23125-${three}`, `+493023125${three}`],
      };
    },
  },
  fr: {
    count: 10_000,
    at: (serial: number): FictionalPhone => {
      const four = String(serial).padStart(4, '0');
      return {
        e164: `+3319900${four}`,
        writings: [`+33 1 99 00 ${four.slice(0, 2)} ${four.slice(2)}`, `+33 (0)1.99.00.${four}`],
      };
    },
  },
  se: {
    count: 95,
    at: (serial: number): FictionalPhone => ({
      e164: `+46701740${605 + serial}`,
      writings: [`+46 70 174 0${605 + serial}`, `+46-70-1740${605 + serial}`],
    }),
  },
} as const;
type Range = keyof typeof phoneRanges;
const rangeByRegion: Partial<Record<Region, Range>> = {
  gb: 'gb',
  ie: 'gb',
  de: 'de',
  fr: 'fr',
  se: 'se',
};

function american(serial: number): FictionalPhone {
  const area = areaCodes[Math.floor(serial / 100)] ?? 212;
  const line = `01${String(serial % 100).padStart(2, '0')}`;
  return {
    e164: `+1${area}555${line}`,
    writings: [
      `+1 ${area} 555 ${line}`,
      `(${area}) 555-${line}`,
      `${area}.555.${line}`,
      `1-${area}-555-${line}`,
      `+1${area}555${line}`,
      `${area} 555 ${line}`,
    ],
  };
}

/** Telephone numbers that ring nowhere, each given out once; undefined when a range is used up. */
export function phoneBook(): { take(region: Region): FictionalPhone | undefined } {
  const taken = new Map<Range, number>();
  return {
    take: (region) => {
      const name = rangeByRegion[region] ?? 'us';
      const range = phoneRanges[name];
      const serial = taken.get(name) ?? 0;
      taken.set(name, serial + 1);
      if (serial >= range.count) return undefined;
      const phone = range.at(serial);
      // Without its country code a number abroad would be read by the rules of that place.
      return region === 'us' || name !== 'us'
        ? phone
        : { ...phone, writings: phone.writings.filter((writing) => writing.startsWith('+')) };
    },
  };
}
