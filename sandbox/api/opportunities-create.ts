// POST /opportunities: JSON or multipart; every check comes before anything is written.
import { createOpportunity, type NewOpportunity } from '../acts/create-opportunity.ts';
import { keepFile, parseResume } from '../acts/files.ts';
import { findContact, postingInBody, reasonById, stageById, userInBody } from '../acts/lookups.ts';
import type { Actor } from '../account.ts';
import {
  isEmail,
  objectBody,
  optionalChoice,
  optionalObject,
  optionalPast,
  optionalString,
  optionalStrings,
  optionalTime,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { flag } from '../wire/query.ts';
import { badRequest } from '../wire/refusal.ts';
import type { Call, Route } from '../wire/route.ts';
import { ORIGINS, type Posting } from '../world/rows.ts';
import { presentWritten } from './present-opportunity.ts';
import { actorOf, needConfidential } from './shared.ts';
import { phonesIn } from './phones.ts';

const LISTS = ['emails', 'links', 'tags', 'sources', 'followers', 'postings'];

export const opportunityCreate: Route[] = [
  {
    method: 'POST',
    path: '/opportunities',
    noun: 'opportunities',
    access: 'write',
    run: (call) => {
      const actor = actorOf(call, 'required');
      const body = call.isMultipart ? fromForm(objectBody(call.body)) : objectBody(call.body ?? {});
      const resume = resumeOf(call);
      const parse = flag(call.query, 'parse') ?? false;
      const parsed = parse && resume ? parseResume(resume) : null;
      const wish = wishOf(call, { body, parsed }, actor);
      const { row, deduped } = createOpportunity(call.account, wish, actor);
      for (const file of call.files) {
        keepFile(call.account, { row, file, kind: file === resume ? 'resume' : 'file', actor });
      }
      return { status: 201, body: { deduped, data: presentWritten(call, row) } };
    },
  },
];

function resumeOf(call: Call) {
  const resumes = call.files.filter((file) => file.field === 'resumeFile');
  if (resumes.length > 1) throw badRequest('Only one resumeFile may be sent');
  for (const file of call.files) {
    if (!['resumeFile', 'files', 'files[]'].includes(file.field)) {
      throw badRequest(`Unexpected file field: ${file.field}`);
    }
  }
  return resumes[0];
}

/** Form values are texts: lists may have one member, times are digits, phones may be JSON. */
function fromForm(body: Body): Body {
  const result: Body = { ...body };
  for (const name of LISTS) {
    if (typeof result[name] === 'string') result[name] = [result[name]];
  }
  if (typeof result['createdAt'] === 'string') result['createdAt'] = digits(result['createdAt']);
  const archived = result['archived'];
  if (typeof archived === 'object' && archived !== null && 'archivedAt' in archived) {
    result['archived'] = { ...archived, archivedAt: digits(String(archived.archivedAt)) };
  }
  return result;
}

function digits(text: string): unknown {
  return /^\d{1,16}$/.test(text) ? Number(text) : text;
}

type Parsed = ReturnType<typeof parseResume> | null;

function wishOf(
  call: Call,
  { body, parsed }: { body: Body; parsed: Parsed },
  actor: Actor,
): NewOpportunity {
  const { account } = call;
  const posting = postingOf(call, body);
  const emails = optionalStrings(body, 'emails') ?? parsed?.emails ?? [];
  for (const email of emails) if (!isEmail(email)) throw badRequest('Email address is not valid');
  const createdAt = optionalPast(body, 'createdAt', call.now) ?? null;
  if (createdAt !== null && createdAt < 0) throw badRequest('createdAt must be after 1970');
  const origin = optionalChoice(body, 'origin', ORIGINS) ?? account.switches.originDefault;
  const stage = optionalString(body, 'stage') ?? 'lead-new';
  stageById(account, stage);
  const followers = optionalStrings(body, 'followers') ?? [];
  for (const each of followers) userInBody(account, each, 'followers');
  return {
    name: optionalString(body, 'name') ?? parsed?.name ?? '',
    headline: optionalString(body, 'headline') ?? '',
    location: optionalString(body, 'location') ?? '',
    emails: emails.map((each) => each.trim()),
    phones: phonesIn(body) ?? parsed?.phones ?? [],
    links: optionalStrings(body, 'links') ?? [],
    contact: contactIn(call, body),
    stage,
    tags: optionalStrings(body, 'tags') ?? [],
    sources: optionalStrings(body, 'sources') ?? [],
    origin,
    sourcedBy: origin === 'sourced' ? actor.user : null,
    owner: ownerOf(call, { body, posting }, actor),
    followers,
    posting,
    createdAt,
    archived: archivedOf(call, { body, createdAt }),
    opportunityLocation: optionalString(body, 'opportunityLocation') ?? null,
  };
}

function postingOf(call: Call, body: Body): Posting | null {
  const ids = optionalStrings(body, 'postings') ?? [];
  if (ids.length > 1) throw badRequest('At most one posting may be given');
  if (ids[0] === undefined) return null;
  const posting = postingInBody(call.account, ids[0]);
  if (posting.confidential) needConfidential(call);
  if (posting.state === 'closed' && call.account.switches.closedPosting === 'refuse') {
    throw badRequest('The posting is closed');
  }
  return posting;
}

function contactIn(call: Call, body: Body) {
  const id = optionalString(body, 'contact');
  if (id === undefined) return null;
  const contact = findContact(call.account, id);
  if (!contact) throw badRequest(`contacts ${id} was not found`);
  return contact;
}

function ownerOf(
  call: Call,
  { body, posting }: { body: Body; posting: Posting | null },
  actor: Actor,
): string {
  const own = optionalString(body, 'owner');
  if (flag(call.query, 'perform_as_posting_owner') === true) {
    if (!posting) throw badRequest('perform_as_posting_owner needs exactly one posting');
    return posting.owner || (actor.user ?? '');
  }
  if (own === undefined) return actor.user ?? '';
  return userInBody(call.account, own, 'owner').id;
}

function archivedOf(
  call: Call,
  { body, createdAt }: { body: Body; createdAt: number | null },
): NewOpportunity['archived'] {
  const archived = optionalObject(body, 'archived');
  if (!archived || archived['reason'] === undefined || archived['reason'] === null) return null;
  const reason = reasonById(call.account, requiredString(archived, 'reason')).id;
  const archivedAt = optionalTime(archived, 'archivedAt') ?? null;
  if (
    archivedAt !== null &&
    (createdAt === null || createdAt >= archivedAt || archivedAt > call.now)
  ) {
    throw badRequest('archivedAt needs an earlier createdAt and must be in the past');
  }
  return { reason, archivedAt };
}
