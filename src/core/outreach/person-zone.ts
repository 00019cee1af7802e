// In which time zone somebody lives, and how we know: never a zone by accident.

import { isZone } from './calendar.ts';

export interface ZoneFacts {
  /** Said by the source or by hand. */
  explicit: string | null;
  country: string | null;
  /** As written; tells the zone inside a country that has several. */
  location: string | null;
  phoneCountry: string | null;
  employerCountry: string | null;
  mailboxZone: string;
}

export interface ZoneChoice {
  /** More than one where the country has several and nothing tells which. */
  zones: string[];
  because: string;
}

/** Explicit, then the place, the phone number, the employer, and at last the mailbox that writes. */
export function chooseZone(facts: ZoneFacts): ZoneChoice {
  if (facts.explicit !== null && isZone(facts.explicit))
    return { zones: [facts.explicit], because: 'given' };
  const placed = facts.country === null ? null : zonesOf(facts.country, facts.location);
  if (placed !== null) return { zones: placed, because: `place (${facts.country})` };
  const phoned = facts.phoneCountry === null ? null : zonesOf(facts.phoneCountry, null);
  if (phoned !== null) return { zones: phoned, because: `phone number (${facts.phoneCountry})` };
  const employed = facts.employerCountry === null ? null : zonesOf(facts.employerCountry, null);
  if (employed !== null) return { zones: employed, because: `employer (${facts.employerCountry})` };
  return { zones: [facts.mailboxZone], because: 'the mailbox’s own, because nothing tells theirs' };
}

function zonesOf(country: string, location: string | null): string[] | null {
  const wide = wideCountries[country];
  if (wide === undefined) {
    const zone = zoneByCountry.get(country);
    return zone === undefined ? null : [zone];
  }
  const written = (location ?? '').toLowerCase();
  const found = wide.places.find(([words]) => words.test(written));
  return found === undefined ? [...wide.outer] : [found[1]];
}

// Countries of one zone, as far as people to write to live there.
const zoneByCountry = new Map(
  `AE=Asia/Dubai AL=Europe/Tirane AM=Asia/Yerevan AR=America/Argentina/Buenos_Aires AT=Europe/Vienna
  AZ=Asia/Baku BA=Europe/Sarajevo BD=Asia/Dhaka BE=Europe/Brussels BG=Europe/Sofia BH=Asia/Bahrain
  BO=America/La_Paz BY=Europe/Minsk CH=Europe/Zurich CL=America/Santiago CN=Asia/Shanghai CO=America/Bogota
  CR=America/Costa_Rica CY=Asia/Nicosia CZ=Europe/Prague DE=Europe/Berlin DK=Europe/Copenhagen
  DO=America/Santo_Domingo DZ=Africa/Algiers EC=America/Guayaquil EE=Europe/Tallinn EG=Africa/Cairo
  ES=Europe/Madrid ET=Africa/Addis_Ababa FI=Europe/Helsinki FR=Europe/Paris GB=Europe/London GE=Asia/Tbilisi
  GH=Africa/Accra GR=Europe/Athens GT=America/Guatemala HK=Asia/Hong_Kong HN=America/Tegucigalpa
  HR=Europe/Zagreb HU=Europe/Budapest IE=Europe/Dublin IL=Asia/Jerusalem IN=Asia/Kolkata IS=Atlantic/Reykjavik
  IT=Europe/Rome JM=America/Jamaica JO=Asia/Amman JP=Asia/Tokyo KE=Africa/Nairobi KH=Asia/Phnom_Penh
  KR=Asia/Seoul KW=Asia/Kuwait LB=Asia/Beirut LK=Asia/Colombo LT=Europe/Vilnius LU=Europe/Luxembourg
  LV=Europe/Riga MA=Africa/Casablanca MD=Europe/Chisinau ME=Europe/Podgorica MK=Europe/Skopje MT=Europe/Malta
  MU=Indian/Mauritius MY=Asia/Kuala_Lumpur NG=Africa/Lagos NL=Europe/Amsterdam NO=Europe/Oslo NP=Asia/Kathmandu
  NZ=Pacific/Auckland OM=Asia/Muscat PA=America/Panama PE=America/Lima PH=Asia/Manila PK=Asia/Karachi
  PL=Europe/Warsaw PR=America/Puerto_Rico PT=Europe/Lisbon PY=America/Asuncion QA=Asia/Qatar RO=Europe/Bucharest
  RS=Europe/Belgrade RW=Africa/Kigali SA=Asia/Riyadh SE=Europe/Stockholm SG=Asia/Singapore SI=Europe/Ljubljana
  SK=Europe/Bratislava SN=Africa/Dakar SV=America/El_Salvador TH=Asia/Bangkok TN=Africa/Tunis TR=Europe/Istanbul
  TW=Asia/Taipei TZ=Africa/Dar_es_Salaam UA=Europe/Kyiv UG=Africa/Kampala UY=America/Montevideo
  UZ=Asia/Tashkent VE=America/Caracas VN=Asia/Ho_Chi_Minh ZA=Africa/Johannesburg ZM=Africa/Lusaka
  ZW=Africa/Harare`
    .split(/\s+/u)
    .map((pair) => pair.split('=') as [string, string]),
);

