// An opportunity as Lever serves it, in reads and in the oddly blank replies of writes.
import { visibleUpdatedAt } from '../account.ts';
import type { Call } from '../wire/route.ts';
import type { Contact, Opportunity } from '../world/rows.ts';
import { versionAt } from '../world/world.ts';
import { presentApplication } from './present-application.ts';
import { narrowed } from './shared.ts';

export const EXPANDABLE = [
  'applications',
  'stage',
  'owner',
  'followers',
  'sourcedBy',
  'contact',
] as const;

/** A full read: fields in Lever's order, ids replaced where `expand` asks. */
export function presentOpportunity(
  call: Call,
  row: Opportunity,
  expanded: ReadonlySet<string>,
): Record<string, unknown> {
  const whole = baseOf(call, row, contactFor(call, row));
  if (row.opportunityLocation !== null) whole['opportunityLocation'] = row.opportunityLocation;
  if (expanded.size > 0) expand(call, { row, whole, expanded });
  return narrowed(call, whole, { extras: ['followers'], expanded });
}

/** The reply of create, addLinks and removeLinks: the person is filled in, the location is missing. */
export function presentWritten(call: Call, row: Opportunity): Record<string, unknown> {
  return baseOf(call, row, contactFor(call, row));
}

/** The reply of stage, archived, tag and source writes: the person's fields are blank. */
export function presentBlank(call: Call, row: Opportunity): Record<string, unknown> {
  return {
    ...baseOf(call, row, contactFor(call, row)),
    name: '',
    headline: '',
    emails: [],
    phones: [],
    links: [],
  };
}

function contactFor(call: Call, row: Opportunity): Contact | undefined {
  const { world } = call.account;
  const current = world.contacts.get(row.contact);
  const contact = versionAt(world, current, { id: row.contact, at: call.asOf }) ?? current;
  return contact ?? world.deleted.find((each) => each.contact.id === row.contact)?.contact;
}

function baseOf(
  call: Call,
  row: Opportunity,
  contact: Contact | undefined,
): Record<string, unknown> {
  const { web } = call.account.urls;
  const person = row.isAnonymized ? undefined : contact;
  return {
    id: row.id,
    name: person?.name ?? '',
    contact: row.contact,
    headline: person?.headline ?? '',
    stage: row.stage,
    confidentiality: row.confidential ? 'confidential' : 'non-confidential',
    location: person?.location ?? '',
    phones: person?.phones ?? [],
    emails: person?.emails ?? [],
    links: person?.links ?? [],
    archived: row.archived,
    tags: row.tags,
    sources: row.sources,
    stageChanges: row.stageChanges,
    origin: row.origin,
    sourcedBy: row.sourcedBy,
    owner: row.owner,
    followers: row.followers,
    applications: row.application === null ? [] : [row.application],
    createdAt: row.createdAt,
    updatedAt: visibleUpdatedAt(row, call.asOf ?? call.now),
    lastInteractionAt: row.lastInteractionAt,
    lastAdvancedAt: row.lastAdvancedAt,
    snoozedUntil: row.snoozedUntil,
    urls: { list: `${web}/candidates`, show: `${web}/candidates/${row.id}` },
    isAnonymized: row.isAnonymized,
    dataProtection: contact?.dataProtection ?? null,
  };
}

function expand(
  call: Call,
  {
    row,
    whole,
    expanded,
  }: {
    row: Opportunity;
    whole: Record<string, unknown>;
    expanded: ReadonlySet<string>;
  },
): void {
  const { world } = call.account;
  if (expanded.has('stage')) {
    const stage = world.stages.find((each) => each.id === row.stage);
    whole['stage'] = { id: row.stage, text: stage?.text ?? '' };
  }
  if (expanded.has('contact')) {
    const contact = contactFor(call, row);
    if (contact) whole['contact'] = presentContact(contact);
  }
  if (expanded.has('owner')) whole['owner'] = userOrId(call, row.owner);
  if (expanded.has('sourcedBy')) whole['sourcedBy'] = userOrId(call, row.sourcedBy);
  if (expanded.has('followers')) whole['followers'] = row.followers.map((id) => userOrId(call, id));
  if (expanded.has('applications')) {
    const application =
      row.application === null ? undefined : world.applications.get(row.application);
    whole['applications'] = application ? [presentApplication(call.account, application)] : [];
  }
}

/** The user object behind an id, or the id when there is none. */
export function userOrId(call: Call, id: string | null): unknown {
  return (id === null ? null : call.account.world.users.get(id)) ?? id;
}

/** A contact as it is read: its place is an object here, a string everywhere else. */
export function presentContact(contact: Contact): Record<string, unknown> {
  return {
    ...presentWrittenContact(contact),
    isAnonymized: contact.isAnonymized,
    dataProtection: privacy,
  };
}

const privacy = { interviewIntelligence: { allowed: true, expiresAt: null } };

/** The reply of PUT contact lacks `isAnonymized` and `dataProtection`. */
export function presentWrittenContact(contact: Contact): Record<string, unknown> {
  return {
    id: contact.id,
    name: contact.name,
    headline: contact.headline,
    location: { name: contact.location },
    emails: contact.emails,
    phones: contact.phones,
  };
}
