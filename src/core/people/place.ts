// Reads a place as written into a city key and a country, as far as it says so.

import { fold } from './name.ts';
import { regionOfPlace } from './region.ts';

export interface PlaceKey {
  /** Folded city name, with the state where American writing gives it; null where only an area is named. */
  city: string | null;
  country: string | null;
}

// Names of one city in several languages, and of its surroundings.
const aliases = new Map(
  `munchen=munich muenchen=munich koln=cologne koeln=cologne wien=vienna zuerich=zurich milano=milan torino=turin
  roma=rome firenze=florence napoli=naples venezia=venice genova=genoa warszawa=warsaw krakow=cracow praha=prague
  kobenhavn=copenhagen goteborg=gothenburg lisboa=lisbon sevilla=seville bruxelles=brussels brussel=brussels
  antwerpen=antwerp gent=ghent geneve=geneva genf=geneva bucuresti=bucharest kiyiv=kyiv kiyv=kyiv kiev=kyiv moskva=moscow
  sanktpeterburg=saintpetersburg bangalore=bengaluru bombay=mumbai madras=chennai calcutta=kolkata
  gurgaon=gurugram hanoi=hanoi saigon=hochiminhcity thanhphohochiminh=hochiminhcity beijing=beijing
  cdmx=mexicocity ciudaddemexico=mexicocity nyc=newyork newyorkcity=newyork manhattan=newyork brooklyn=newyork
  sf=sanfrancisco sanfranciscobay=sanfrancisco bay=sanfrancisco siliconvalley=sanfrancisco la=losangeles
  philly=philadelphia twincities=minneapolis minneapolissaintpaul=minneapolis minneapolisstpaul=minneapolis
  stpaul=minneapolis saintpaul=minneapolis raleighdurham=raleigh durham=raleigh researchtriangle=raleigh
  dallasfortworth=dallas dallasfortworthmetroplex=dallas fortworth=dallas plano=dallas washingtondc=washington
  dc=washington arlington=washington cityoflondon=london countydublin=dublin iledefrance=paris quebeccity=quebec delhincr=delhi newdelhi=delhi
  dongjing=tokyo dongjingdu=tokyo dongjingdou=tokyo kiiv=kyiv kyyiv=kyiv bangaloreurban=bengaluru daban=osaka jingdu=kyoto hengbin=yokohama seoulteugbyeolsi=seoul
  beijingshi=beijing shanghaishi=shanghai shenzhenshi=shenzhen`
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);

const nowhere = new Set(
  'remote anywhere worldwide global earth hybrid various fullyremote workfromhome'.split(' '),
);

// The parts that follow a city and say no more than its area.
const areaWords =
  /\b(?:greater|metropolitan|metro|area|region|metroplex|county|city of|und umgebung|and surroundings)\b/gi;

const known = new Map<string, PlaceKey | null>();
const knownMax = 20_000;

/** Null for an empty text. Kept between calls: places repeat, and the result never changes. */
export function placeKey(written: string): PlaceKey | null {
  const before = known.get(written);
  if (before !== undefined) return before;
  if (known.size >= knownMax) known.clear();
  const read = readPlace(written);
  known.set(written, read);
  return read;
}

function readPlace(written: string): PlaceKey | null {
  const text = written.normalize('NFKC').trim();
  if (text === '') return null;
  const country = regionOfPlace(text);
  const [head = ''] = text.split(/[,;|(]/);
  const plain = head
    .replace(areaWords, ' ')
    .replace(/\s+[A-Z]{2}$/, '')
    .trim();
  const folded = fold(plain);
  if (nowhere.has(folded)) return country === null ? null : { city: null, country };
  const city = aliases.get(folded) ?? folded;
  // "United States" alone is no city: the whole text is the country's name.
  const isCountry = !text.includes(',') && country !== null && regionIsWhole(plain, country);
  return { city: city === '' || isCountry ? null : city, country };
}

let englishNames: Intl.DisplayNames | undefined;

function regionIsWhole(text: string, country: string): boolean {
  englishNames ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const name = englishNames.of(country);
  if (name === undefined) return false;
  const folded = fold(text);
  return (
    folded === fold(name) ||
    /^(?:usa|us|uk|england|scotland|wales|korea|uae|southkorea)$/.test(folded)
  );
}
