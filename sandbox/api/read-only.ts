// Families that can only be read: offers, referrals, surveys, EEO responses, audit events.
import { pageOf } from '../wire/page.ts';
import { choice, many, one, time } from '../wire/query.ts';
import { badRequest, forbidden, notFound } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import type { Extra } from '../world/extras.ts';
import { userOrId } from './present-opportunity.ts';
import { expansions, opportunityIn } from './shared.ts';

const OFFERS = '/opportunities/:opportunity/offers';
const REFERRALS = '/opportunities/:opportunity/referrals';

export const readOnlyRoutes: Route[] = [
  read(OFFERS, 'offers', (call) => {
    const expanded = expansions(call, ['creator']);
    return pageOf(call.query, under(call, 'offers'), {
      order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
      present: (each) => ({
        ...each,
        creator: expanded.has('creator')
          ? userOrId(call, each['creator'] as string)
          : each['creator'],
      }),
    });
  }),
  read(`${OFFERS}/:offer/download`, 'offers', (call) => {
    const status = choice(call.query, 'status', ['sent', 'signed']) ?? 'sent';
    const offer = under(call, 'offers').find((each) => each.id === call.param('offer'));
    const document = offer?.[status === 'sent' ? 'sentDocument' : 'signedDocument'];
    if (!offer || !document) throw notFound('offers', call.param('offer'));
    const content = Buffer.from(`%PDF-1.4\n% offer ${offer.id} ${status}\n%%EOF\n`);
    return { status: 200, bytes: { content, type: 'application/pdf', name: 'offer.pdf' } };
  }),
  read(REFERRALS, 'referrals', (call) =>
    pageOf(call.query, under(call, 'referrals'), {
      order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
      present: (each) => each,
    }),
  ),
  read(`${REFERRALS}/:referral`, 'referrals', (call) => {
    const found = under(call, 'referrals').find((each) => each.id === call.param('referral'));
    if (!found) throw notFound('referrals', call.param('referral'));
    return data(found);
  }),
  read('/surveys/diversity/:posting', 'diversity_surveys', (call) => {
    const id = call.param('posting');
    if (!call.account.world.postings.has(id)) throw notFound('postings', id);
    const survey = call.account.world.extras.surveys.get(id);
    return data(survey ?? { id, text: 'Diversity survey', fields: [] });
  }),
  read('/eeo/responses', 'eeo_responses', (call) => eeo(call, { withNames: false })),
  read('/eeo/responses/pii', 'eeo_responses_pii', (call) => eeo(call, { withNames: true })),
  read('/audit_events', 'audit_events', auditEvents),
];

function read(path: string, noun: string, run: Route['run']): Route {
  return { method: 'GET', path, noun, access: 'read', run };
}

function under(call: Call, table: 'offers' | 'referrals'): Extra[] {
  return call.account.world.extras[table].get(opportunityIn(call).id) ?? [];
}

function eeo(call: Call, { withNames }: { withNames: boolean }) {
  const start = time(call.query, 'created_at_start') ?? -Infinity;
  const end = time(call.query, 'created_at_end') ?? Infinity;
  const rows = call.account.world.extras.eeo.filter(
    (each) => Number(each['createdAt']) >= start && Number(each['createdAt']) <= end,
  );
  return pageOf(call.query, rows, {
    order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
    present: (each) =>
      withNames ? each : { ...each, name: undefined, email: undefined, opportunityId: undefined },
  });
}

function auditEvents(call: Call) {
  if (!call.account.switches.auditAddOn) throw forbidden('The account has no audit add-on');
  const { query } = call;
  const types = many(query, 'type');
  const users = many(query, 'user_id');
  const targetType = one(query, 'target_type');
  const targetId = one(query, 'target_id');
  if (targetId !== undefined && targetType === undefined)
    throw badRequest('target_id needs target_type');
  const start = time(query, 'created_at_start') ?? -Infinity;
  const end = time(query, 'created_at_end') ?? Infinity;
  const rows = call.account.world.extras.auditEvents.filter((each) => {
    const target = each['target'] as { id: string; type: string };
    const user = each['user'] as { id: string } | null;
    return (
      (!types || types.includes(String(each['type']))) &&
      (!users || users.includes(user?.id ?? 'null')) &&
      (targetType === undefined || target.type === targetType) &&
      (targetId === undefined || target.id === targetId) &&
      Number(each['createdAt']) >= start &&
      Number(each['createdAt']) <= end
    );
  });
  return pageOf(query, rows, {
    order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
    present: (each) => each,
  });
}
