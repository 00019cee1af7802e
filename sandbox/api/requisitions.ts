// Requisitions. Writes answer with an internal record that looks nothing like the one that is read.
import type { Account } from '../account.ts';
import {
  nullableString,
  optionalFlag,
  optionalNumber,
  optionalString,
  optionalStrings,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { pageOf } from '../wire/page.ts';
import { many, time } from '../wire/query.ts';
import { badRequest, forbidden, notFound } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import type { Extra } from '../world/extras.ts';
import { userOrId } from './present-opportunity.ts';
import { bodyOf, confidentialityOf, expansions, needConfidential } from './shared.ts';

const STATES = ['open', 'onHold', 'closed', 'draft', 'pending', 'rejected'];
const EMPLOYMENT = ['full-time', 'part-time', 'intern', 'contractor', 'temp-worker'];
const EXPANDABLE = ['creator', 'owner', 'hiringManager', 'postings'];

export const requisitionRoutes: Route[] = [
  { method: 'GET', path: '/requisitions', noun: 'requisitions', access: 'read', run: list },
  {
    method: 'GET',
    path: '/requisitions/:requisition',
    noun: 'requisitions',
    access: 'read',
    run: (call) => data(present(call, requisitionIn(call), expansions(call, EXPANDABLE))),
  },
  {
    method: 'POST',
    path: '/requisitions',
    noun: 'requisitions',
    access: 'write',
    run: (call) => {
      mayWrite(call.account);
      const values = valuesOf(call, bodyOf(call));
      refuseTaken(call, values.requisitionCode, undefined);
      const row: Extra = {
        id: call.account.ids.uuid(),
        ...values,
        createdAt: call.now,
        updatedAt: call.now,
      };
      call.account.world.extras.requisitions.set(row.id, row);
      return data(internal(call, row), 201);
    },
  },
  {
    method: 'PUT',
    path: '/requisitions/:requisition',
    noun: 'requisitions',
    access: 'write',
    run: (call) => {
      mayWrite(call.account);
      const values = valuesOf(call, bodyOf(call));
      const row = requisitionIn(call);
      refuseTaken(call, values.requisitionCode, row.id);
      Object.assign(row, values, { headcountHired: row['headcountHired'], updatedAt: call.now });
      return data(internal(call, row), call.account.switches.userPutStatus);
    },
  },
  {
    method: 'DELETE',
    path: '/requisitions/:requisition',
    noun: 'requisitions',
    access: 'write',
    run: (call) => {
      mayWrite(call.account);
      call.account.world.extras.requisitions.delete(requisitionIn(call).id);
      return NOTHING;
    },
  },
];

function mayWrite(account: Account): void {
  if (!account.switches.requisitionWrites) throw forbidden('API management of requisitions is off');
}

function list(call: Call) {
  const { query } = call;
  const expanded = expansions(call, EXPANDABLE);
  const start = time(query, 'created_at_start') ?? -Infinity;
  const end = time(query, 'created_at_end') ?? Infinity;
  const codes = many(query, 'requisition_code');
  const states = many(query, 'status');
  const unknown = states?.find((each) => !STATES.includes(each));
  if (unknown !== undefined) throw badRequest(`status must be one of ${STATES.join(', ')}`);
  const confidentiality = confidentialityOf(call);
  const rows = [...call.account.world.extras.requisitions.values()].filter(
    (row) =>
      Number(row['createdAt']) >= start &&
      Number(row['createdAt']) <= end &&
      (!codes || codes.includes(String(row['requisitionCode']))) &&
      (!states || states.includes(String(row['status']))) &&
      (confidentiality === 'all' || row['confidentiality'] === confidentiality),
  );
  return pageOf(query, rows, {
    order: { key: (row) => [row.id], directions: [-1] },
    present: (row) => present(call, row, expanded),
  });
}

function requisitionIn(call: Call): Extra {
  const id = call.param('requisition');
  const row = call.account.world.extras.requisitions.get(id);
  if (!row) throw notFound('requisitions', id);
  if (row['confidentiality'] === 'confidential') needConfidential(call);
  return row;
}

function refuseTaken(call: Call, code: string, own: string | undefined): void {
  for (const row of call.account.world.extras.requisitions.values()) {
    if (row.id !== own && row['requisitionCode'] === code) {
      throw badRequest(`requisitionCode ${code} is in use`);
    }
  }
}

function valuesOf(call: Call, body: Body) {
  const headcount = body['headcountTotal'];
  const isEndless = headcount === 'unlimited';
  const total = isEndless ? 'unlimited' : optionalNumber(body, 'headcountTotal');
  if (total === undefined) throw badRequest('Missing required parameter: headcountTotal');
  const employment = optionalString(body, 'employmentStatus') ?? 'full-time';
  if (!EMPLOYMENT.includes(employment)) {
    throw badRequest(`employmentStatus must be one of ${EMPLOYMENT.join(', ')}`);
  }
  const status = optionalString(body, 'status') ?? 'open';
  if (!STATES.includes(status)) throw badRequest(`status must be one of ${STATES.join(', ')}`);
  const user = (field: string): string | null => {
    const id = nullableString(body, field) ?? null;
    if (id !== null && !call.account.world.users.has(id))
      throw badRequest(`users ${id} was not found`);
    return id;
  };
  return {
    requisitionCode: requiredString(body, 'requisitionCode'),
    name: requiredString(body, 'name'),
    status,
    confidentiality: 'non-confidential',
    backfill: optionalFlag(body, 'backfill') ?? false,
    headcountTotal: total,
    headcountHired: 0,
    headcountInfinite: isEndless,
    creator: user('creator'),
    owner: user('owner'),
    hiringManager: user('hiringManager'),
    employmentStatus: employment,
    compensationBand: body['compensationBand'] ?? null,
    customFields: customFieldsOf(call, body),
    internalNotes: optionalString(body, 'internalNotes') ?? '',
    location: optionalString(body, 'location') ?? '',
    team: optionalString(body, 'team') ?? '',
    department: optionalString(body, 'department') ?? '',
    postings: optionalStrings(body, 'postings') ?? [],
    offerIds: [],
    approval: null,
    timeToFillStartAt: null,
    timeToFillEndAt: null,
    closedAt: status === 'closed' ? call.now : null,
  };
}

function customFieldsOf(call: Call, body: Body): Record<string, unknown> {
  const sent = body['customFields'];
  if (sent === undefined || sent === null) return {};
  if (typeof sent !== 'object' || Array.isArray(sent))
    throw badRequest('customFields must be an object');
  for (const id of Object.keys(sent)) {
    if (!call.account.world.extras.requisitionFields.has(id)) {
      throw badRequest(`requisition_fields ${id} was not found`);
    }
  }
  return sent as Record<string, unknown>;
}

function present(call: Call, row: Extra, expanded: ReadonlySet<string>): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...row };
  for (const field of ['creator', 'owner', 'hiringManager']) {
    if (expanded.has(field)) shown[field] = userOrId(call, row[field] as string | null);
  }
  return shown;
}

/** Recorded: the reply of a write is the record as Lever stores it. */
function internal(call: Call, row: Extra): Record<string, unknown> {
  return {
    id: row.id,
    _id: row.id,
    accountId: call.account.world.accountId,
    requisitionCode: row['requisitionCode'],
    name: row['name'],
    headcountTotal: row['headcountTotal'],
    headcountInfinite: row['headcountInfinite'],
    creatorUserId: row['creator'],
    ownerUserId: row['owner'],
    hiringManagerUserId: row['hiringManager'],
    postingIds: row['postings'],
    reservedOfferIds: [],
    state: row['status'],
    stateHistory: [{ state: row['status'], at: row['updatedAt'] }],
    search: {
      nameCodeTokens: `${String(row['name'])} ${String(row['requisitionCode'])}`
        .toLowerCase()
        .split(/\s+/),
    },
    createdAt: row['createdAt'],
    updatedAt: row['updatedAt'],
  };
}
