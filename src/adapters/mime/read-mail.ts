// Takes a received mail apart, in bounded memory and time whatever is in it. Nothing it returns has been run or fetched.

import PostalMime, { decodeWords } from 'postal-mime';
import type { Address, Attachment, Email } from 'postal-mime';
import { htmlToText } from '../../core/mail/html-text.ts';
import { messageIdsIn } from '../../core/mail/received-mail.ts';
import type {
  MailAddress,
  MailHeader,
  MailPart,
  ReceivedMail,
} from '../../core/mail/received-mail.ts';

/** A letter's words are at its beginning; a mail of 50 MB is read no further than this. */
const readBytesMax = 2_000_000;
const rawTextMax = 400_000;
const textMax = 400_000;
const partTextMax = 200_000;
const partsMax = 50;
const headersMax = 500;

/** Never throws for what is in the mail; what cannot be read is marked `isBroken`. */
export async function readMail(raw: Uint8Array): Promise<ReceivedMail> {
  const bytes = oneKindOfLineEnd(withoutMailboxLine(raw.subarray(0, readBytesMax)));
  const rawText = decodeLoosely(bytes.subarray(0, rawTextMax));
  const isTruncated = raw.byteLength > readBytesMax;
  try {
    const mail = await PostalMime.parse(bytes, {
      forceRfc822Attachments: true,
      maxNestingDepth: 40,
      maxHeadersSize: 1_000_000,
    });
    const read = mailOf(mail);
    // A boundary nobody declared leaves no body at all: then the lines as they came are better than nothing.
    const isLost = read.text.trim() === '' && read.parts.every((part) => part.text === '');
    const text = isLost ? bestEffort(rawText).text : read.text;
    return { ...read, text, rawText, isTruncated, isBroken: isLost && text.trim() !== '' };
  } catch {
    return { ...bestEffort(rawText), rawText, isTruncated, isBroken: true };
  }
}

type Read = Omit<ReceivedMail, 'rawText' | 'isTruncated' | 'isBroken'>;

function mailOf(mail: Email): Read {
  const headers = mail.headers
    .slice(0, headersMax)
    .map(({ key, value }) => ({ key, value: decodeWords(value) }));
  const html = mail.html === undefined ? null : mail.html.slice(0, textMax);
  const plain = (mail.text ?? '').slice(0, textMax);
  return {
    ...fromHeaders(headers),
    from: firstAddress(mail.from),
    to: [...(mail.to ?? []), ...(mail.cc ?? [])].flatMap(flatten).slice(0, 200),
    subject: mail.subject ?? '',
    text: plain.trim() !== '' || html === null ? plain : htmlToText(html),
    html,
    parts: mail.attachments.slice(0, partsMax).flatMap(partOf),
  };
}

function fromHeaders(
  headers: MailHeader[],
): Pick<Read, 'headers' | 'messageId' | 'references' | 'date'> {
  const valueOf = (key: string): string =>
    headers.find((header) => header.key === key)?.value ?? '';
  const parent = messageIdsIn(valueOf('in-reply-to'));
  const chain = messageIdsIn(valueOf('references'));
  const time = Date.parse(valueOf('date'));
  return {
    headers,
    messageId: messageIdsIn(valueOf('message-id'))[0] ?? null,
    references: [...new Set([...chain, ...parent])].slice(-100),
    date: Number.isNaN(time) ? null : new Date(time),
  };
}

function flatten(address: Address): MailAddress[] {
  const group = address.group ?? [address];
  return group.map((one) => ({ address: (one.address ?? '').toLowerCase(), name: one.name }));
}

function firstAddress(address: Address | undefined): MailAddress {
  return (address === undefined ? [] : flatten(address))[0] ?? { address: '', name: '' };
}

/** Text of a part that may carry a report or a returned mail; other attachments are left alone. */
function partOf(attachment: Attachment): MailPart[] {
  const { mimeType, content } = attachment;
  if (!/^(?:message|text)\//u.test(mimeType)) return [{ mediaType: mimeType, text: '' }];
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
  return [{ mediaType: mimeType, text: decodeLoosely(bytes.subarray(0, partTextMax)) }];
}

/** UTF-8 where it is that, else byte by byte; ISO-2022-JP is told by its escapes. */
function decodeLoosely(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.includes('\u001B$') || text.includes('\u001B(J'))
    return new TextDecoder('iso-2022-jp').decode(bytes);
  return text.includes('\uFFFD') ? new TextDecoder('windows-1252').decode(bytes) : text;
}

/** Mailbox files put "From someone date" in front of a mail; it is no header. */
function withoutMailboxLine(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (bytes[from] === 10 || bytes[from] === 13) from += 1;
  const start = Buffer.from(bytes.subarray(from, from + 6)).toString('latin1');
  if (!/^>?From /u.test(start)) return bytes.subarray(from);
  const rest = bytes.subarray(from);
  const end = rest.findIndex((byte) => byte === 10 || byte === 13);
  if (end < 0) return rest;
  return rest.subarray(rest[end] === 13 && rest[end + 1] === 10 ? end + 2 : end + 1);
}

/** Some old systems end lines with a lone carriage return. */
function oneKindOfLineEnd(bytes: Uint8Array): Uint8Array {
  if (bytes.includes(10) || !bytes.includes(13)) return bytes;
  return bytes.map((byte) => (byte === 13 ? 10 : byte));
}

/** Headers up to the first empty line and the rest as text. */
function bestEffort(rawText: string): Read {
  const [head = '', ...rest] = rawText.split(/\r?\n\r?\n/u);
  const lines = head.replaceAll(/\r?\n[ \t]+/gu, ' ').split(/\r?\n/u);
  const headers = lines.slice(0, headersMax).flatMap((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) return [];
    const value = decodeWords(line.slice(colon + 1, colon + 5_000).trim());
    return [{ key: line.slice(0, colon).trim().toLowerCase(), value }];
  });
  const valueOf = (key: string): string =>
    headers.find((header) => header.key === key)?.value ?? '';
  const from = /[^\s<>"]+@[^\s<>"]+/u.exec(valueOf('from'))?.[0] ?? '';
  return {
    ...fromHeaders(headers),
    from: { address: from.toLowerCase(), name: '' },
    to: [],
    subject: valueOf('subject'),
    text: rest.join('\n\n').slice(0, textMax),
    html: null,
    parts: [],
  };
}
