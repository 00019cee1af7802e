// Random requests, from perfectly fine to nonsense, over every endpoint the sandbox has.
import { ROUTES } from '../api/routes.ts';
import type { Random } from '../random.ts';
import type { Sandbox } from '../sandbox.ts';
import type { SandboxRequest } from '../wire/message.ts';
import type { Route } from '../wire/route.ts';
import { bodyFor } from './make-body.ts';
import { NONSENSE, ORIGINS, type Learned, type Words } from './words.ts';

export type FuzzMaker = {
  make(): FuzzRequest;
  /** Tells the maker what a create answered, so that later requests can go there. */
  learn(made: FuzzRequest, id: unknown): void;
};

export type FuzzRequest = { request: SandboxRequest; route: string; narrowed: boolean };

const PARAMETERS = [
  'limit',
  'offset',
  'expand',
  'include',
  'perform_as',
  'email',
  'tag',
  'source',
  'origin',
  'stage_id',
  'posting_id',
  'contact_id',
  'archive_reason_id',
  'archived',
  'snoozed',
  'confidentiality',
  'location',
  'created_at_start',
  'created_at_end',
  'updated_at_start',
  'updated_at_end',
  'advanced_at_start',
  'archived_at_end',
  'archived_posting_id',
  'deleted_at_start',
  'deleted_at_end',
  'state',
  'team',
  'distributionChannel',
  'type',
  'status',
  'includeDeactivated',
  'accessRole',
  'note_id',
  'parse',
  'perform_as_posting_owner',
  'uploaded_at_start',
  'occurred_at_end',
  'requisition_code',
  'user_id',
  'target_type',
  'target_id',
  'distribution',
];
const EXPANDS = [
  'applications',
  'stage',
  'owner',
  'followers',
  'sourcedBy',
  'contact',
  'user',
  'posting',
  'creator',
];
const LEARNED_MAX = 30;

/** A maker of requests over one sandbox; ids of what exists are drawn now and then. */
export function requestMaker(sandbox: Sandbox, random: Random): FuzzMaker {
  const learned = new Map<string, Learned[]>();
  let ids: Record<string, string[]> = {};
  let made = 0;
  const refresh = (): void => {
    ids = idsOf(sandbox);
  };
  refresh();
  const words: Words = {
    random,
    learned,
    id: (kind) => random.pick(ids[kind]?.length ? ids[kind] : ['none']),
  };
  const make = (): FuzzRequest => {
    made += 1;
    if (made % 500 === 0) refresh();
    const route = random.pick(ROUTES);
    const isLost = random.int(40) === 0;
    const path = isLost
      ? `/v1/${encodeURIComponent(random.pick(NONSENSE))}`
      : `/v1${filled(route, words)}`;
    const query = queryFor(route, words);
    const { headers, body } = bodyFor(route, words);
    const authorization = authFor(sandbox, random);
    return {
      request: {
        method:
          random.int(60) === 0
            ? random.pick(['PATCH', 'HEAD', 'OPTIONS', 'DELETE', 'PUT'])
            : route.method,
        path: query === '' ? path : `${path}?${query}`,
        headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
        body,
      },
      route: isLost ? '' : route.path,
      narrowed: query.includes('include'),
    };
  };
  const learn = ({ route, request }: FuzzRequest, id: unknown): void => {
    const child = ROUTES.find((each) => each.path.startsWith(`${route}/:`))
      ?.path.split('/:')
      .at(-1);
    const kind = child?.split('/')[0];
    if (typeof id !== 'string' || kind === undefined || route === '') return;
    const opportunity = /(?:opportunities|candidates)\/([^/?]+)/.exec(request.path)?.[1] ?? '';
    const list = learned.get(kind) ?? [];
    learned.set(kind, [...list.slice(-LEARNED_MAX), { id, opportunity }]);
  };
  return { make, learn };
}

function idsOf(sandbox: Sandbox): Record<string, string[]> {
  const rows = sandbox.control.opportunities({ limit: 200 });
  return {
    opportunity: rows.map((row) => row.id),
    contact: rows.map((row) => row.contact),
    application: rows.flatMap((row) => row.application ?? []),
    note: rows.flatMap((row) => row.notes.map((note) => note.id)),
    form: rows.flatMap((row) => row.forms.map((form) => form.id)),
    file: rows.flatMap((row) => row.files.map((file) => file.id)),
    email: rows.flatMap((row) => row.person?.emails ?? []),
    tag: rows.flatMap((row) => row.tags),
    source: rows.flatMap((row) => row.sources),
    user: sandbox.control.users().map((user) => user.id),
    posting: sandbox.control.postings().map((posting) => posting.id),
    stage: sandbox.control.stages().map((stage) => stage.id),
    reason: sandbox.control.archiveReasons().map((reason) => reason.id),
    template: sandbox.control.formTemplates().map((template) => template.id),
    webhook: sandbox.control.webhooks().map((webhook) => webhook.id),
  };
}

function filled(route: Route, words: Words): string {
  const { random, id, learned } = words;
  const last =
    route.path
      .match(/:(\w+)/g)
      ?.at(-1)
      ?.slice(1) ?? '';
  const known =
    random.int(5) === 0 ? undefined : learned.get(last)?.at(random.int(LEARNED_MAX) - LEARNED_MAX);
  return route.path.replace(/:(\w+)/g, (_, name: string) => {
    if (random.int(12) === 0) return encodeURIComponent(random.pick(NONSENSE));
    if (known && name === last) return known.id;
    if (known && name === 'opportunity' && known.opportunity !== '') return known.opportunity;
    return encodeURIComponent(id(name));
  });
}

function queryFor(route: Route, words: Words): string {
  const { random, id } = words;
  const parts: string[] = [];
  if (route.access === 'write' && random.int(5) > 0) parts.push(`perform_as=${id('user')}`);
  const extra = random.int(3) === 0 ? random.int(4) : 0;
  for (let count = extra; count > 0; count -= 1) {
    const name = random.pick(PARAMETERS);
    const value = random.int(3) === 0 ? random.pick(NONSENSE) : likelyValue(name, words);
    parts.push(`${name}=${random.int(20) === 0 ? value : encodeURIComponent(value)}`);
  }
  return parts.join('&');
}

function likelyValue(name: string, { random, id }: Words): string {
  if (name === 'limit') return String(1 + random.int(110));
  if (name === 'expand' || name === 'include') return random.pick(EXPANDS);
  if (name === 'email') return id('email');
  if (name === 'origin') return random.pick(ORIGINS);
  if (name === 'tag' || name === 'source') return id(name);
  if (name === 'confidentiality') return random.pick(['all', 'confidential', 'non-confidential']);
  if (name.includes('_at_')) return String(1_700_000_000_000 + random.int(1e9) * 100);
  if (name === 'perform_as') return id('user');
  if (name === 'note_id') return id('note');
  if (name.endsWith('_id')) return id(random.pick(['stage', 'posting', 'contact', 'reason']));
  if (name === 'offset')
    return encodeURIComponent(JSON.stringify([1, 1_700_000_000_000, id('opportunity')]));
  return random.pick(['true', 'false', 'published', 'internal', 'hired', 'non-hired', 'open']);
}

function authFor(sandbox: Sandbox, random: Random): string | null {
  const roll = random.int(60);
  if (roll === 0) return null;
  if (roll === 1)
    return random.pick(['Basic', 'Bearer', 'Basic !!!', 'Digest x', 'Bearer nobody', '']);
  if (roll === 2) return `Bearer ${sandbox.apiKey}`;
  return `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`;
}
