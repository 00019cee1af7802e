// The bytes of a mail: headers that nothing can be injected into, a text part and an HTML part that say the same.

import { InputError } from '../input-error.ts';

export interface MailParts {
  fromName: string;
  from: string;
  to: string;
  subject: string;
  date: Date;
  /** With angle brackets. */
  messageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  /** Further headers; ASCII. */
  headers: readonly { name: string; value: string }[];
  text: string;
  html: string;
  /** Unique in the mail; from the message's token. */
  boundary: string;
}

/** The whole mail as it goes on the wire. Throws InputError where a header would hold a line break or an address is none. */
export function composeMail(parts: MailParts): Uint8Array {
  const headers: [string, string][] = [
    ['Date', rfcDate(parts.date)],
    ['From', `${displayName(parts.fromName)}<${address(parts.from)}>`],
    ['To', `<${address(parts.to)}>`],
    ['Subject', encodedWords(parts.subject)],
    ['Message-ID', messageName(parts.messageId)],
  ];
  if (parts.inReplyTo !== null) headers.push(['In-Reply-To', messageName(parts.inReplyTo)]);
  if (parts.references.length > 0)
    headers.push(['References', parts.references.map(messageName).join('\r\n ')]);
  for (const { name, value } of parts.headers) headers.push([headerName(name), plainValue(value)]);
  headers.push(
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${parts.boundary}"`],
  );
  const body = [
    `--${parts.boundary}`,
    ...part('text/plain', parts.text),
    `--${parts.boundary}`,
    ...part('text/html', parts.html),
    `--${parts.boundary}--`,
    '',
  ];
  const head = headers.map(([name, value]) => `${name}: ${value}`);
  return new TextEncoder().encode([...head, '', ...body].join('\r\n'));
}

/** `Zoë <zoe@…>` cannot be built by hand: names outside ASCII become encoded words. */
export function encodedWords(text: string): string {
  refuseBreaks(text);
  if (/^[\x20-\x7E]*$/u.test(text) && text.length <= 200) return text.replace(/=\?/gu, '= ?');
  const words: string[] = [];
  let chunk = '';
  for (const letter of text) {
    if (new TextEncoder().encode(chunk + letter).length > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += letter;
  }
  words.push(chunk);
  return words.map((word) => `=?UTF-8?B?${base64(new TextEncoder().encode(word))}?=`).join('\r\n ');
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function rfcDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${days[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

function part(type: string, text: string): string[] {
  const bytes = new TextEncoder().encode(`${text.replace(/\r?\n/gu, '\r\n')}\r\n`);
  const lines = base64(bytes).match(/.{1,76}/gu) ?? [''];
  return [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...lines,
  ];
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function displayName(name: string): string {
  refuseBreaks(name);
  if (name.trim() === '') return '';
  if (/^[\x20-\x7E]*$/u.test(name)) return `"${name.replace(/["\\]/gu, '\\$&')}" `;
  return `${encodedWords(name)} `;
}

// Letters outside ASCII before the @ need SMTPUTF8, which few servers speak; a domain has an ASCII form.
function address(written: string): string {
  const at = written.lastIndexOf('@');
  const local = written.slice(0, at);
  const domain = asciiDomain(written.slice(at + 1));
  if (
    at < 1 ||
    domain === null ||
    !/^[\x21-\x7E]+$/u.test(local) ||
    /[<>(),:;"\\[\]@]/u.test(local)
  )
    throw new InputError('invalid', 'This is no address that mail can be sent to.', 'address');
  return `${local}@${domain}`;
}

/** `münchen.example` → `xn--mnchen-3ya.example`; null where it is no domain. */
export function asciiDomain(domain: string): string | null {
  if (!/^[\p{L}\p{N}.-]+$/u.test(domain)) return null;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
}

function messageName(id: string): string {
  if (!/^<[\x21-\x3B\x3D\x3F-\x7E]{1,250}>$/u.test(id))
    throw new InputError('invalid', 'This is no name of a message.', 'messageId');
  return id;
}

function headerName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/u.test(name))
    throw new InputError('invalid', 'This is no name of a header.', 'headers');
  return name;
}

function plainValue(value: string): string {
  refuseBreaks(value);
  if (!/^[\x20-\x7E]*$/u.test(value))
    throw new InputError('invalid', 'A header is ASCII.', 'headers');
  return value;
}

function refuseBreaks(text: string): void {
  if (/[\r\n\0]/u.test(text))
    throw new InputError('invalid', 'A header holds no line break.', 'subject');
}
