// Checks a webhook by the Standard Webhooks rules, written from the public specification and nothing else.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  headers: IncomingHttpHeaders;
  body: string;
}

export type SignatureVerdict =
  | { is: 'genuine'; id: string; sentAt: Date }
  | { is: 'refused'; because: string };

const toleranceSeconds = 300;

/** `secret` is `whsec_` and the key in base64, as the sender showed it. */
export function verifySignature(
  request: SignedRequest,
  { secret, now }: { secret: string; now: Date },
): SignatureVerdict {
  const id = request.headers['webhook-id'];
  const timestamp = request.headers['webhook-timestamp'];
  const signatures = request.headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    return { is: 'refused', because: 'a webhook header is missing' };
  }
  const seconds = Number(timestamp);
  if (!Number.isInteger(seconds)) return { is: 'refused', because: 'the timestamp is no number' };
  if (Math.abs(now.getTime() / 1000 - seconds) > toleranceSeconds) {
    return { is: 'refused', because: 'the timestamp is too far from now' };
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${request.body}`).digest();
  const isGenuine = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  return isGenuine
    ? { is: 'genuine', id, sentAt: new Date(seconds * 1000) }
    : { is: 'refused', because: 'no signature fits' };
}
