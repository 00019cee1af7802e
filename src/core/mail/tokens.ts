// The unguessable token of each message of ours: in a header, in the unsubscribe link and in the subject of its mailto.

import { headerOf } from './received-mail.ts';
import type { ReceivedMail } from './received-mail.ts';

export const intentHeader = 'X-Fulcrum-Intent';

/** 160 bits in lower-case base32. */
const token = '[a-z2-7]{32}';
const tokenPattern = new RegExp(`^${token}$`, 'u');

export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Of a mail that the unsubscribe address made: `unsubscribe <token>` in the subject. */
export function unsubscribeTokenOf(mail: ReceivedMail): string | null {
  return (
    new RegExp(`\\bunsubscribe\\s+(${token})\\b`, 'iu').exec(mail.subject)?.[1]?.toLowerCase() ??
    null
  );
}

/** Tokens named anywhere in a mail: returned headers, quoted links, its own headers. */
export function tokensIn(mail: ReceivedMail): string[] {
  const inHeader = new RegExp(`^[>\\s]*${intentHeader}:\\s*(${token})`, 'gimu');
  const inLink = new RegExp(`/u/(${token})\\b`, 'gu');
  const texts = [mail.rawText, mail.text, mail.html ?? '', ...mail.parts.map((part) => part.text)];
  const own = headerOf(mail, intentHeader.toLowerCase()).trim();
  const found = texts.flatMap((text) =>
    [...text.matchAll(inHeader), ...text.matchAll(inLink)].map((match) => match[1] ?? ''),
  );
  return [...new Set([...(isToken(own) ? [own] : []), ...found])].slice(0, 20);
}