interface WideCountry {
  /** The zones at its ends: who is inside the window in both is inside it everywhere between. */
  outer: readonly string[];
  places: readonly (readonly [RegExp, string])[];
}

const wideCountries: Readonly<Record<string, WideCountry>> = {
  US: {
    outer: ['America/New_York', 'America/Los_Angeles'],
    places: [
      [/hawaii|honolulu|,\s*hi\b/u, 'Pacific/Honolulu'],
      [/alaska|anchorage|,\s*ak\b/u, 'America/Anchorage'],
      [/arizona|phoenix|tucson|scottsdale|,\s*az\b/u, 'America/Phoenix'],
      [
        /california|los angeles|san (?:francisco|jose|diego)|bay area|palo alto|mountain view|oregon|portland, or|seattle|washington state|nevada|las vegas|sacramento|,\s*(?:ca|or|wa|nv)\b/u,
        'America/Los_Angeles',
      ],
      [
        /colorado|denver|boulder|utah|salt lake|new mexico|albuquerque|montana|wyoming|idaho|boise|,\s*(?:co|ut|nm|mt|wy|id)\b/u,
        'America/Denver',
      ],
      [
        /texas|austin|dallas|houston|chicago|illinois|minnesota|minneapolis|wisconsin|madison|milwaukee|missouri|st\. louis|kansas|oklahoma|tulsa|iowa|nebraska|omaha|nashville|memphis|alabama|arkansas|louisiana|new orleans|mississippi|dakota|,\s*(?:tx|il|mn|wi|mo|ks|ok|ia|ne|al|ar|la|ms|nd|sd|tn)\b/u,
        'America/Chicago',
      ],
      [
        /new york|nyc|brooklyn|boston|massachusetts|washington,? d\.?c|virginia|maryland|baltimore|pennsylvania|philadelphia|pittsburgh|georgia|atlanta|florida|miami|orlando|tampa|carolina|charlotte|raleigh|durham|ohio|columbus|cleveland|cincinnati|michigan|detroit|new jersey|connecticut|maine|vermont|new hampshire|rhode island|delaware|indiana|kentucky|,\s*(?:ny|ma|dc|va|md|pa|ga|fl|nc|sc|oh|mi|nj|ct|me|vt|nh|ri|de|in|ky|wv)\b/u,
        'America/New_York',
      ],
    ],
  },
  CA: {
    outer: ['America/Halifax', 'America/Vancouver'],
    places: [
      [/vancouver|victoria|british columbia|,\s*bc\b/u, 'America/Vancouver'],
      [/calgary|edmonton|alberta|,\s*ab\b/u, 'America/Edmonton'],
      [/winnipeg|manitoba|,\s*mb\b/u, 'America/Winnipeg'],
      [/regina|saskatoon|saskatchewan|,\s*sk\b/u, 'America/Regina'],
      [/halifax|nova scotia|,\s*ns\b/u, 'America/Halifax'],
      [
        /toronto|ottawa|waterloo|kitchener|mississauga|ontario|montr[eé]al|qu[eé]bec|,\s*(?:on|qc)\b/u,
        'America/Toronto',
      ],
    ],
  },
  AU: {
    outer: ['Australia/Sydney', 'Australia/Perth'],
    places: [
      [/perth|western australia|,\s*wa\b/u, 'Australia/Perth'],
      [/adelaide|south australia/u, 'Australia/Adelaide'],
      [/darwin|northern territory/u, 'Australia/Darwin'],
      [/brisbane|gold coast|queensland/u, 'Australia/Brisbane'],
      [/sydney|melbourne|canberra|hobart|new south wales|victoria|tasmania/u, 'Australia/Sydney'],
    ],
  },
  BR: {
    outer: ['America/Sao_Paulo', 'America/Manaus'],
    places: [
      [/manaus|amazonas/u, 'America/Manaus'],
      [
        /s[aã]o paulo|rio|bras[ií]lia|belo horizonte|curitiba|porto alegre|recife|salvador|campinas|florian[oó]polis|fortaleza/u,
        'America/Sao_Paulo',
      ],
    ],
  },
  MX: {
    outer: ['America/Mexico_City', 'America/Tijuana'],
    places: [
      [/tijuana|baja california/u, 'America/Tijuana'],
      [
        /mexico city|ciudad de m[eé]xico|cdmx|guadalajara|monterrey|quer[eé]taro|puebla/u,
        'America/Mexico_City',
      ],
    ],
  },
  RU: {
    outer: ['Europe/Moscow', 'Asia/Novosibirsk'],
    places: [
      [/moscow|москва|petersburg|петербург|kazan|казань/u, 'Europe/Moscow'],
      [/yekaterinburg|екатеринбург/u, 'Asia/Yekaterinburg'],
      [/novosibirsk|новосибирск/u, 'Asia/Novosibirsk'],
    ],
  },
  ID: {
    outer: ['Asia/Jakarta', 'Asia/Makassar'],
    places: [
      [/jakarta|bandung|surabaya|yogyakarta|java/u, 'Asia/Jakarta'],
      [/bali|denpasar|makassar/u, 'Asia/Makassar'],
    ],
  },
  KZ: { outer: ['Asia/Almaty'], places: [] },
};
