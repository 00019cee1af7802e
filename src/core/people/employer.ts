// Reads an employer's name as written into the core under which its spellings meet.

import { fold } from './name.ts';

const legalForms = new Set(
  `inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh mbh ag kg kgaa ug se sa sas sarl
  sasu spa srl bv nv oy oyj ab as asa aps kk kabushiki gaisha pte pty pvt private public ltda sl slu eireli sro
  doo zrt kft ood ooo oao zao pao holding holdings group international global intl worldwide the and`.split(
    /\s+/,
  ),
);
const unknowns = new Set(
  `selfemployed self freelance freelancer independent consultant contractor confidential stealth stealthstartup
  unemployed none na retired student various lookingfornewopportunities opentowork`.split(/\s+/),
);

export interface EmployerKey {
  /** All telling words, joined: equal for one employer nearly always. */
  full: string;
  /** The first telling word: "Driftbridge" of "Driftbridge Robotics Inc." Equal for one employer, and for namesakes. */
  core: string;
}

const known = new Map<string, EmployerKey | null>();
const knownMax = 50_000;

/** Null where the text names no employer ("self-employed"). Kept between calls: employers repeat. */
export function employerKey(written: string): EmployerKey | null {
  const before = known.get(written);
  if (before !== undefined) return before;
  if (known.size >= knownMax) known.clear();
  const read = readEmployer(written);
  known.set(written, read);
  return read;
}

function readEmployer(written: string): EmployerKey | null {
  const main = written
    .normalize('NFKC')
    .replace(/[([{（].*?[)\]}）]/gu, ' ')
    .replace(/株式会社|有限会社|有限公司|股份|주식회사|\(주\)|㈜/gu, ' ')
    .replace(/^@/, '')
    .split(/\s[|/·•]\s|[|]/)[0];
  const words = (main ?? '')
    .split(/[\s,&+]+/)
    .map(fold)
    .filter((word) => word !== '');
  const telling = words.filter((word) => !legalForms.has(word));
  const kept = telling.length > 0 ? telling : words;
  const [core] = kept;
  const full = kept.join('');
  if (core === undefined || unknowns.has(full)) return null;
  return { full, core };
}

/** The employer that a work address names: the domain without its suffix. */
export function employerOfDomain(domain: string): string {
  const labels = domain.split('.');
  const isCountrySecond =
    labels.length > 2 && /^(?:co|com|org|net|ac|gov|edu)$/.test(labels.at(-2) ?? '');
  return fold(labels.at(isCountrySecond ? -3 : -2) ?? '');
}
