// Everything that decides one step for one person, read in one go. Enrolling, previewing and sending all start here.

import { isDisposableDomain } from '../core/outreach/disposable.ts';
import type { AddressFacts } from '../core/outreach/choose-address.ts';
import { isHeldOut } from '../core/outreach/choose-variant.ts';
import { countryRule, missingIdentity } from '../core/outreach/outreach-policy.ts';
import type { OutreachPolicy } from '../core/outreach/outreach-policy.ts';
import type { PersonFacts } from '../core/outreach/judge-step.ts';
import { chooseZone } from '../core/outreach/person-zone.ts';
import type { ZoneChoice } from '../core/outreach/person-zone.ts';
import type { StepChannel } from '../core/outreach/sequence.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { employerKey } from '../core/people/employer.ts';
import { organisationalDomain } from '../core/outreach/organisational-domain.ts';
import { placeKey } from '../core/people/place.ts';
import type { CanonicalPerson } from '../core/people/person.ts';
import { regionOfPhone } from '../core/people/phone-country.ts';
import type { Conn } from '../db/connect.ts';
import { findContactBasis } from '../db/queries/contact-basis.ts';
import { listHoldsInForce } from '../db/queries/holds.ts';
import { findOutreachSettings } from '../db/queries/outreach-settings.ts';
import {
  findPastOutreach,
  findPersonToWrite,
  listKnownPoints,
  listVerifications,
} from '../db/queries/outreach-facts.ts';
import type { KnownPoint, KnownVerification, PastFacts } from '../db/queries/outreach-facts.ts';
import { listSuppressionsInForce } from '../db/queries/suppressions.ts';
import type { Suppression, SuppressionKind } from '../db/queries/suppressions.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';
import { getOutreachPolicy } from './outreach-policy.ts';
import { findPilotRefusal } from './pilot-guard.ts';

export interface StepFacts {
  person: CanonicalPerson;
  personFacts: PersonFacts;
  past: PastFacts;
  addresses: AddressFacts[];
  phones: KnownPoint[];
  profileUrls: KnownPoint[];
  zone: ZoneChoice;
  country: string | null;
  policy: OutreachPolicy;
  policyVersion: number;
  hashKey: Uint8Array;
  /** Keyed hash of the employer, for the limit per company; null where none is known. */
  employerHash: Buffer | null;
}

export interface StepFactsAsked {
  workspaceId: string;
  personId: string;
  sequenceId: string | null;
  channel: StepChannel;
  mailboxZone: string;
  holdoutPercent: number;
  /** Somebody with the right to said that other outreach is no reason. */
  isOverridden: boolean;
}

/** Undefined where there is no such person, or it is another one now. */
export async function loadStepFacts(
  conn: Conn,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  asked: StepFactsAsked,
): Promise<StepFacts | undefined> {
  const { workspaceId, personId, channel, sequenceId } = asked;
  const found = await findPersonToWrite(conn, asked);
  if (found === undefined || found.mergedInto !== null) return undefined;
  const person = found.canonical;
  const hashKey = await hashKeyOf(conn, deps, workspaceId);
  const points = await listKnownPoints(conn, asked);
  const keys = keysOf(hashKey, person, points);
  const suppressions = await listSuppressionsInForce(conn, {
    workspaceId,
    personId,
    keys: keys.map(({ kind, hash }) => ({ kind, hash })),
    channel,
    sequenceId,
  });
  const emails = points.filter((point) => point.kind === 'email');
  const hashes = emails.map((point) => keyedHash(hashKey, 'address', point.value));
  const verified = await listVerifications(conn, { workspaceId, hashes });
  const { policy, version } = await getOutreachPolicy(conn, workspaceId);
  const settings = await findOutreachSettings(conn, workspaceId);
  const country = countryOf(person, points);
  const past = await findPastOutreach(conn, asked);
  const personFacts: PersonFacts = {
    stoppedBecause: settings?.stoppedBecause ?? null,
    outsidePilot: await findPilotRefusal(conn, deps, asked),
    isErased: found.isErased,
    hasOptedOut: person.hasOptedOut,
    holds: await listHoldsInForce(conn, asked),
    suppressions: suppressions.filter(isAboutPerson),
    isHeldOut: sequenceId !== null && isHeldOut({ sequenceId, personId }, asked.holdoutPercent),
    elsewhere: asked.isOverridden ? null : past.elsewhere,
    country,
    countryRule: countryRule(policy, country),
    policyVersion: version,
    channel,
    contactBasis: await findContactBasis(conn, { ...asked, now: deps.clock.now() }),
    missingIdentity: missingIdentity(policy),
  };
  return {
    person,
    personFacts,
    past,
    addresses: emails.map((point) => addressFacts(hashKey, { point, suppressions, verified })),
    phones: points.filter((point) => point.kind === 'phone'),
    profileUrls: points.filter((point) => point.kind === 'profile_url'),
    zone: zoneOf(person, { country, points, mailboxZone: asked.mailboxZone }),
    country,
    policy,
    policyVersion: version,
    hashKey,
    employerHash: keys.find((key) => key.kind === 'employer')?.hash ?? null,
  };
}

