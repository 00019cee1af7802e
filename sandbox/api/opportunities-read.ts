// GET /opportunities, /opportunities/:id and /opportunities/deleted, and their legacy twins.
import { canonicalEmail } from '../acts/contacts.ts';
import { limitOf, listReply, offsetOf, pageOf } from '../wire/page.ts';
import { choice, flag, many, one, time } from '../wire/query.ts';
import { badRequest } from '../wire/refusal.ts';
import { isEmail } from '../wire/fields.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import {
  findOpportunities,
  type OpportunityFilter,
  type Range,
} from '../world/find-opportunities.ts';
import { SETS, TIMES, type SetName } from '../world/opportunity-index.ts';
import type { Contact } from '../world/rows.ts';
import { versionAt } from '../world/world.ts';
import { EXPANDABLE, presentOpportunity } from './present-opportunity.ts';
import { confidentialityOf, expansions, opportunityIn } from './shared.ts';

const SET_PARAMETER: Partial<Record<SetName, string>> = {
  tag: 'tag',
  source: 'source',
  stage: 'stage_id',
  posting: 'posting_id',
  reason: 'archive_reason_id',
  contact: 'contact_id',
  origin: 'origin',
  location: 'location',
};

export const opportunityReads: Route[] = [
  { method: 'GET', path: '/opportunities', noun: 'opportunities', access: 'read', run: list },
  {
    method: 'GET',
    path: '/opportunities/deleted',
    noun: 'opportunities',
    access: 'read',
    run: deleted,
  },
  {
    method: 'GET',
    path: '/opportunities/:opportunity',
    noun: 'opportunities',
    access: 'read',
    run: (call) => {
      const row = opportunityIn(call);
      return data(presentOpportunity(call, row, expansions(call, EXPANDABLE)));
    },
  },
];

function list(call: Call) {
  const expanded = expansions(call, EXPANDABLE);
  const key = offsetOf(call.query, ['number', 'number', 'string']);
  const [rank, lastAdvancedAt, id] = (key ?? []) as [number, number, string];
  const { rows, next } = findOpportunities(call.account.world, filterOf(call), {
    limit: limitOf(call.query),
    from: key === null ? null : { rank, lastAdvancedAt, id },
    now: call.asOf ?? call.now,
    asOf: call.asOf,
  });
  const shown = rows.map((row) => presentOpportunity(call, row, expanded));
  return listReply(shown, next === null ? null : [next.rank, next.lastAdvancedAt, next.id]);
}

function filterOf(call: Call): OpportunityFilter {
  const { query, account } = call;
  const sets: OpportunityFilter['sets'] = {};
  for (const name of SETS) {
    const parameter = SET_PARAMETER[name];
    const values = parameter === undefined ? undefined : many(query, parameter);
    if (values) sets[name] = values;
  }
  const email = one(query, 'email');
  if (email !== undefined) sets.contact = contactsFor(call, email, sets.contact);
  const times: OpportunityFilter['times'] = {};
  for (const name of TIMES) {
    const range = rangeOf(call, name);
    if (range) times[name] = range;
  }
  return {
    sets,
    times,
    archivedPostings: many(query, 'archived_posting_id') ?? null,
    postingArchivedToo: account.switches.postingFilterIncludesArchived,
    foldTags: account.switches.tagCase === 'fold',
    confidentiality: confidentialityOf(call),
    archived: flag(query, 'archived') ?? null,
    snoozed: flag(query, 'snoozed') ?? null,
  };
}

/** The contacts that have an e-mail, cut with the `contact_id` filter where both are given. */
function contactsFor(call: Call, email: string, among: string[] | undefined): string[] {
  if (!isEmail(email)) throw badRequest('Email address is not valid');
  const ids = call.asOf === null ? presentContacts(call, email) : pastContacts(call, email);
  return among ? ids.filter((id) => among.includes(id)) : ids;
}

function presentContacts({ account }: Call, email: string): string[] {
  const found = account.world.contactsByEmail.get(canonicalEmail(account, email)) ?? [];
  return found.map((each) => each.id);
}

/** Who had the address when an index that lags last looked. */
function pastContacts(call: Call, email: string): string[] {
  const { account, asOf: at } = call;
  const { contacts, past } = account.world;
  const key = canonicalEmail(account, email);
  const candidates = new Set([...presentContacts(call, email), ...past.keys()]);
  return [...candidates].filter((id) => {
    const row = versionAt<Partial<Contact>>(account.world, contacts.get(id), { id, at });
    return row?.emails?.some((each) => canonicalEmail(account, each) === key) ?? false;
  });
}

function rangeOf(call: Call, name: string): Range | null {
  const start = time(call.query, `${name}_at_start`);
  const end = time(call.query, `${name}_at_end`);
  if (start === undefined && end === undefined) return null;
  return { start: start ?? null, end: end ?? null };
}

function deleted(call: Call) {
  const expanded = expansions(call, EXPANDABLE);
  const range = rangeOf(call, 'deleted');
  choice(call.query, 'archived', ['true', 'false']);
  const rows = call.account.world.deleted.filter(
    ({ deletedAt }) =>
      deletedAt >= (range?.start ?? -Infinity) &&
      deletedAt <= (range?.end ?? Infinity) &&
      (call.asOf === null || deletedAt <= call.asOf),
  );
  return pageOf(call.query, rows, {
    order: { key: (each) => [each.deletedAt, each.row.id], directions: [-1, 1] },
    present: (each) => ({
      ...presentOpportunity(call, each.row, expanded),
      deletedBy: each.deletedBy,
      deletedAt: each.deletedAt,
    }),
  });
}
