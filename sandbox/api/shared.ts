// What most endpoints need: the acting user, the opportunity in the path, and include/expand wishes.
import type { Actor } from '../account.ts';
import { getOpportunity } from '../acts/lookups.ts';
import { badRequest, forbidden, notFound, Refusal } from '../wire/refusal.ts';
import { many, one } from '../wire/query.ts';
import type { Call } from '../wire/route.ts';
import { objectBody, type Body } from '../wire/fields.ts';
import type { Opportunity, User } from '../world/rows.ts';
import { versionAt } from '../world/world.ts';

/** The JSON object of the request; none counts as empty. */
export function bodyOf(call: Call): Body {
  return objectBody(call.body ?? {});
}

/** The user named in `perform_as`. */
export function actorOf(call: Call, need: 'required' | 'optional' = 'optional'): Actor {
  const id = one(call.query, 'perform_as');
  if (id === undefined || id === '') {
    if (need === 'required') throw badRequest('Missing required parameter: perform_as');
    return { user: null, api: true };
  }
  return { user: activeUser(call, id).id, api: true };
}

function activeUser(call: Call, id: string): User {
  const { world, switches } = call.account;
  const user = world.users.get(id);
  if (!user) {
    const status = switches.performAsUnknownStatus;
    if (status === 404) throw notFound('users', id);
    throw new Refusal(400, 'BadRequestError', `perform_as: users ${id} was not found`);
  }
  if (user.deactivatedAt !== null && switches.performAsInactive === 'refuse') {
    throw badRequest('perform_as: the user is deactivated');
  }
  return user;
}

/** The opportunity in the path, as old as index lag wants it for reads. */
export function opportunityIn(call: Call, name = 'opportunity'): Opportunity {
  const { account } = call;
  const id = call.param(name);
  const current = account.world.opportunities.get(id);
  const row = versionAt(account.world, current, { id, at: call.asOf });
  if (!row) throw notFound('opportunities', id);
  if (row.confidential) needConfidential(call);
  return row;
}

/** The opportunity in the path for a write: always the present one. */
export function opportunityToChange(call: Call, name = 'opportunity'): Opportunity {
  const row = getOpportunity(call.account, call.param(name));
  if (row.confidential) needConfidential(call);
  return row;
}

/** Refuses a key without the confidential grant. */
export function needConfidential(call: Call): void {
  if (!call.credential.confidential) throw forbidden('The key may not access confidential data');
}

export const CONFIDENTIALITY = ['non-confidential', 'confidential', 'all'] as const;

/** The `confidentiality` filter; asking for confidential rows needs the grant. */
export function confidentialityOf(call: Call): (typeof CONFIDENTIALITY)[number] {
  const value = one(call.query, 'confidentiality') ?? 'non-confidential';
  const known = CONFIDENTIALITY.find((each) => each === value);
  if (!known) throw badRequest(`confidentiality must be one of ${CONFIDENTIALITY.join(', ')}`);
  if (known !== 'non-confidential') needConfidential(call);
  return known;
}

/** The fields to expand; anything not expandable is refused. */
export function expansions(call: Call, allowed: readonly string[]): ReadonlySet<string> {
  const named = many(call.query, 'expand') ?? [];
  const wanted = call.account.switches.expandCommas
    ? named.flatMap((each) => each.split(','))
    : named;
  for (const each of wanted) {
    if (!allowed.includes(each)) throw badRequest(`${each} is not expandable`);
  }
  return new Set(wanted);
}

/**
 * `include` is subtractive: naming only optional extras keeps the ordinary fields and drops the other
 * extras; naming an ordinary field keeps nothing but the id and the named ones. Expanded fields stay.
 */
export function narrowed<T extends Record<string, unknown>>(
  call: Call,
  whole: T,
  { extras, expanded }: { extras: readonly string[]; expanded: ReadonlySet<string> },
): Partial<T> {
  const named = many(call.query, 'include');
  if (!named) return whole;
  const onlyExtras = named.every((each) => extras.includes(each) || !(each in whole));
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(whole)) {
    const stays =
      field === 'id' ||
      named.includes(field) ||
      expanded.has(field) ||
      (onlyExtras && !extras.includes(field));
    if (stays) kept[field] = value;
  }
  return kept as Partial<T>;
}

/** Lists and objects that some sources show bare: the switch decides. */
export function enveloped(call: Call, value: unknown, { status = 200 } = {}) {
  const body = call.account.switches.envelope === 'data' ? { data: value } : value;
  return { status, body };
}
