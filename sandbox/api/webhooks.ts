// Webhook subscriptions. The signature token is shown once, in the reply to the create.
import {
  objectBody,
  optionalChoice,
  optionalObject,
  optionalObjects,
  optionalString,
  optionalStrings,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { badRequest, forbidden, notFound } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import { WEBHOOK_EVENTS, type Origin, type Webhook } from '../world/rows.ts';
import { bodyOf } from './shared.ts';

/** The order in which Lever fills in origins that were not given. */
const ALL_ORIGINS: Origin[] = [
  'applied',
  'sourced',
  'referred',
  'university',
  'internal',
  'agency',
];
const CONDITIONED = [
  'applicationCreated',
  'candidateStageChange',
  'candidateArchiveChange',
  'candidateHired',
];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export const webhookRoutes: Route[] = [
  {
    method: 'GET',
    path: '/webhooks',
    noun: 'webhooks',
    access: 'read',
    run: (call) => {
      const rows = [...call.account.world.webhooks.values()];
      rows.sort((a, b) =>
        a.event === b.event ? a.createdAt - b.createdAt : a.event < b.event ? -1 : 1,
      );
      // This list has no `hasNext`.
      return data(rows.map((row) => present(row)));
    },
  },
  { method: 'POST', path: '/webhooks', noun: 'webhooks', access: 'write', run: create },
  { method: 'PUT', path: '/webhooks', noun: 'webhooks', access: 'write', run: changeMany },
  {
    method: 'DELETE',
    path: '/webhooks/:webhook',
    noun: 'webhooks',
    access: 'write',
    run: (call) => {
      const webhook = call.account.world.webhooks.get(call.param('webhook'));
      if (!webhook) throw notFound('webhooks', call.param('webhook'));
      if (!webhook.byApi) throw forbidden('Only webhooks created by API can be deleted');
      call.account.world.webhooks.delete(webhook.id);
      return NOTHING;
    },
  },
];

function create(call: Call) {
  const body = bodyOf(call);
  const event = optionalChoice(body, 'event', WEBHOOK_EVENTS);
  if (!event) throw badRequest('Missing required parameter: event');
  const webhook: Webhook = {
    id: call.account.ids.uuid(),
    event,
    url: urlOf(requiredString(body, 'url')),
    conditions: CONDITIONED.includes(event)
      ? { origins: originsOf(body) ?? ALL_ORIGINS.slice() }
      : null,
    signatureToken: call.account.ids.hex(48),
    createdAt: call.now,
    updatedAt: call.now,
    byApi: true,
  };
  call.account.world.webhooks.set(webhook.id, webhook);
  const shown = present(webhook);
  const configuration = {
    ...(shown.configuration as object),
    signatureToken: webhook.signatureToken,
  };
  return data({ ...shown, configuration }, 201);
}

/** One call for several webhooks, without an id in the path; all or nothing. */
function changeMany(call: Call) {
  const { world } = call.account;
  const wishes = optionalObjects(bodyOf(call), 'data');
  if (!wishes || wishes.length === 0) throw badRequest('Missing required parameter: data');
  const changes = wishes.map((wish) => {
    const id = requiredString(wish, 'id');
    const webhook = world.webhooks.get(id);
    if (!webhook) throw badRequest(`webhooks ${id} was not found`);
    if (!webhook.byApi) throw forbidden('Only webhooks created by API can be updated');
    if (wish['event'] !== undefined && wish['event'] !== webhook.event) {
      throw badRequest('event cannot be changed');
    }
    const url = optionalString(wish, 'url');
    const origins = originsOf(wish);
    return { webhook, url: url === undefined ? webhook.url : urlOf(url), origins };
  });
  for (const { webhook, url, origins } of changes) {
    webhook.url = url;
    if (origins && webhook.conditions) webhook.conditions = { origins };
    webhook.updatedAt = call.now;
  }
  return data(changes.map(({ webhook }) => present(webhook)));
}

function originsOf(body: Body): Origin[] | undefined {
  const configuration = optionalObject(body, 'configuration');
  const conditions = configuration ? optionalObject(configuration, 'conditions') : undefined;
  if (!conditions) return undefined;
  const origins = optionalStrings(objectBody(conditions), 'origins');
  if (!origins || origins.length === 0) return undefined;
  const unknown = origins.find((each) => !ALL_ORIGINS.some((known) => known === each));
  if (unknown) throw badRequest(`origins: ${unknown} is not an origin`);
  return origins as Origin[];
}

/** HTTPS only, except on this machine, so that tests need no certificate. */
function urlOf(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badRequest('url is not valid');
  }
  const isLoopback = url.protocol === 'http:' && LOOPBACK.includes(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) throw badRequest('url must use https');
  return text;
}

function present(webhook: Webhook) {
  return {
    id: webhook.id,
    event: webhook.event,
    url: webhook.url,
    configuration: { conditions: webhook.conditions ?? { origins: ALL_ORIGINS } },
    createdAt: webhook.createdAt,
    updatedAt: webhook.updatedAt,
  };
}
