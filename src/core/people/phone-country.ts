// Which country a number in international form belongs to.

import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** ISO code; null where the number does not say, as +1 alone does not. */
export function regionOfPhone(e164: string): string | null {
  return parsePhoneNumberFromString(e164)?.country ?? null;
}
