// Calls that Twilio and compatible services make to us: a message came in, or what became of one of ours. Signed with
// HMAC-SHA1 over the address and the sorted fields (twilio.com/docs/usage/security).

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secret.ts';
import type { SmsCall, SmsFailure } from '../../ports/sms-sender.ts';

interface Signed {
  url: string;
  fields: Readonly<Record<string, string>>;
  signature: string;
}

/** Null where the signature is wrong or the call is about nothing we know. */
export function readTwilioCall(secret: Secret, call: Signed): SmsCall | null {
  if (!isGenuine(secret, call)) return null;
  const { fields } = call;
  const providerId = fields['MessageSid'] ?? fields['SmsSid'] ?? '';
  if (providerId === '') return null;
  const state = (fields['MessageStatus'] ?? fields['SmsStatus'] ?? '').toLowerCase();
  const { From: from, To: to, Body: text } = fields;
  if (state === '' || state === 'received') {
    if (from === undefined || to === undefined || text === undefined) return null;
    return { kind: 'received', providerId, from, to, text };
  }
  const code = fields['ErrorCode'] ?? '';
  const hasFailed = state === 'failed' || state === 'undelivered';
  const delivery = state === 'delivered' ? 'delivered' : hasFailed ? 'failed' : 'other';
  const failure = hasFailed ? (failureOf[code] ?? 'passing') : null;
  return { kind: 'status', providerId, state, delivery, failure, code };
}

export function answerInXml(text: string | null): { type: string; body: string } {
  const message = text === null ? '' : `<Message>${escaped(text)}</Message>`;
  return {
    type: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`,
  };
}

/** By Twilio's error codes; whatever is not here may pass by itself. */
const failureOf: Readonly<Record<string, SmsFailure>> = {
  '21211': 'dead_number',
  '21614': 'dead_number',
  '30005': 'dead_number',
  '30006': 'dead_number',
  '21610': 'opted_out',
  '30034': 'unregistered',
};

function isGenuine(secret: Secret, { url, fields, signature }: Signed): boolean {
  const names = Object.keys(fields).toSorted();
  const text = url + names.map((name) => `${name}${fields[name] ?? ''}`).join('');
  const wanted = createHmac('sha1', secret.reveal()).update(text, 'utf8').digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