/** A dead address says nothing about the person; everything else that matches speaks for all of them. */
function isAboutPerson(suppression: Suppression): boolean {
  return suppression.cause !== 'bounce' && suppression.cause !== 'invalid';
}

function keysOf(
  hashKey: Uint8Array,
  person: CanonicalPerson,
  points: readonly KnownPoint[],
): { kind: SuppressionKind; hash: Buffer }[] {
  const named: [SuppressionKind, string][] = [];
  for (const point of points) {
    if (point.kind === 'profile_url') named.push(['profile_url', point.value]);
    else if (point.kind === 'phone') named.push(['phone', point.value]);
    else {
      named.push(['address', point.value]);
      const key = normaliseEmail(point.value);
      if (key !== null && !key.isPersonal) named.push(['domain', organisationalDomain(key.domain)]);
    }
  }
  const employer = person.employer === null ? null : employerKey(person.employer.value);
  if (employer !== null) named.push(['employer', employer.full]);
  return named.map(([kind, value]) => ({ kind, hash: keyedHash(hashKey, kind, value) }));
}

function addressFacts(
  hashKey: Uint8Array,
  of: {
    point: KnownPoint;
    suppressions: readonly Suppression[];
    verified: readonly KnownVerification[];
  },
): AddressFacts {
  const { point } = of;
  const key = normaliseEmail(point.value);
  const hash = keyedHash(hashKey, 'address', point.value);
  const domainHash = keyedHash(hashKey, 'domain', organisationalDomain(key?.domain ?? ''));
  const dead = of.suppressions.find((each) => !isAboutPerson(each) && hash.equals(each.keyHash));
  const barred = of.suppressions.find(
    (each) => isAboutPerson(each) && (hash.equals(each.keyHash) || domainHash.equals(each.keyHash)),
  );
  const verification = of.verified.find((each) => hash.equals(each.addressHash));
  const isNewer =
    verification !== undefined &&
    (point.verifiedAt === null || verification.verifiedAt > point.verifiedAt);
  const isDeliverable = isNewer && verification.verdict === 'deliverable';
  const isUndeliverable = isNewer && verification.verdict === 'undeliverable';
  const verifiedAt = isDeliverable ? verification.verifiedAt : point.verifiedAt;
  return {
    value: point.value,
    shownAs: point.shownAs,
    label: point.label,
    status: isUndeliverable
      ? 'invalid'
      : isDeliverable && point.status !== 'invalid'
        ? 'verified'
        : point.status,
    verifiedAtMs: verifiedAt?.getTime() ?? null,
    domain: key?.domain ?? '',
    isShared: key === null || key.isShared,
    isDisposable:
      isDisposableDomain(key?.domain ?? '') || verification?.checks.isDisposable === true,
    hasNullMx: verification?.checks.hasNullMx === true,
    hasBounced: dead !== undefined,
    suppressedBecause: barred?.because ?? null,
  };
}

function countryOf(person: CanonicalPerson, points: readonly KnownPoint[]): string | null {
  const placed = person.location === null ? null : placeKey(person.location.value);
  return placed?.country ?? phoneCountry(points);
}

function phoneCountry(points: readonly KnownPoint[]): string | null {
  const phone = points.find((point) => point.kind === 'phone');
  return phone === undefined ? null : regionOfPhone(phone.value);
}

function zoneOf(
  person: CanonicalPerson,
  of: { country: string | null; points: readonly KnownPoint[]; mailboxZone: string },
): ZoneChoice {
  const placed = person.location === null ? null : placeKey(person.location.value);
  const explicit = person.custom['time_zone'] ?? person.custom['timezone'] ?? null;
  return chooseZone({
    explicit: typeof explicit === 'string' ? explicit : null,
    country: placed?.country ?? null,
    location: person.location?.value ?? null,
    phoneCountry: phoneCountry(of.points),
    employerCountry: null,
    mailboxZone: of.mailboxZone,
  });
}
