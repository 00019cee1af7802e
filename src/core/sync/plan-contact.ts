// The contact's part of a plan: emails and phones are united with what stands there, name, headline and location
// are merged three ways. Lever may replace whole lists, so only a fresh read may be written back.

import type { FieldValue } from './mapping.ts';
import { decideField, isEmptyValue, sameValue } from './merge.ts';
import type { FieldDecision } from './merge.ts';
import type { RecordBase, RecordFacts, RecordStep } from './plan-record.ts';
import type { RemoteContact } from './remote.ts';
import type { Wanted } from './wanted.ts';

/** Both sides changed it, or ours replaced theirs: what a person is shown. */
export interface ConflictFound {
  field: string;
  kind: 'both_changed' | 'overwritten';
  base: FieldValue;
  ours: FieldValue;
  theirs: FieldValue;
  because: string;
}

export const contactScalars = ['name', 'headline', 'location'] as const;
export type ContactScalar = (typeof contactScalars)[number];
type ContactFill = Partial<Record<ContactScalar, string>>;

/** A contact read older than this is made again before the whole lists are written back. */
const contactFreshMs = 60_000;

/** Read, merge, write, verify; null where there is nothing to do. */
export function nextContactStep(facts: RecordFacts): RecordStep | null {
  const { base, wanted, contact, frozen } = facts;
  const isUnverified =
    facts.contactWrittenAtMs !== null && (facts.contactReadAtMs ?? 0) <= facts.contactWrittenAtMs;
  if (isUnverified) return { step: 'read_contact' };
  const newEmails = frozen.has('contact.emails')
    ? []
    : missing(wanted.emails, base.emails, facts.emailKey);
  const newPhones = frozen.has('contact.phones')
    ? []
    : missing(
        wanted.phones.map((phone) => phone.value),
        base.phones,
        facts.phoneKey,
      );
  const open = openScalars(facts);
  if (newEmails.length === 0 && newPhones.length === 0 && open.length === 0) return null;
  if (contact === null || facts.nowMs - (facts.contactReadAtMs ?? 0) > contactFreshMs)
    return { step: 'read_contact' };
  // A later reading of the opportunity shows other values: on the older ones it would be decided for ever the same.
  if (isOvertaken(facts, contact)) return { step: 'read_contact' };
  const emails = missing(newEmails, contact.emails, facts.emailKey);
  const phones = missing(
    newPhones,
    contact.phones.map((phone) => phone.value),
    facts.phoneKey,
  );
  const merged = mergeScalars(facts, contact, open);
  const values: Partial<RecordBase> = {
    ...(newEmails.length > 0 || newPhones.length > 0
      ? agreedLists(base, { emails: newEmails, phones: newPhones })
      : {}),
    ...(open.length > 0 ? merged.base : {}),
  };
  if (emails.length === 0 && phones.length === 0 && Object.keys(merged.fill).length === 0)
    return { step: 'agree', values, conflicts: merged.conflicts };
  const phoneOf = new Map(wanted.phones.map((phone) => [phone.value, phone]));
  return {
    step: 'effect',
    effect: {
      kind: 'update_contact',
      // Only what changes: a list that is not sent cannot take anything away.
      ...(emails.length === 0 ? {} : { emails: [...contact.emails, ...emails] }),
      ...(phones.length === 0
        ? {}
        : {
            phones: [...contact.phones, ...phones.map((value) => phoneOf.get(value) ?? { value })],
          }),
      ...merged.fill,
      settles: values,
      conflicts: merged.conflicts,
    },
    lane: 2,
    because: 'contact values that Lever does not have yet',
  };
}

/** What the base holds of the contact once these values stand in Lever. */
export function agreedLists(
  base: Pick<RecordBase, 'emails' | 'phones'>,
  values: { emails: readonly string[]; phones: readonly string[] },
): Pick<RecordBase, 'emails' | 'phones'> {
  return {
    emails: [...new Set([...base.emails, ...values.emails])],
    phones: [...new Set([...base.phones, ...values.phones])],
  };
}

/** The contact's single values as agreed after a creation that Lever took as it was. */
export function agreedScalars(
  values: Partial<Record<ContactScalar, string>>,
): Pick<RecordBase, 'scalars' | 'decided'> {
  const scalars: Record<string, FieldValue> = {};
  const decided: Record<string, string> = {};
  for (const name of contactScalars) {
    const value = values[name];
    if (value === undefined || value === '') continue;
    scalars[fieldOf(name)] = value;
    decided[fieldOf(name)] = wishText(value);
  }
  return { scalars, decided };
}

