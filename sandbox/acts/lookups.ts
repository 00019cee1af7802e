// Finding what a request refers to: 404 when the id stands in the path, 400 when it stands in the body.
import type { Account } from '../account.ts';
import { badRequest, notFound } from '../wire/refusal.ts';
import type { ArchiveReason, Contact, Opportunity, Posting, Stage, User } from '../world/rows.ts';

export function getOpportunity(account: Account, id: string): Opportunity {
  const row = account.world.opportunities.get(id);
  if (!row) throw notFound('opportunities', id);
  return row;
}

/** A contact by id; a merged id answers as the switch says. */
export function findContact(account: Account, id: string): Contact | undefined {
  const { world, switches } = account;
  const own = world.contacts.get(id);
  if (own) return own;
  const survivor = world.mergedContacts.get(id);
  if (!survivor || switches.mergedContact === 'gone') return undefined;
  return findContact(account, survivor);
}

export function getContact(account: Account, id: string): Contact {
  const contact = findContact(account, id);
  if (!contact) throw notFound('contacts', id);
  return contact;
}

/** The person behind an opportunity. */
export function contactOf(account: Account, row: Opportunity): Contact {
  const contact = account.world.contacts.get(row.contact);
  if (!contact) throw new Error(`opportunity ${row.id} has no contact`);
  return contact;
}

/** A stage named in a body. */
export function stageById(account: Account, id: string): Stage {
  const stage = account.world.stages.find((each) => each.id === id);
  if (!stage) throw badRequest(`stages ${id} was not found`);
  return stage;
}

/** An archive reason named in a body. */
export function reasonById(account: Account, id: string): ArchiveReason {
  const reason = account.world.archiveReasons.find((each) => each.id === id);
  if (!reason) throw badRequest(`archive_reasons ${id} was not found`);
  return reason;
}

/** A user named in a body. */
export function userInBody(account: Account, id: string, field: string): User {
  const user = account.world.users.get(id);
  if (!user) throw badRequest(`${field}: users ${id} was not found`);
  return user;
}

/** A posting named in a body. */
export function postingInBody(account: Account, id: string): Posting {
  const posting = account.world.postings.get(id);
  if (!posting || posting.deletedAt !== null) throw badRequest(`postings ${id} was not found`);
  return posting;
}
