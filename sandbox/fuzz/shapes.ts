// What a documented reply looks like: statuses, envelopes and the field sets of the main records.

const STATUSES = new Set([200, 201, 204, 400, 401, 403, 404, 422, 429]);

type Json = ReturnType<typeof JSON.parse>;
type Shape = Record<string, (value: Json) => boolean>;

const text = (value: Json): boolean => typeof value === 'string';
const number = (value: Json): boolean => typeof value === 'number';
const flag = (value: Json): boolean => typeof value === 'boolean';
const list = (value: Json): boolean => Array.isArray(value);
const anything = (): boolean => true;
const object = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (test: (value: Json) => boolean) =>
  (value: Json): boolean =>
    value === null || test(value);
const texts = (value: Json): boolean => Array.isArray(value) && value.every(text);
const either =
  (...tests: ((value: Json) => boolean)[]) =>
  (value: Json): boolean =>
    tests.some((test) => test(value));
const listOf =
  (test: (value: Json) => boolean) =>
  (value: Json): boolean =>
    Array.isArray(value) && value.every(test);

const OPPORTUNITY: Shape = {
  id: text,
  name: text,
  contact: either(text, object),
  headline: text,
  stage: either(text, object),
  confidentiality: text,
  location: text,
  phones: listOf((phone) => text(phone.type) && text(phone.value)),
  emails: texts,
  links: texts,
  archived: orNull((value) => text(value.reason) && number(value.archivedAt)),
  tags: texts,
  sources: texts,
  stageChanges: listOf((each) => text(each.toStageId) && number(each.toStageIndex)),
  origin: text,
  sourcedBy: orNull(either(text, object)),
  owner: either(text, object),
  followers: listOf(either(text, object)),
  applications: listOf(either(text, object)),
  createdAt: number,
  updatedAt: orNull(number),
  lastInteractionAt: number,
  lastAdvancedAt: number,
  snoozedUntil: orNull(number),
  urls: (value) => text(value.list) && text(value.show),
  isAnonymized: flag,
  dataProtection: orNull(object),
};
const SHAPES: [RegExp, Shape, readonly string[]][] = [
  [
    /^\/(opportunities|candidates)(\/:opportunity)?(\/(stage|archived|add\w+|remove\w+))?$/,
    OPPORTUNITY,
    ['opportunityLocation'],
  ],
  [
    /^\/contacts\/:contact$/,
    {
      id: text,
      name: text,
      headline: text,
      location: (value) => text(value.name),
      emails: texts,
      phones: list,
    },
    ['isAnonymized', 'dataProtection'],
  ],
  [/^\/stages(\/:stage)?$/, { id: text, text }, []],
  [/^\/archive_reasons(\/:reason)?$/, { id: text, text, status: text, type: text }, []],
  [/^\/(tags|sources)$/, { text, count: number }, []],
  [
    /^\/users/,
    {
      id: text,
      name: text,
      username: text,
      email: text,
      accessRole: text,
      photo: orNull(text),
      createdAt: number,
      deactivatedAt: orNull(number),
      externalDirectoryId: orNull(text),
      linkedContactIds: orNull(list),
      jobTitle: orNull(text),
      managerId: orNull(text),
    },
    [],
  ],
  [
    /^\/webhooks$/,
    {
      id: text,
      event: text,
      url: text,
      configuration: object,
      createdAt: number,
      updatedAt: number,
    },
    [],
  ],
  [
    /^\/(opportunities|candidates)\/:opportunity\/files(\/:file)?$/,
    {
      id: text,
      downloadUrl: text,
      ext: text,
      name: text,
      uploadedAt: number,
      status: orNull(text),
      size: number,
    },
    [],
  ],
  [
    /^\/postings\/:posting\/apply$/,
    {},
    [
      'applicationId',
      'id',
      'text',
      'customQuestions',
      'personalInformation',
      'urls',
      'consentDisclosures',
    ],
  ],
];
const NOTE: Shape = {
  id: text,
  text,
  fields: listOf((field) => text(field.value) && number(field.createdAt)),
  user: anything,
  secret: flag,
  completedAt: orNull(number),
  createdAt: number,
  deletedAt: orNull(number),
};
const BARE = [/^\/postings\/:posting\/users$/];

export type Seen = { route: string; method: string; narrowed: boolean };

/** What is wrong with a reply, or null. */
export function faultOf(seen: Seen, status: number, body: Json): string | null {
  if (!STATUSES.has(status)) return `status ${status}`;
  if (status === 204) return body === undefined ? null : 'a 204 with a body';
  if (status >= 400) return errorFault(body);
  if (body === undefined) return 'no JSON';
  if (BARE.some((pattern) => pattern.test(seen.route))) return null;
  return envelopeFault(seen, body);
}

function errorFault(body: Json): string | null {
  const names = object(body) ? Object.keys(body).sort().join() : '';
  if (names !== 'code,message') return `an error body of ${names}`;
  return text(body.code) && text(body.message) && body.message !== ''
    ? null
    : 'an error without text';
}

function envelopeFault(seen: Seen, body: Json): string | null {
  if (!object(body) || !('data' in body)) return 'no data';
  const known = ['data', 'hasNext', 'next', 'deduped'];
  const extra = Object.keys(body).find((name) => !known.includes(name));
  if (extra !== undefined) return `${extra} beside data`;
  if ('next' in body && body.hasNext !== true) return 'next without more';
  if (body.hasNext === true && !text(body.next)) return 'more without next';
  if (seen.narrowed) return null;
  for (const row of Array.isArray(body.data) ? body.data : [body.data]) {
    const fault = rowFault(seen, row);
    if (fault !== null) return fault;
  }
  return null;
}

function rowFault(seen: Seen, row: Json): string | null {
  if (/\/notes(\/:note)?$/.test(seen.route)) {
    if (seen.method === 'PUT') return text(row.noteId) ? null : 'no noteId';
    return shapeFault(row, NOTE, ['noteId']);
  }
  for (const [pattern, shape, optional] of SHAPES) {
    if (pattern.test(seen.route)) return shapeFault(row, shape, optional);
  }
  return object(row) ? null : 'a row that is no object';
}

function shapeFault(row: Json, shape: Shape, optional: readonly string[]): string | null {
  if (!object(row)) return 'a row that is no object';
  for (const [name, test] of Object.entries(shape)) {
    if (!(name in row)) return `${name} is missing`;
    if (!test(row[name])) return `${name} is ${JSON.stringify(row[name]).slice(0, 80)}`;
  }
  const extra = Object.keys(row).find((name) => !(name in shape) && !optional.includes(name));
  return extra === undefined ? null : `${extra} is not documented`;
}
