// Bodies of random requests: JSON and multipart, likely and broken.
import type { Route } from '../wire/route.ts';
import { WEBHOOK_EVENTS } from '../world/rows.ts';
import { NONSENSE, ORIGINS, type Words } from './words.ts';

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
const DEPTH_MAX = 3;

/** Headers and body for a route; nothing for reads. */
export function bodyFor(
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
