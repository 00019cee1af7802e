// Turns a phone number as received into E.164, or says that it is none.

import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';

export interface PhoneKey {
  /** E.164: "+14155550132". */
  value: string;
  /** Readable international form. */
  shownAs: string;
  /** The number itself did not say its country; it was taken from the place or the workspace. */
  isCountryGuessed: boolean;
}

// Far above any real number with extension; longer cells are mangled data.
const longest = 60;

/** `region` is the ISO country assumed where the number does not carry its own. */
export function normalisePhone(received: string, region: string): PhoneKey | null {
  const text = dialled(received);
  if (text === null) return null;
  const assumed: CountryCode = isSupportedCountry(region) ? region : 'US';
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: assumed, extract: false });
  // "Possible" and not "valid": numbering plans change faster than the packaged tables.
  if (parsed === undefined || !parsed.isPossible()) return null;
  if (isMadeUp(parsed.nationalNumber)) return null;
  if (parsed.nationalNumber.startsWith('0') && !isStable(parsed.number)) return null;
  return {
    value: parsed.number,
    shownAs: parsed.formatInternational(),
    isCountryGuessed: !text.startsWith('+'),
  };
}

/** Italy's numbers begin with a nought; a nought left over from a doubled prefix makes another number each time. */
function isStable(number: string): boolean {
  return parsePhoneNumberFromString(number, { extract: false })?.number === number;
}

function dialled(received: string): string | null {
  let text = asciiDigits(received.normalize('NFKC')).trim();
  if (text.length > longest) return null;
  text = text.replace(/^(?:tel|phone|mobile|cell)\s*:\s*/i, '');
  // A spreadsheet that turned the number into 4.47E+11 has lost its digits.
  if (/\d[.,]\d+e\+?\d+$/i.test(text)) return null;
  text = text.replace(/(?:\s*(?:ext\.?|extension|x|#)\s*\d{1,8})$/i, '').replace(/\.0$/, '');
  text = text.replace(/^\+?\s*00\s*/, '+').replace(/^\(\+/, '+(');
  return /\d{5}/.test(text.replace(/\D/g, '')) ? text : null;
}

// Arabic, Persian, Devanagari, Bengali and Thai write digits of their own, each block in order from its nought.
const noughts = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const nought = noughts.find((first) => code >= first && code <= first + 9);
    return nought === undefined ? digit : String(code - nought);
  });
}

// 0000000000, 1234567890 and the like stand for "none" and would chain strangers together.
function isMadeUp(national: string): boolean {
  const distinct = new Set(national).size;
  if (distinct <= 2) return true;
  const tail = national.slice(-7);
  return (
    new Set(tail).size === 1 ||
    '01234567890123456789'.includes(national) ||
    '98765432109876543210'.includes(national)
  );
}
