// What a password must be: long, and not what everybody would try first (NIST SP 800-63B: length over composition).

import { InputError } from '../core/input-error.ts';

export const passwordLengthMin = 12;
const passwordLengthMax = 256;

const obvious = [
  'password',
  'passwort',
  'qwerty',
  'letmein',
  'welcome',
  'iloveyou',
  'administrator',
  'fulcrum',
  '1234567890',
  'abcdefgh',
];

/** Throws InputError that says what to change. */
export function refusePoorPassword(password: string, owner: { email: string; name: string }): void {
  const length = Array.from(password).length;
  if (length < passwordLengthMin) {
    throw poor(`Use at least ${passwordLengthMin} characters; a few words in a row do well`);
  }
  if (length > passwordLengthMax) throw poor(`Use at most ${passwordLengthMax} characters`);
  if (new Set(password).size < 5) throw poor('Use more than a few different characters');
  const plain = password.toLowerCase();
  const own = [owner.email.split('@')[0] ?? '', ...owner.name.split(/\s+/u)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length > 3);
  const found = [...obvious, ...own].find((word) => plain.includes(word));
  // Long enough without the word, it may stay.
  if (found !== undefined && plain.length - found.length < passwordLengthMin - 2) {
    throw poor('It is too easy to guess; leave out names and common words, or make it longer');
  }
}

function poor(message: string): InputError {
  return new InputError('invalid', message, 'password');
}
