// GET /postings and what hangs on a posting.
import { pageOf } from '../wire/page.ts';
import { choice, many, one, time } from '../wire/query.ts';
import { badRequest, notFound } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import { POSTING_STATES, type Posting } from '../world/rows.ts';
import { userOrId } from './present-opportunity.ts';
import { confidentialityOf, expansions, narrowed, needConfidential } from './shared.ts';

const EXPANDABLE = ['user', 'owner', 'hiringManager', 'followers'];
const EXTRAS = ['content', 'followers'];
const CATEGORY_FILTERS = ['team', 'department', 'location', 'commitment', 'level'] as const;
const OTHER_FILTERS = ['state', 'distributionChannel', 'group', ...CATEGORY_FILTERS, 'tag'];

export const postingReads: Route[] = [
  { method: 'GET', path: '/postings', noun: 'postings', access: 'read', run: list },
  { method: 'GET', path: '/postings/deleted', noun: 'postings', access: 'read', run: deleted },
  {
    method: 'GET',
    path: '/postings/:posting',
    noun: 'postings',
    access: 'read',
    run: (call) => {
      choice(call.query, 'distribution', ['internal', 'external']);
      return data(presentPosting(call, postingIn(call), expansions(call, EXPANDABLE)));
    },
  },
  {
    method: 'GET',
    path: '/postings/:posting/users',
    noun: 'postings',
    access: 'read',
    run: (call) => {
      const posting = postingIn(call);
      const team = [posting.owner, posting.hiringManager, ...posting.followers];
      const users = [...new Set(team)].map((id) => call.account.world.users.get(id ?? ''));
      // No `data` around this one.
      return {
        status: 200,
        body: {
          posting: { id: posting.id, text: posting.text },
          users: users.filter((user) => user !== undefined),
          roles: [
            { id: 'owner', name: 'Owner', isReadOnly: true },
            { id: 'team', name: 'Team', isReadOnly: true },
            { id: 'limited', name: 'Limited', isReadOnly: true },
          ],
        },
      };
    },
  },
];

/** The posting in the path; confidential ones need the grant. */
export function postingIn(call: Call): Posting {
  const id = call.param('posting');
  const posting = call.account.world.postings.get(id);
  if (!posting || posting.deletedAt !== null) throw notFound('postings', id);
  if (posting.confidential) needConfidential(call);
  return posting;
}

function list(call: Call) {
  const { query } = call;
  const expanded = expansions(call, EXPANDABLE);
  const start = time(query, 'updated_at_start');
  const end = time(query, 'updated_at_end');
  const hasTime = start !== undefined || end !== undefined;
  if (hasTime && OTHER_FILTERS.some((name) => query.has(name))) {
    throw badRequest('updated_at_start and updated_at_end combine only with confidentiality');
  }
  const confidentiality = confidentialityOf(call);
  const tests = filters(call);
  const rows = [...call.account.world.postings.values()].filter(
    (posting) =>
      posting.deletedAt === null &&
      (confidentiality === 'all' ||
        posting.confidential === (confidentiality === 'confidential')) &&
      posting.updatedAt >= (start ?? -Infinity) &&
      posting.updatedAt <= (end ?? Infinity) &&
      tests.every((test) => test(posting)),
  );
  return pageOf(query, rows, {
    order: { key: (posting) => [posting.createdAt, posting.id], directions: [-1, 1] },
    present: (posting) => presentPosting(call, posting, expanded),
  });
}

function filters(call: Call): ((posting: Posting) => boolean)[] {
  const { query } = call;
  const tests: ((posting: Posting) => boolean)[] = [];
  const states = many(query, 'state');
  const unknown = states?.find((each) => !POSTING_STATES.some((known) => known === each));
  if (unknown !== undefined) throw badRequest(`state must be one of ${POSTING_STATES.join(', ')}`);
  const channels = many(query, 'distributionChannel');
  if (states) tests.push((posting) => states.includes(posting.state));
  // Asking for published postings means the public site unless channels are named.
  const wanted = channels ?? (states?.includes('published') ? ['public'] : undefined);
  if (wanted) {
    tests.push(
      (posting) =>
        (posting.state !== 'published' && !channels) ||
        (posting.distributionChannels ?? []).some((each) => wanted.includes(each)),
    );
  }
  for (const name of CATEGORY_FILTERS) {
    const values = many(query, name);
    if (values) tests.push((posting) => values.includes(posting.categories[name]));
  }
  const groups = many(query, 'group');
  if (groups) tests.push((posting) => groups.includes(posting.categories.department));
  const tags = many(query, 'tag');
  if (tags) tests.push((posting) => posting.tags.some((each) => tags.includes(each)));
  return tests;
}

function deleted(call: Call) {
  const start = time(call.query, 'deleted_at_start') ?? -Infinity;
  const end = time(call.query, 'deleted_at_end') ?? Infinity;
  one(call.query, 'limit');
  const rows = [...call.account.world.postings.values()].filter(
    (each) => each.deletedAt !== null && each.deletedAt >= start && each.deletedAt <= end,
  );
  return pageOf(call.query, rows, {
    order: { key: (each) => [each.deletedAt ?? 0, each.id], directions: [-1, 1] },
    present: (each) => ({ ...presentPosting(call, each, new Set()), deletedAt: each.deletedAt }),
  });
}

/** A posting as Lever serves it. */
export function presentPosting(
  call: Call,
  posting: Posting,
  expanded: ReadonlySet<string>,
): Record<string, unknown> {
  const user = (field: string, id: string | null): unknown =>
    expanded.has(field) ? userOrId(call, id) : id;
  const isOnline = posting.state === 'published' || posting.state === 'internal';
  const { web } = call.account.urls;
  const show = `${web}/jobs/${posting.id}`;
  const whole: Record<string, unknown> = {
    id: posting.id,
    text: posting.text,
    state: posting.state,
    distributionChannels: posting.state === 'published' ? posting.distributionChannels : null,
    user: user('user', posting.user),
    owner: user('owner', posting.owner),
    hiringManager: user('hiringManager', posting.hiringManager),
    categories: posting.categories,
    tags: posting.tags,
    content: posting.content,
    country: posting.country,
    followers: posting.followers.map((id) => user('followers', id)),
    reqCode: posting.reqCode,
    requisitionCodes: posting.requisitionCodes,
    urls: isOnline ? { list: `${web}/jobs`, show, apply: `${show}/apply` } : null,
    confidentiality: posting.confidential ? 'confidential' : 'non-confidential',
    createdAt: posting.createdAt,
    updatedAt: posting.updatedAt,
    workplaceType: posting.workplaceType,
    transcribeInterviews: false,
    screening: { enabled: false },
    ...posting.extra,
  };
  return narrowed(call, whole, { extras: EXTRAS, expanded });
}
