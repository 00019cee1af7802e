// A mail as it was received, taken apart: what the rules of this folder look at. Pure data, no bytes.

export interface MailHeader {
  /** In lower case. */
  key: string;
  /** Unfolded and decoded. */
  value: string;
}

export interface MailAddress {
  /** In lower case; empty where the header named none. */
  address: string;
  name: string;
}

/** A part that is no body text: reports, returned messages, returned headers. */
export interface MailPart {
  mediaType: string;
  text: string;
}

export interface ReceivedMail {
  headers: MailHeader[];
  from: MailAddress;
  /** To and Cc together. */
  to: MailAddress[];
  subject: string;
  messageId: string | null;
  /** In-Reply-To and References, oldest first, without repeats. */
  references: string[];
  date: Date | null;
  /** Body text; made from the HTML where the mail has no plain text. */
  text: string;
  html: string | null;
  parts: MailPart[];
  /** The beginning of the mail as it came, for what no parser finds. */
  rawText: string;
  /** Only the beginning of the mail was read. */
  isTruncated: boolean;
  /** The MIME structure could not be read; headers and text are a best effort. */
  isBroken: boolean;
}

/** First value of a header, or the empty text. */
export function headerOf(mail: ReceivedMail, key: string): string {
  return mail.headers.find((header) => header.key === key)?.value ?? '';
}

/** Whether a header is there at all, empty or not. */
export function hasHeader(mail: ReceivedMail, key: string): boolean {
  return mail.headers.some((header) => header.key === key);
}

const idPattern = /<([^<>\s@]{1,250}@[^<>\s]{1,250})>/gu;

/** Message ids in a text, without angle brackets, in order, each once. */
export function messageIdsIn(text: string): string[] {
  return [...new Set([...text.matchAll(idPattern)].map((match) => match[1] ?? ''))];
}
