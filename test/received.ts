// Builders of what a source may tell us, for tests: give what matters, the rest is filled in.

import type { ReceivedProfile, ReceivedTouch } from '../src/core/people/received.ts';

export function aProfile(given: Partial<ReceivedProfile> = {}): ReceivedProfile {
  return {
    source: 'pin',
    sourceEventId: `event-${JSON.stringify(given)}`,
    foundAt: '2026-01-02T10:00:00.000Z',
    emails: [],
    phones: [],
    profileUrls: [],
    skills: [],
    tags: [],
    workHistory: [],
    ...given,
  };
}

/** A profile with a name and one unverified address. */
export function withEmail(
  name: string,
  email: string,
  more: Partial<ReceivedProfile> = {},
): ReceivedProfile {
  return aProfile({ name, emails: [{ value: email, status: 'unverified' }], ...more });
}

export function aTouch(
  given: Partial<ReceivedTouch> & Pick<ReceivedTouch, 'person'>,
): ReceivedTouch {
  return {
    source: 'pin',
    sourceEventId: `touch-${JSON.stringify(given)}`,
    channel: 'email',
    kind: 'sent',
    occurredAt: '2026-01-03T10:00:00.000Z',
    ...given,
  };
}