/** Fields of which we wish something that was not decided yet, or that ours must win back. */
function openScalars(facts: RecordFacts): ContactScalar[] {
  const { wanted, base, frozen } = facts;
  return contactScalars.filter((name) => {
    const field = fieldOf(name);
    const ours = wanted[name];
    if (isEmptyValue(ours) || wanted.policies[name] === 'lever' || frozen.has(field)) return false;
    if (base.decided[field] !== wishText(ours)) return true;
    return wanted.policies[name] === 'source' && isChangedInLever(facts, name);
  });
}

/** By the last reading of the opportunity, which carries the contact's values, or of the contact where that is later. */
function isChangedInLever(facts: RecordFacts, name: ContactScalar): boolean {
  const { opportunity, opportunityReadAtMs, contactReadAtMs, contactWrittenAtMs } = facts;
  if (opportunity?.[name] === undefined || opportunityReadAtMs === null) return false;
  if (contactWrittenAtMs !== null && opportunityReadAtMs <= contactWrittenAtMs) return false;
  const isContactLater = facts.contact !== null && (contactReadAtMs ?? 0) >= opportunityReadAtMs;
  const theirs = isContactLater ? (facts.contact?.[name] ?? '') : opportunity[name];
  return !sameValue(theirs, facts.wanted[name]);
}

/** The opportunity was read after the contact, and shows other values. */
function isOvertaken(facts: RecordFacts, contact: RemoteContact): boolean {
  const { opportunity, emailKey } = facts;
  if (opportunity === null || (facts.opportunityReadAtMs ?? 0) <= (facts.contactReadAtMs ?? 0))
    return false;
  const keys = (emails: readonly string[]): string[] => emails.map(emailKey);
  return (
    contactScalars.some((name) => !sameValue(opportunity[name] ?? contact[name], contact[name])) ||
    !sameValue(keys(opportunity.emails), keys(contact.emails))
  );
}

function mergeScalars(
  facts: RecordFacts,
  contact: RemoteContact,
  open: readonly ContactScalar[],
): {
  fill: ContactFill;
  base: Pick<RecordBase, 'scalars' | 'decided'>;
  conflicts: ConflictFound[];
} {
  const fill: ContactFill = {};
  const scalars = { ...facts.base.scalars };
  const decided = { ...facts.base.decided };
  const conflicts: ConflictFound[] = [];
  for (const name of open) {
    const field = fieldOf(name);
    const ours = facts.wanted[name];
    const theirs = contact[name];
    const base = Object.hasOwn(scalars, field) ? scalars[field] : undefined;
    const decision = decideField({ policy: facts.wanted.policies[name], base, ours, theirs });
    decided[field] = wishText(ours);
    if (decision.decide === 'write') {
      fill[name] = ours;
      scalars[field] = ours;
    }
    if (decision.decide === 'none' && decision.agreed !== undefined)
      scalars[field] = decision.agreed;
    const conflict = conflictOf(decision, { field, base: base ?? null, ours, theirs });
    if (conflict !== null) conflicts.push(conflict);
  }
  return { fill, base: { scalars, decided }, conflicts };
}

/** The conflict to record of a decision, or null where nobody loses anything. */
export function conflictOf(
  decision: FieldDecision,
  sides: Pick<ConflictFound, 'field' | 'base' | 'ours' | 'theirs'>,
): ConflictFound | null {
  if (decision.decide === 'conflict')
    return { ...sides, kind: 'both_changed', because: decision.because };
  if (decision.decide !== 'write' || decision.lost === undefined) return null;
  return { ...sides, kind: 'overwritten', because: decision.because };
}

/** One text per wish: equal texts are the same wish. */
export function wishText(value: FieldValue): string {
  return JSON.stringify(value);
}

function fieldOf(name: ContactScalar): string {
  return `contact.${name}`;
}

function missing(
  values: readonly string[],
  known: readonly string[],
  keyOf: (value: string) => string,
): string[] {
  const keys = new Set(known.map(keyOf));
  return values.filter((value) => !keys.has(keyOf(value)));
}

/** Policies of a contact that nobody mapped otherwise. */
export const defaultContactPolicies: Wanted['policies'] = {
  name: 'fill_if_empty',
  headline: 'fill_if_empty',
  location: 'fill_if_empty',
};
