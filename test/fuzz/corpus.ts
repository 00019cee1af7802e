// Texts to begin from, made here: each kind of input as it really comes, and the ones that are known to hurt parsers.

import { constantFrom, nat, oneof, record, string } from 'fast-check';
import type { Arbitrary } from 'fast-check';

export const awkward = [
  '',
  ' ',
  '\0',
  '\u0000\u0001',
  '\uFEFF',
  '\u200B\u200D',
  '\u202Eevil',
  '\uD800',
  '\uDFFF\uD800',
  '👩‍👩‍👧‍👦',
  'ﷺ',
  'Ａｄａ',
  'İstanbul',
  'ß',
  'ﬁ',
  '\u0130'.repeat(40),
  'a\u0301'.repeat(40),
  '한국어',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-0',
  '1e309',
  '9007199254740993',
  '{{',
  '%00',
  '%',
  '%E0%A4%A',
  '../..',
  "'; drop table profiles; --",
  '<script>alert(1)</script>',
  '=cmd|x!A0',
  '\r\n\r\n',
  'x'.repeat(3_000),
  '('.repeat(500),
  'a@'.repeat(300),
  `${'a'.repeat(100)}!`,
];

export const emails = [
  'ada@mail.example',
  'Ada Lovelace <Ada@Mail.Example>',
  'mailto:ada@mail.example?subject=x',
  'a.d.a+tag@gmail.com',
  'ada@googlemail.com.',
  'ada@xn--mnchen-3ya.example',
  'ada@münchen.example',
  'info@firm.example',
  '"odd local"@mail.example',
  '12345+ada@users.noreply.github.com',
  'a@b',
  '@',
  'ada@@mail.example',
  'ａｄａ＠mail.example',
];

export const phones = [
  '+1 202 555 0123',
  '(202) 555-0123 ext. 4',
  '0049 30 23125 001',
  '+49 (0)30 23125-001',
  'tel:+44-20-7946-0123',
  '4.47E+11',
  '2025550123.0',
  '٠١٢٣٤٥٦٧٨٩',
  '+',
  '00',
  '++49 30',
];

export const urls = [
  'https://www.linkedin.com/in/ada-lovelace/',
  'linkedin.com/in/ada%20lovelace?trk=x#y',
  'de.linkedin.com/pub/ada/1/2/3',
  'https://github.com/ada',
  'https://twitter.com/@ada',
  'https://x.com/intent/user?screen_name=ada',
  'http://user:secret@host.example:8080/a/../b',
  'https://[::1]/in/x',
  'https://127.1/in/x',
  'javascript:alert(1)',
  'https://www.linkedin.com/in/%E4%BD%A0%E5%A5%BD',
  'https://www.linkedin.com/in/%',
  'https://host.example/%2e%2e/%2f',
  'ftp://host.example/',
  '//host.example/a',
  'https://host.example./a',
];

export const names = [
  'Ada Lovelace',
  'LOVELACE, Ada',
  'Dr. Ada King-Noel PhD',
  '이하은',
  '하은 이 (Haeun Lee)',
  '王小明',
  'João "Jo" da Conceição Jr.',
  "Siobhán O'Sullivan",
  'ada',
  'A. B. C.',
  'Ada 🎣',
  '-',
];

/** One of the texts, a piece of one, two run together, or anything at all. */
export function textFrom(corpus: readonly string[]): Arbitrary<string> {
  const known = constantFrom(...corpus, ...awkward);
  const piece = record({ text: known, from: nat(40), length: nat(60) }).map(
    ({ text, from, length }) => text.slice(from, from + length),
  );
  const joined = record({ one: known, other: known, at: nat(40) }).map(
    ({ one, other, at }) => one.slice(0, at) + other + one.slice(at),
  );
  const repeated = record({ text: known, times: nat(60) }).map(({ text, times }) =>
    text.slice(0, 50).repeat(times),
  );
  return oneof(
    { arbitrary: known, weight: 2 },
    { arbitrary: piece, weight: 2 },
    { arbitrary: joined, weight: 3 },
    { arbitrary: repeated, weight: 1 },
    { arbitrary: string({ unit: 'grapheme', maxLength: 60 }), weight: 2 },
    { arbitrary: string({ unit: 'binary', maxLength: 60 }), weight: 2 },
  );
}
