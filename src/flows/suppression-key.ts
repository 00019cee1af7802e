// What an entry of the list of people not to contact is known by, from what somebody wrote.

import { InputError } from '../core/input-error.ts';
import { organisationalDomain } from '../core/outreach/organisational-domain.ts';
import { isPersonalProvider, normaliseEmail } from '../core/people/email.ts';
import { employerKey } from '../core/people/employer.ts';
import { normalisePhone } from '../core/people/phone.ts';
import { canonicalProfileUrl } from '../core/people/profile-url.ts';
import type { SuppressionKind } from '../db/queries/suppressions.ts';

/** The value under which equal ones meet. Throws InputError where it is none of its kind. */
export function suppressionKey(kind: SuppressionKind, written: string, region: string): string {
  const value = keyOf(kind, written.trim(), region);
  if (value === null || value === '')
    throw new InputError('invalid', `This is no ${kind.replace('_', ' ')}.`, 'value');
  if (kind === 'domain' && isPersonalProvider(value))
    throw new InputError(
      'invalid',
      `${value} is a mail provider of people everywhere. Name the address or the person instead.`,
      'value',
    );
  return value;
}

function keyOf(kind: SuppressionKind, written: string, region: string): string | null {
  switch (kind) {
    case 'person':
      return written;
    case 'address':
      return normaliseEmail(written)?.value ?? null;
    case 'phone':
      return normalisePhone(written, region)?.value ?? null;
    case 'domain':
      return domainOf(written);
    case 'profile_url':
      return canonicalProfileUrl(written)?.value ?? null;
    case 'employer':
      return employerKey(written)?.full ?? null;
  }
}

// As people write them: with an address before, a scheme, a path behind.
function domainOf(written: string): string | null {
  const host = written
    .replace(/^[a-z]+:\/\//iu, '')
    .replace(/^.*@/u, '')
    .replace(/[/?#:].*$/u, '')
    .toLowerCase();
  return /^[^\s.]+(?:\.[^\s.]+)+$/u.test(host) ? organisationalDomain(host) : null;
}
