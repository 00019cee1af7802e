// Random requests, from perfectly fine to nonsense, over every endpoint the sandbox has.
import { ROUTES } from '../api/routes.ts';
import type { Random } from '../random.ts';
import type { Sandbox } from '../sandbox.ts';
import type { SandboxRequest } from '../wire/message.ts';
import type { Route } from '../wire/route.ts';
import { WEBHOOK_EVENTS } from '../world/rows.ts';

/** An id a reply brought, with the opportunity it hangs on. */
type Learned = { id: string; opportunity: string };

export type FuzzMaker = {
  make(): FuzzRequest;
  /** Tells the maker what a create answered, so that later requests can go there. */
  learn(made: FuzzRequest, id: unknown): void;
};

export type FuzzRequest = { request: SandboxRequest; route: string; narrowed: boolean };

const NONSENSE = [
  '',
  '0',
  '-1',
  '1e9',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '%',
  '%zz',
  '%00',
  '../..',
  'a'.repeat(300),
  '💥',
  '\'"><',
  '\u0000',
  '999999999999999999999',
  'NaN',
  ' ',
  'ä',
  '__proto__',
  'constructor',
];
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
const FIELDS = [
  'name',
  'headline',
  'location',
  'emails',
  'phones',
  'links',
  'stage',
  'tags',
  'sources',
  'origin',
  'owner',
  'followers',
  'postings',
  'createdAt',
  'archived',
  'contact',
  'opportunityLocation',
  'reason',
  'cleanInterviews',
  'requisitionId',
  'value',
  'secret',
  'score',
  'notifyFollowers',
  'values',
  'user',
  'completedAt',
  'baseTemplateId',
  'fields',
  'text',
  'instructions',
  'group',
  'secretByDefault',
  'url',
  'event',
  'configuration',
  'data',
  'email',
  'accessRole',
  'jobTitle',
  'requisitionCode',
  'headcountTotal',
  'status',
  'customFields',
  'type',
  'options',
  'subfields',
  'id',
  'isRequired',
  'fieldValues',
  'panel',
  'interview',
  'timezone',
  'interviews',
  'date',
  'duration',
  'interviewers',
  'state',
  'categories',
  'content',
  'personalInformation',
  'customQuestions',
  'urls',
  'workplaceType',
  'feedbackTemplate',
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
const ORIGINS = ['agency', 'applied', 'internal', 'referred', 'sourced', 'university', 'friend'];
const DEPTH_MAX = 3;
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

type Words = { random: Random; learned: Map<string, Learned[]>; id: (kind: string) => string };

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

function bodyFor(
  route: Route,
  words: Words,
): { headers: Record<string, string>; body: Buffer | undefined } {
  const { random } = words;
  if (route.method === 'GET' || route.method === 'DELETE') return { headers: {}, body: undefined };
  if (random.int(25) === 0) {
    return {
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(random.pick(NONSENSE)),
    };
  }
  if (random.int(12) === 0 || (/files|uploads/.test(route.path) && random.int(3) > 0))
    return multipart(words);
  const type =
    random.int(50) === 0
      ? random.pick(['text/plain', 'multipart/form-data', 'x'])
      : 'application/json';
  return {
    headers: { 'content-type': type },
    body: Buffer.from(JSON.stringify({ ...objectFor(words, 0), ...needed(route, words) })),
  };
}

function multipart({ random, id }: Words): { headers: Record<string, string>; body: Buffer } {
  const boundary = `b${random.hex(12)}`;
  const field = random.pick(['file', 'resumeFile', 'files[]', 'x']);
  const parts = [
    `--${boundary}\r\ncontent-disposition: form-data; name="emails[]"\r\n\r\n${id('email')}\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="${random.pick(NONSENSE.slice(0, 12))}"\r\n\r\nx\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="cv.${random.pick(['pdf', 'txt', 'exe'])}"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.4\r\n`,
  ].filter(() => random.int(4) > 0);
  const end = random.int(6) === 0 ? '' : `--${boundary}--\r\n`;
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return { headers, body: Buffer.from(parts.join('') + end) };
}

/** What an endpoint cannot do without; left out now and then. */
function needed(route: Route, words: Words): Record<string, unknown> {
  const found = NEEDED.find(([pattern]) => pattern.test(route.path));
  if (!found || words.random.int(6) === 0) return {};
  return Object.fromEntries(found[1].map((name) => [name, neededField(name, words)]));
}

const NEEDED: [RegExp, string[]][] = [
  [/notes$/, ['value']],
  [/stage$/, ['stage']],
  [/archived$/, ['reason']],
  [/Tags$/, ['tags']],
  [/Sources$/, ['sources']],
  [/Links$/, ['links']],
  [/users/, ['name', 'email', 'accessRole']],
  [/form_templates/, ['text', 'fields']],
  [/feedback_templates/, ['text', 'fields']],
  [/feedback$/, ['baseTemplateId']],
  [/requisitions/, ['name', 'requisitionCode', 'headcountTotal']],
  [/requisition_fields$/, ['text', 'type']],
  [/webhooks$/, ['url', 'event']],
  [/panels/, ['timezone', 'interviews']],
  [/postings$/, ['text']],
  [/apply$/, ['personalInformation']],
  [/:note$/, ['values']],
  [/\/(opportunities|candidates)$/, ['name', 'emails', 'postings']],
];

function neededField(name: string, words: Words): unknown {
  const { random, id } = words;
  if (name === 'fields') return [{ type: random.pick(['text', 'score-system']), text: 'A' }];
  if (name === 'values') return [{ value: 'text' }];
  if (name === 'type') return random.pick(['number', 'text', 'date']);
  if (name === 'timezone') return 'UTC';
  if (name === 'interviews')
    return [{ date: 1e12, duration: 30, interviewers: [{ id: id('user') }] }];
  if (name === 'baseTemplateId') return random.pick([id('template'), 'no-feedback']);
  if (name === 'personalInformation') {
    return [
      { name: 'fullName', value: 'A B' },
      { name: 'email', value: `f${random.hex(8)}@people.example` },
    ];
  }
  return likelyField(name, words, DEPTH_MAX);
}

function objectFor(words: Words, depth: number): Record<string, unknown> {
  const { random } = words;
  const made: Record<string, unknown> = {};
  for (let count = Math.max(0, random.int(9) - 4); count > 0; count -= 1) {
    const name = random.pick(FIELDS);
    made[name] = random.int(4) === 0 ? junk(words, depth) : likelyField(name, words, depth);
  }
  return made;
}

function likelyField(name: string, words: Words, depth: number): unknown {
  const { random, id } = words;
  const one = (kind: string): string[] => [id(kind)];
  const objects = (): unknown[] => (depth >= DEPTH_MAX ? [] : [objectFor(words, depth + 1)]);
  switch (name) {
    case 'emails':
      return random.int(2) === 0 ? one('email') : [`f${random.hex(8)}@people.example`];
    case 'email':
      return `f${random.hex(8)}@people.example`;
    case 'phones':
      return [{ type: random.pick(['mobile', 'other', 'pager']), value: '+1 555 0100' }];
    case 'links':
    case 'tags':
    case 'sources':
      return [random.pick(['https://a.example/1', 'Rust', 'Meetup'])];
    case 'stage':
      return id('stage');
    case 'reason':
      return random.int(3) === 0 ? null : id('reason');
    case 'archived':
      return { reason: id('reason') };
    case 'owner':
    case 'user':
      return id('user');
    case 'followers':
      return one('user');
    case 'postings':
      return one('posting');
    case 'contact':
      return id('contact');
    case 'baseTemplateId':
      return id('template');
    case 'origin':
      return random.pick(ORIGINS);
    case 'event':
      return random.pick(WEBHOOK_EVENTS);
    case 'url':
      return random.pick(['https://hooks.example/x', 'http://127.0.0.1:1/x', 'ftp://x']);
    case 'createdAt':
    case 'completedAt':
    case 'date':
      return 1_600_000_000_000 + random.int(1e9) * 300;
    case 'duration':
    case 'score':
    case 'headcountTotal':
      return random.int(6);
    case 'accessRole':
      return random.pick(['admin', 'interviewer', 'king']);
    case 'values':
    case 'fields':
    case 'fieldValues':
    case 'data':
    case 'interviews':
    case 'options':
    case 'personalInformation':
    case 'customQuestions':
    case 'urls':
      return objects();
    case 'interviewers':
      return [{ id: id('user') }];
    case 'secret':
    case 'notifyFollowers':
    case 'cleanInterviews':
      return random.int(2) === 0;
    default:
      return `text ${random.hex(6)}`;
  }
}

function junk(words: Words, depth: number): unknown {
  const { random } = words;
  const kinds = [
    null,
    0,
    -1,
    1.5,
    true,
    '',
    [],
    {},
    [null],
    [[]],
    'x'.repeat(2_000),
    random.pick(NONSENSE),
    1e308,
  ];
  return depth < DEPTH_MAX && random.int(5) === 0
    ? objectFor(words, depth + 1)
    : random.pick(kinds);
}

function authFor(sandbox: Sandbox, random: Random): string | null {
  const roll = random.int(60);
  if (roll === 0) return null;
  if (roll === 1)
    return random.pick(['Basic', 'Bearer', 'Basic !!!', 'Digest x', 'Bearer nobody', '']);
  if (roll === 2) return `Bearer ${sandbox.apiKey}`;
  return `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString('base64')}`;
}
