// Values that a human set on a person: laid over what the sources say, whatever comes in later.

import type { CanonicalContact, CanonicalPerson, Sourced } from './person.ts';
import type { ContactStatus, ReceivedProfile } from './received.ts';

export const correctedTexts = ['name', 'headline', 'title', 'employer', 'location'] as const;
export type CorrectedText = (typeof correctedTexts)[number];

export const correctedContacts = ['email', 'phone'] as const;
export type CorrectedContact = (typeof correctedContacts)[number];

interface Noted {
  id: string;
  setAt: Date;
}

export interface TextCorrection extends Noted {
  field: CorrectedText;
  /** '' says that there is none. */
  value: { text: string };
}

export interface ContactCorrection extends Noted {
  field: CorrectedContact;
  /** Normalised. */
  key: string;
  value: { shownAs: string; status: ContactStatus };
}

export type Correction = TextCorrection | ContactCorrection;

/** What stands for the source of a value that a human set. */
export const byHand = 'by hand';

/** The newest correction of a field holds; without corrections the same person comes back. */
export function applyCorrections(
  canonical: CanonicalPerson,
  corrections: readonly Correction[],
): CanonicalPerson {
  if (corrections.length === 0) return canonical;
  const corrected = { ...canonical };
  for (const correction of newestLast(corrections)) {
    if (isText(correction)) corrected[correction.field] = textOf(correction);
    else if (correction.field === 'email')
      corrected.emails = withContact(corrected.emails, correction);
    else corrected.phones = withContact(corrected.phones, correction);
  }
  return corrected;
}

/** The corrections as a profile that a human wrote: what they are matched by. Null where they say nothing to match. */
export function profileOfCorrections(corrections: readonly Correction[]): ReceivedProfile | null {
  if (corrections.length === 0) return null;
  const profile: ReceivedProfile = {
    source: byHand,
    sourceEventId: '',
    foundAt: new Date(0).toISOString(),
    emails: [],
    phones: [],
    profileUrls: [],
    skills: [],
    tags: [],
    workHistory: [],
  };
  for (const correction of newestLast(corrections)) {
    if (isText(correction)) {
      if (correction.value.text !== '') profile[correction.field] = correction.value.text;
      continue;
    }
    const { shownAs, status } = correction.value;
    // An address that is not theirs leads nobody to them.
    if (status === 'invalid') continue;
    profile[correction.field === 'email' ? 'emails' : 'phones'].push({ value: shownAs, status });
  }
  return profile;
}

function newestLast(corrections: readonly Correction[]): Correction[] {
  return corrections.toSorted(
    (one, other) => one.setAt.getTime() - other.setAt.getTime() || (one.id < other.id ? -1 : 1),
  );
}

function isText(correction: Correction): correction is TextCorrection {
  return 'text' in correction.value;
}

function textOf(correction: TextCorrection): Sourced<string> | null {
  const { text } = correction.value;
  return text === '' ? null : { value: text, from: correction.id };
}

// A human's word on an address beats every check; a good one is the first to be used.
function withContact(
  contacts: readonly CanonicalContact[],
  correction: ContactCorrection,
): CanonicalContact[] {
  const { key, value, id, setAt } = correction;
  const known = contacts.find((contact) => contact.value === key);
  const others = contacts.filter((contact) => contact.value !== key);
  const contact: CanonicalContact = {
    value: key,
    shownAs: value.shownAs,
    label: known?.label ?? null,
    status: value.status,
    source: byHand,
    method: byHand,
    verifiedAt: value.status === 'unverified' ? null : setAt.toISOString(),
    from: id,
  };
  if (value.status === 'verified') return [contact, ...others];
  if (value.status === 'invalid') return [...others, contact];
  const at = others.findIndex(({ status }) => status !== 'verified');
  return at < 0 ? [...others, contact] : others.toSpliced(at, 0, contact);
}
