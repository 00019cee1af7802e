// What the person's record in Lever should hold, worked out of the mapped values.

import type { ReceivedFile } from '../people/received.ts';
import type { FieldFacts } from './field-facts.ts';
import type { FieldValue, ScalarPolicy } from './mapping.ts';
import type { MappedSet, MappedValue } from './mapping-apply.ts';
import type { RemotePhone } from './remote.ts';

export const setFields = ['tags', 'sources', 'links'] as const;
export type SetField = (typeof setFields)[number];

export interface WantedForm {
  /** Id or name of the template, as the mapping says it. */
  template: string;
  /** Field text → value in our own terms; encoded per field type when the template is filled. */
  values: Record<string, FieldValue>;
  policies: Record<string, ScalarPolicy>;
}

export interface Wanted {
  name: string;
  headline: string;
  location: string;
  policies: Record<'name' | 'headline' | 'location', ScalarPolicy>;
  /** Best first; the ones to be written, already chosen by verification status. */
  emails: string[];
  phones: RemotePhone[];
  /** The lists that a rule fills; the others are left as they are. */
  managed: readonly SetField[];
  /** Of these, the ones from which our own items go when they are no longer wanted. */
  removable: readonly SetField[];
  tags: string[];
  sources: string[];
  links: string[];
  /** Lever user ids. */
  owner: string | null;
  performAs: string;
  resume: ReceivedFile | null;
  forms: WantedForm[];
}

export interface WantedContext {
  facts: FieldFacts;
  resume: ReceivedFile | null;
  /** Lever's id of the active user with this email, or null. */
  userIdOf: (email: string) => string | null;
  /** Lever user that stands for the integration. */
  integrationUserId: string;
}

/**
 * Verified emails only, where there is one; otherwise the single best unverified one, so that Lever can still
 * recognise the person. Lever dedupes by email and has no place for a doubt.
 */
export function wantedRecord(values: readonly MappedValue[], context: WantedContext): Wanted {
  const { facts } = context;
  const ownerEmail = scalarText(values, 'owner') || (facts.ownerEmail ?? '');
  const owner = ownerEmail === '' ? null : context.userIdOf(ownerEmail);
  const sourcer = facts.sourcer === null ? null : context.userIdOf(facts.sourcer);
  return {
    name: scalarText(values, 'contact.name'),
    headline: scalarText(values, 'contact.headline'),
    location: scalarText(values, 'contact.location'),
    policies: {
      name: policyOf(values, 'contact.name'),
      headline: policyOf(values, 'contact.headline'),
      location: policyOf(values, 'contact.location'),
    },
    emails: chosenEmails(values, facts),
    phones: setOf(values, 'contact.phones').map((item) => ({
      ...phoneType(item.label),
      value: item.value,
    })),
    managed: setFields.filter((field) => values.some((value) => value.field === field)),
    removable: setFields.filter((field) =>
      values.some((value) => value.field === field && value.shape === 'set' && value.mayRemove),
    ),
    tags: setOf(values, 'tags').map((item) => item.value),
    sources: setOf(values, 'sources').map((item) => item.value),
    links: setOf(values, 'links').map((item) => item.value),
    owner,
    performAs: sourcer ?? owner ?? context.integrationUserId,
    resume: context.resume,
    forms: wantedForms(values),
  };
}

function chosenEmails(values: readonly MappedValue[], facts: FieldFacts): string[] {
  const verified = new Set(
    facts.emails.filter((email) => email.status === 'verified').map((email) => email.value),
  );
  const all = setOf(values, 'contact.emails');
  const chosen = all.filter((item) => verified.has(item.key));
  return (chosen.length > 0 ? chosen : all.slice(0, 1)).map((item) => item.value);
}

/** Lever knows mobile, home, work, skype and other. */
function phoneType(label: string | null): { type?: string } {
  return label === 'mobile' || label === 'home' || label === 'work' ? { type: label } : {};
}

function wantedForms(values: readonly MappedValue[]): WantedForm[] {
  const byTemplate = new Map<string, WantedForm>();
  for (const value of values) {
    if (value.shape !== 'scalar' || value.target.kind !== 'form' || value.policy === 'lever')
      continue;
    const { template, field } = value.target;
    const form = byTemplate.get(template) ?? { template, values: {}, policies: {} };
    form.values[field] = value.value;
    form.policies[field] = value.policy;
    byTemplate.set(template, form);
  }
  return [...byTemplate.values()];
}

function policyOf(values: readonly MappedValue[], field: string): ScalarPolicy {
  const found = values.find((value) => value.field === field);
  return found?.shape === 'scalar' ? found.policy : 'fill_if_empty';
}

function scalarText(values: readonly MappedValue[], field: string): string {
  const found = values.find((value) => value.field === field);
  return found?.shape === 'scalar' && typeof found.value === 'string' ? found.value : '';
}

function setOf(values: readonly MappedValue[], field: string): MappedSet['values'] {
  const found = values.find((value) => value.field === field);
  return found?.shape === 'set' ? found.values : [];
}
