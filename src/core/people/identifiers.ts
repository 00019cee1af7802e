// The keys a received profile or touch gives: what equal people can be found by, with the proof each came with.

import { normaliseEmail } from './email.ts';
import type { Identifier } from './person.ts';
import { normalisePhone } from './phone.ts';
import { canonicalProfileUrl } from './profile-url.ts';
import type { ReceivedContact, ReceivedProfile, ReceivedTouch } from './received.ts';
import { regionOfPlace } from './region.ts';

export interface ContactPoint extends Identifier {
  kind: 'email' | 'phone' | 'profile_url';
  shownAs: string;
  label: string | null;
  status: ReceivedContact['status'];
  source: string;
  method: string | null;
  verifiedAt: string | null;
  /** Read by several people or nobody: shown, written to Lever never, and no key. */
  isShared: boolean;
}

export interface ProfileKeys {
  identifiers: Identifier[];
  contacts: ContactPoint[];
}

/** Everything a profile can be recognised by. `defaultRegion` is the workspace's country for bare numbers. */
export function keysOfProfile(profile: ReceivedProfile, defaultRegion: string): ProfileKeys {
  const region = regionOfPlace(profile.location) ?? defaultRegion;
  const contacts: ContactPoint[] = [];
  const identifiers = new Map<string, Identifier>();
  const add = (identifier: Identifier): void => {
    identifiers.set(`${identifier.kind}:${identifier.value}`, identifier);
  };
  for (const received of profile.emails) {
    const email = normaliseEmail(received.value);
    if (email === null) continue;
    if (email.githubLogin !== null) {
      add({ kind: 'profile_url', value: `github.com/${email.githubLogin}` });
      continue;
    }
    const point = contact({ kind: 'email', ...email }, received, profile.source);
    contacts.push({ ...point, isShared: email.isShared });
    if (!email.isShared) add({ kind: 'email', value: email.value });
  }
  for (const received of profile.phones) {
    const phone = normalisePhone(received.value, region);
    if (phone === null) continue;
    contacts.push(contact({ kind: 'phone', ...phone }, received, profile.source));
    add({ kind: 'phone', value: phone.value });
  }
  for (const address of profile.profileUrls) {
    const url = canonicalProfileUrl(address);
    if (url === null) continue;
    const received = { value: address, status: 'unverified' } as const;
    contacts.push(contact({ kind: 'profile_url', ...url }, received, profile.source));
    if (url.isKey) add({ kind: 'profile_url', value: url.value });
  }
  const own = externalKey(profile.source, profile.externalId);
  if (own !== null) add(own);
  return { identifiers: [...identifiers.values()], contacts: withoutRepeats(contacts) };
}

/** Everything a touch can be placed by; a shared mailbox places nothing. */
export function keysOfTouch(touch: ReceivedTouch, defaultRegion: string): Identifier[] {
  const { externalId, email, phone, profileUrl } = touch.person;
  const keys: (Identifier | null)[] = [externalKey(touch.source, externalId)];
  if (email !== undefined) {
    const key = normaliseEmail(email);
    if (key !== null && !key.isShared) keys.push({ kind: 'email', value: key.value });
  }
  if (profileUrl !== undefined) {
    const key = canonicalProfileUrl(profileUrl);
    if (key?.isKey === true) keys.push({ kind: 'profile_url', value: key.value });
  }
  if (phone !== undefined) {
    const key = normalisePhone(phone, defaultRegion);
    if (key !== null) keys.push({ kind: 'phone', value: key.value });
  }
  return keys.filter((key) => key !== null);
}

function externalKey(source: string, externalId: string | undefined): Identifier | null {
  const id = externalId?.trim() ?? '';
  return id === '' ? null : { kind: 'external_id', value: `${source.trim().toLowerCase()}:${id}` };
}

interface Key {
  kind: ContactPoint['kind'];
  value: string;
  shownAs: string;
}

function contact(key: Key, received: ReceivedContact, source: string): ContactPoint {
  return {
    kind: key.kind,
    value: key.value,
    shownAs: key.shownAs,
    label: received.label ?? null,
    status: received.status,
    source: received.source ?? source,
    method: received.method ?? null,
    verifiedAt: received.verifiedAt ?? null,
    isShared: false,
  };
}

const rank = { verified: 2, invalid: 1, unverified: 0 } as const;

// One profile may name an address twice, once with its proof.
function withoutRepeats(contacts: ContactPoint[]): ContactPoint[] {
  const best = new Map<string, ContactPoint>();
  for (const point of contacts) {
    const key = `${point.kind}:${point.value}`;
    const known = best.get(key);
    if (known === undefined || rank[point.status] > rank[known.status]) best.set(key, point);
  }
  return [...best.values()];
}
