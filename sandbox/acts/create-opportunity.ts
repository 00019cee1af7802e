// A new candidacy: finds or makes the person, applies the posting's side effects, never refuses a repeat.
import type { Account, Actor } from '../account.ts';
import { badRequest } from '../wire/refusal.ts';
import type {
  Application,
  Archived,
  Contact,
  Opportunity,
  Origin,
  Phone,
  Posting,
} from '../world/rows.ts';
import { remember } from '../world/world.ts';
import { addContact, contactByEmails, editContact, withMore } from './contacts.ts';
import { stageById } from './lookups.ts';

export type NewOpportunity = {
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: Phone[];
  links: string[];
  contact: Contact | null;
  stage: string;
  tags: string[];
  sources: string[];
  origin: Origin;
  sourcedBy: string | null;
  owner: string;
  followers: string[];
  posting: Posting | null;
  createdAt: number | null;
  archived: { reason: string; archivedAt: number | null } | null;
  opportunityLocation: string | null;
  /** What a job site fills in on the application. */
  application?: Partial<Application>;
};

/** Adds an opportunity, on the person its e-mails belong to if there is one. */
export function createOpportunity(
  account: Account,
  wish: NewOpportunity,
  actor: Actor,
): { row: Opportunity; deduped: boolean } {
  const known = wish.contact ?? contactByEmails(account, wish.emails);
  if (known?.isAnonymized) throw badRequest('An anonymized contact cannot be linked');
  if (known) editContact(account, { contact: known, edit: withMore(account, known, wish) }, actor);
  const contact = known ?? addContact(account, onlyPerson(account, wish), actor);
  const row = newRow(account, { wish, contact, actor });
  const { world } = account;
  remember(world, row.id, null, account.clock.now());
  world.opportunities.set(row.id, row);
  world.index.add(row);
  for (const tag of row.tags) world.tags.add(tag);
  for (const source of row.sources) world.sources.add(source);
  if (wish.posting) {
    addApplication(account, { row, posting: wish.posting, filled: wish.application }, actor);
  }
  return { row, deduped: known !== null };
}

function onlyPerson(account: Account, wish: NewOpportunity) {
  const { name, headline, location } = wish;
  const blank = { emails: [], phones: [], links: [] } as unknown as Contact;
  const { emails = [], phones = [], links = [] } = withMore(account, blank, wish);
  return { name, headline, location, emails, phones, links };
}

function newRow(
  account: Account,
  { wish, contact, actor }: { wish: NewOpportunity; contact: Contact; actor: Actor },
): Opportunity {
  const now = account.clock.now();
  const createdAt = wish.createdAt ?? now;
  const stage = stageById(account, wish.stage);
  const settle = account.switches.updatedAtSettleMs;
  const settled = settle === 0 ? now + 5 : now + settle + account.ids.int(6);
  return {
    id: account.ids.uuid(),
    contact: contact.id,
    stage: stage.id,
    rank: stage.rank,
    confidential: wish.posting?.confidential ?? false,
    archived: archivedAtBirth(wish, now),
    tags: withPostingTags(wish.tags, wish.posting),
    sources: [...new Set(wish.sources)],
    stageChanges: [
      {
        toStageId: stage.id,
        toStageIndex: account.world.stages.indexOf(stage),
        updatedAt: createdAt,
        ...(actor.user === null ? {} : { userId: actor.user }),
      },
    ],
    origin: wish.origin,
    sourcedBy: wish.sourcedBy,
    owner: wish.owner,
    followers: followersOf(account, wish, actor),
    application: wish.posting ? account.ids.uuid() : null,
    posting: wish.posting?.id ?? null,
    createdAt,
    updatedAt: settled,
    unsettled: { updatedAt: now + 5, until: settled },
    lastInteractionAt: createdAt,
    lastAdvancedAt: createdAt,
    snoozedUntil: null,
    isAnonymized: false,
    opportunityLocation: wish.opportunityLocation ?? locationOf(wish.posting),
  };
}

function archivedAtBirth(wish: NewOpportunity, now: number): Archived | null {
  if (!wish.archived) return null;
  return { reason: wish.archived.reason, archivedAt: wish.archived.archivedAt ?? now };
}

/** Lever appends the posting's text, department, team, location and commitment to the tags. */
export function withPostingTags(tags: readonly string[], posting: Posting | null): string[] {
  return [...new Set([...tags, ...postingTags(posting)])];
}

/** The tags a posting puts on its candidates. */
export function postingTags(posting: Posting | null): string[] {
  if (!posting) return [];
  const { department, team, location, commitment } = posting.categories;
  return [posting.text, department, team, location, commitment].filter((text) => text !== '');
}

function followersOf(account: Account, wish: NewOpportunity, actor: Actor): string[] {
  const followers = new Set(wish.followers);
  for (const each of wish.posting?.followers ?? []) followers.add(each);
  if (wish.posting) followers.add(wish.posting.owner);
  if (account.switches.creatorFollows && actor.user) followers.add(actor.user);
  return [...followers];
}

function locationOf(posting: Posting | null): string | null {
  if (!posting) return null;
  const all = posting.categories.allLocations;
  if (all.length > 1) return 'unspecified';
  return all[0] ?? (posting.categories.location || null);
}

/** Makes the application of an opportunity that has a posting, and tells the webhooks. */
export function addApplication(
  account: Account,
  {
    row,
    posting,
    filled,
  }: { row: Opportunity; posting: Posting; filled?: Partial<Application> | undefined },
  actor: Actor,
): Application {
  const application: Application = {
    id: row.application ?? account.ids.uuid(),
    type: 'user',
    opportunity: row.id,
    posting: posting.id,
    user: actor.user,
    name: null,
    company: null,
    phone: null,
    email: null,
    links: [],
    comments: null,
    customQuestions: [],
    createdAt: row.createdAt,
    archived: row.archived,
    requisitionForHire: null,
    ipAddress: null,
    ...filled,
  };
  account.world.applications.set(application.id, application);
  account.emit({
    event: 'applicationCreated',
    data: {
      applicationId: application.id,
      opportunityId: row.id,
      candidateId: row.id,
      contactId: row.contact,
    },
    origin: row.origin,
    api: actor.api,
  });
  return application;
}
